//! The criteria and stages in words.

use hadir_domain::reconcile::Rate;
use hadir_domain::stages::{Answer, Criterion, Paper, Stage, Why};

/// `94,50%` or `94.50%`; a dash where there is none.
fn percent(parts: Option<u32>, point: char) -> String {
    parts.map_or_else(|| "-".to_owned(), |parts| format!("{}{point}{:02}%", parts / 100, parts % 100))
}

/// A criterion's name, in Indonesian and English.
pub fn criterion(criterion: Criterion) -> (&'static str, &'static str) {
    match criterion {
        Criterion::MatchRate => ("kecocokan antarsumber", "match rate"),
        Criterion::Uptime => ("mesin terhubung", "terminals up"),
        Criterion::Enrolment => ("pegawai siap", "people ready"),
    }
}

/// Why a criterion is met or not, in Indonesian and English.
pub fn why(why: Why) -> (&'static str, &'static str) {
    match why {
        Why::Reached => ("tercapai", "reached"),
        Why::Below => ("kurang dari yang diperlukan", "below what is needed"),
        Why::DaysUncounted => {
            ("ada hari yang belum dihitung; jalankan rekonsiliasi", "days not counted yet; run reconciliation")
        }
        Why::NothingCompared => ("tidak ada hari yang dapat dibandingkan", "nothing could be compared"),
        Why::FewCompared => (
            "lebih banyak hari yang tidak dibandingkan daripada yang dibandingkan",
            "fewer days were compared than not",
        ),
        Why::NotHeard => (
            "ada sumber wajib yang belum masuk; masukkan daftarnya",
            "a required source has not spoken yet; bring it in",
        ),
        Why::HoursUnknown => (
            "ada jam dinas yang tidak diketahui; periksa mesinnya",
            "hours of which nothing is known; look at the terminals",
        ),
        Why::NoTerminal => ("tidak ada mesin di tempat kerjanya", "no terminal hangs at its places of work"),
        Why::NoPeople => ("belum ada pegawai", "no people yet"),
        Why::FewWeeks => ("belum cukup minggu penuh", "not enough whole weeks yet"),
    }
}

/// A criterion with its figure, what is needed, and why, in Indonesian and English.
pub fn answer(answer: &Answer) -> (String, String) {
    let (name, name_en) = criterion(answer.criterion);
    let (because, because_en) = why(answer.why);
    let figure = answer.figure.map(Rate::ten_thousandths);
    let needed = Some(u32::from(answer.needed));
    let unknown: u32 = answer.weeks.iter().map(|week| week.unknown).sum();
    let (more, more_en) = match answer.why {
        Why::NotHeard | Why::FewCompared => (format!(", {unknown} hari"), format!(", {unknown} days")),
        Why::HoursUnknown => (format!(", {unknown} jam"), format!(", {unknown} hours")),
        _ => (String::new(), String::new()),
    };
    (
        format!("{name} {} (perlu {}): {because}{more}", percent(figure, ','), percent(needed, ',')),
        format!("{name_en} {} (needs {}): {because_en}{more_en}", percent(figure, '.'), percent(needed, '.')),
    )
}

/// A stage, in Indonesian and English.
pub fn stage(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Belum => ("belum mulai", "not begun"),
        Stage::Pendataan => ("pendataan", "data entry"),
        Stage::UjiCoba => ("uji coba", "trial"),
        Stage::Wajib => ("wajib", "binding"),
    }
}

/// What holds for paper, in Indonesian and English.
pub fn paper(paper: Paper) -> (&'static str, &'static str) {
    match paper {
        Paper::Keep => ("daftar kertas tetap", "paper roll kept"),
        Paper::Drop => ("tanpa daftar kertas", "no paper roll"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_criterion_is_told_with_its_figure_and_what_is_needed() {
        let below = Answer {
            criterion: Criterion::MatchRate,
            figure: Rate::of(945, 1_000),
            needed: 9_500,
            met: false,
            why: Why::Below,
            weeks: Vec::new(),
        };

        let (id, en) = answer(&below);

        assert_eq!(id, "kecocokan antarsumber 94,50% (perlu 95,00%): kurang dari yang diperlukan");
        assert_eq!(en, "match rate 94.50% (needs 95.00%): below what is needed");
    }
}
