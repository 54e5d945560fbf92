//! What is not known: no rule, no calendar, two laws in one year, a punishment without a word, days that wait.

use jiff::civil::Date;

use super::count::{Counted, many, runs, touching};
use super::judge::{Finding, Findings, judge, regulations, under};
use super::minutes::Ledger;
use super::rules::DisciplineRules;
use super::words::days;
use super::{DueOn, Facts};
use crate::numerals::long_date;

/// Collects what is not known.
pub(super) struct Unknown<'a> {
    rules: &'a DisciplineRules,
    facts: &'a Facts,
    counted: &'a Counted,
    said: Vec<String>,
}

impl<'a> Unknown<'a> {
    /// Everything that is not known about an assessment, in sentences.
    pub fn of(
        rules: &'a DisciplineRules,
        facts: &'a Facts,
        counted: &'a Counted,
        found: &Findings<'_>,
        ledger: &Ledger<'_>,
        due: &DueOn<'_>,
    ) -> Vec<String> {
        let mut is = Self { rules, facts, counted, said: Vec::new() };
        is.without_rule();
        is.without_calendar();
        is.several_regulations();
        is.streaks(found, due);
        is.of_finding(found);
        is.minutes(ledger);
        is.waiting(found, due);
        is.said
    }

    fn say(&mut self, sentence: String) {
        if !self.said.contains(&sentence) {
            self.said.push(sentence);
        }
    }

    /// Days without a regulation; without any day, the last day of the year asked.
    fn without_rule(&mut self) {
        let year = self.facts.year;
        let mut dates: Vec<Date> = self.counted.with_uncovered.iter().copied().filter(|on| on.year() == year).collect();
        if dates.is_empty() {
            let on = self.facts.on;
            let edge = |month, day| Date::new(year, month, day).unwrap_or(on);
            dates.push(on.clamp(edge(1, 1), edge(12, 31)));
        }
        dates.retain(|date| self.rules.on(*date).is_none());
        let mut bare = Vec::new();
        for on in dates {
            match self.rules.silence(on) {
                Some(silence) => self.say(format!("{} ({}).", silence.reason, silence.rule.source)),
                None => bare.push(on),
            }
        }
        if !bare.is_empty() {
            let of = self.rules.employee_type.as_str();
            self.say(format!(
                "Tidak ada aturan disiplin kehadiran yang dimuat untuk {of} pada {}; tidak ada hukuman yang dapat disebut.",
                days(&bare)
            ));
        }
    }

    fn without_calendar(&mut self) {
        let uncovered = self.counted.uncovered();
        if !uncovered.is_empty() {
            self.say(format!(
                "Hari libur pada masa ini belum ada di paket aturan: {}. {} hari itu dihitung sebagaimana diberikan dan tidak \
                 dipakai untuk indikasi; muat SKB dan Keppres tahun itu dahulu.",
                days(&uncovered),
                uncovered.len()
            ));
        }
    }

    fn several_regulations(&mut self) {
        let count = |of| many(under(&self.rules.stretches, of, self.facts.year, &self.counted.with_uncovered).len());
        let found: Vec<String> = regulations(&self.rules.stretches)
            .into_iter()
            .map(|of| (&of.name, count(of)))
            .filter(|(_, days)| *days > 0)
            .map(|(name, days)| format!("{name} ({days} hari)"))
            .collect();
        if found.len() > 1 {
            self.say(format!(
                "Hari-hari tahun ini jatuh di bawah lebih dari satu aturan: {}. Tiap hari dinilai menurut aturan pada harinya; \
                 ketentuan yang menjumlahkannya belum terbaca, maka tidak dijumlahkan.",
                found.join(", ")
            ));
        }
    }

    fn streaks(&mut self, found: &Findings<'_>, due: &DueOn<'_>) {
        let in_year = |run: &Vec<Date>| run.iter().any(|date| date.year() == self.facts.year);
        let (here, elsewhere): (Vec<_>, Vec<_>) = runs(&self.counted.days, due).into_iter().partition(in_year);
        let long = |run: &[Date]| {
            let last = run.last().and_then(|last| self.rules.on(*last)).and_then(|of| of.streak.as_ref());
            last.is_some_and(|streak| run.len() >= usize::from(streak.from_days))
        };
        let split = found.streak.is_none() && here.iter().any(|run| long(run));
        let elsewhere: Vec<_> = elsewhere.into_iter().filter(|run| long(run)).collect();
        for run in elsewhere {
            self.say(format!(
                "{} hari berturut-turut ini seluruhnya di tahun lain dan tidak dinilai di sini: {}.",
                run.len(),
                days(&run)
            ));
        }
        if split {
            self.say(
                "Ada hari berturut-turut yang sebagian jatuh pada masa aturan yang tidak mengenal hitungan berturut-turut; \
                 hitungan itu tidak dinilai."
                    .into(),
            );
        }
    }

    fn of_finding(&mut self, found: &Findings<'_>) {
        let Some(Finding { rung, regulation, days: counted, .. }) = &found.heaviest else { return };
        if rung.sanction.is_none() {
            let outside = rung.outside.as_deref().unwrap_or("hukuman lain");
            self.say(format!(
                "{} hari menurut {}: {outside}, tingkat {}. Hukuman ini tidak ada dalam daftar kata; pejabat yang berwenang \
                 yang menetapkan.",
                counted.len(),
                rung.rule.source,
                rung.level.as_str()
            ));
        }
        for sentence in [&rung.review, &regulation.caution].into_iter().flatten() {
            self.say(sentence.clone());
        }
    }

    fn minutes(&mut self, ledger: &Ledger<'_>) {
        if ledger.not_converted > 0 {
            self.say(format!(
                "{} menit terlambat dan pulang cepat tidak dijadikan hari: aturannya tidak menyebut berapa menit menjadi \
                 sehari.",
                ledger.not_converted
            ));
        }
    }

    /// Names what waits, and what it would change.
    fn waiting(&mut self, found: &Findings<'_>, due: &DueOn<'_>) {
        if self.counted.waiting.is_empty() {
            return;
        }
        let mut all = self.facts.clone();
        all.absent.extend(&all.pending);
        all.pending.clear();
        let counted = Counted::of(&all, due);
        let runs = touching(runs(&counted.days, due), all.year);
        let then = judge(&self.rules.stretches, all.year, &counted.days, &runs).heaviest;
        let name = |of: &Option<Finding<'_>>| of.as_ref().map(|of| of.rung.id.clone());
        let waits = days(&self.counted.waiting);
        let becomes = then.as_ref().filter(|_| name(&then) != name(&found.heaviest)).map(|then| {
            let words = then.rung.applied(then.reached).map(|(sanction, _)| sanction.text());
            let words = words.or(then.rung.outside.as_deref()).unwrap_or("hukuman lain");
            format!(
                " Bila semuanya ternyata tanpa alasan yang sah, indikasinya menjadi {words} pada {}.",
                long_date(then.reached)
            )
        });
        self.say(format!(
            "Masih menunggu sumber yang belum melapor dan tidak dihitung: {waits}.{}",
            becomes.unwrap_or_default()
        ));
    }
}
