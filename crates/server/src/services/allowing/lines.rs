//! A person's month as it is shown, and as it is kept once paid.

use std::sync::Arc;

use hadir_domain::allowance::{Assessment, Delta, Line, Month, Percent, Rule, Rupiah, Taken};
use hadir_domain::people::EmployeeType;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of a cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AllowanceLine {
    /// The day it is about; of a cap over the month its last day.
    #[schema(value_type = String)]
    pub date: Date,
    /// By which rule, such as `18.05/tpp/late`.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// Whether the text was checked.
    pub confirmed: bool,
    /// Of the base; negative in the line of a cap.
    pub percent: String,
    /// Whole rupiah; negative in the line of a cap.
    pub rupiah: i64,
    /// From what, in Indonesian.
    pub because: String,
    /// From what, in English.
    pub because_en: String,
}

/// What a correction changed of a month that was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CarriedLine {
    /// The month it corrects, `YYYY-MM`.
    pub month: String,
    /// The day.
    #[schema(value_type = String)]
    pub date: Date,
    /// By which rule.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// Whether the text was checked.
    pub confirmed: bool,
    /// What was taken so far.
    pub was_rupiah: i64,
    /// What should have been.
    pub now_rupiah: i64,
    /// What is still taken; negative where it is given back.
    pub rupiah: i64,
    /// How the line is called.
    pub label: String,
    /// What the rule rests on by now, or rested on, in Indonesian.
    pub because: String,
    /// The same in English.
    pub because_en: String,
}

/// A person's month. The lines sum to the cut, the cut and what is carried to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonAllowance {
    /// By which schedule.
    pub schedule: String,
    /// Employment.
    #[schema(value_type = String)]
    pub employee_type: EmployeeType,
    /// The whole allowance of the month; null where no amount is recorded, and then nothing is computed.
    pub tpp_rupiah: Option<i64>,
    /// Whether the person holds a structural office.
    pub structural: bool,
    /// Where the amount stands.
    pub amount_source: String,
    /// What percentages are of.
    pub base_rupiah: i64,
    /// By day and rule.
    pub lines: Vec<AllowanceLine>,
    /// The sum of their percentages.
    pub percent: String,
    /// The sum of the lines.
    pub cut_rupiah: i64,
    /// What earlier months, paid already, still owe or are owed.
    pub carried: Vec<CarriedLine>,
    /// The sum of what is carried.
    pub carried_rupiah: i64,
    /// Cut and carried together.
    pub total_rupiah: i64,
    /// The allowance without the total; null without an amount.
    pub net_rupiah: Option<i64>,
    /// Days that are not settled: they take nothing yet.
    #[schema(value_type = Vec<String>)]
    pub waiting: Vec<Date>,
    /// What took nothing because nobody can say what it takes, in Indonesian.
    pub unknown: Vec<String>,
    /// The same in English.
    pub unknown_en: Vec<String>,
}

impl From<&Line> for AllowanceLine {
    fn from(line: &Line) -> Self {
        Self {
            date: line.date,
            rule: line.rule.id.to_string(),
            article: line.rule.article.to_string(),
            confirmed: line.rule.confirmed,
            percent: line.percent.to_string(),
            rupiah: line.rupiah.0,
            because: line.because.id(),
            because_en: line.because.en(),
        }
    }
}

fn rule(id: &str, article: &str, confirmed: bool) -> Arc<Rule> {
    Arc::new(Rule { id: id.into(), article: article.into(), confirmed })
}

impl From<&AllowanceLine> for Taken {
    fn from(line: &AllowanceLine) -> Self {
        let rule = rule(&line.rule, &line.article, line.confirmed);
        Self { date: line.date, rule, rupiah: Rupiah(line.rupiah) }
    }
}

impl From<&CarriedLine> for Taken {
    fn from(line: &CarriedLine) -> Self {
        let rule = rule(&line.rule, &line.article, line.confirmed);
        Self { date: line.date, rule, rupiah: Rupiah(line.rupiah) }
    }
}

impl CarriedLine {
    /// A difference, with the words of the line it comes from: the new one, else the one that was paid.
    pub fn of(delta: &Delta, after: &Assessment, paid: &[AllowanceLine]) -> Self {
        let new = after.lines.iter().find(|line| line.date == delta.date && line.rule.id == delta.rule.id);
        let old = paid.iter().find(|line| line.date == delta.date && *line.rule == *delta.rule.id);
        let (because, because_en) = match (new, old) {
            (Some(line), _) => (line.because.id(), line.because.en()),
            (None, Some(line)) => (format!("tidak lagi: {}", line.because), format!("no longer: {}", line.because_en)),
            (None, None) => (String::new(), String::new()),
        };
        Self {
            month: Month::of(delta.date).to_string(),
            date: delta.date,
            rule: delta.rule.id.to_string(),
            article: delta.rule.article.to_string(),
            confirmed: delta.rule.confirmed,
            was_rupiah: delta.was.0,
            now_rupiah: delta.now.0,
            rupiah: delta.rupiah().0,
            label: delta.label(),
            because,
            because_en,
        }
    }
}

impl PersonAllowance {
    /// A month of which nothing is known yet.
    pub fn empty(schedule: &str, employee_type: EmployeeType) -> Self {
        Self {
            schedule: schedule.to_owned(),
            employee_type,
            tpp_rupiah: None,
            structural: false,
            amount_source: String::new(),
            base_rupiah: 0,
            lines: Vec::new(),
            percent: Percent::ZERO.to_string(),
            cut_rupiah: 0,
            carried: Vec::new(),
            carried_rupiah: 0,
            total_rupiah: 0,
            net_rupiah: None,
            waiting: Vec::new(),
            unknown: Vec::new(),
            unknown_en: Vec::new(),
        }
    }

    /// Puts what a schedule says into it.
    pub fn assessed(&mut self, found: &Assessment) {
        self.base_rupiah = found.base.0;
        self.lines = found.lines.iter().map(AllowanceLine::from).collect();
        self.percent = found.percent.to_string();
        self.cut_rupiah = found.cut.0;
        self.unknown.extend(found.unknown.iter().map(hadir_domain::allowance::Doubt::id));
        self.unknown_en.extend(found.unknown.iter().map(hadir_domain::allowance::Doubt::en));
        self.sum();
    }

    /// Puts what is carried into it.
    pub fn carry(&mut self, carried: Vec<CarriedLine>) {
        self.carried_rupiah = carried.iter().map(|line| line.rupiah).sum();
        self.carried = carried;
        self.sum();
    }

    fn sum(&mut self) {
        self.total_rupiah = self.cut_rupiah + self.carried_rupiah;
        self.net_rupiah = self.tpp_rupiah.map(|whole| whole - self.total_rupiah);
    }

    /// How many sentences there are about what is not known, beside those that only say of a waiting day that it waits.
    pub fn unknown_beside_waiting(&self) -> usize {
        let days: Vec<String> = self.waiting.iter().map(ToString::to_string).collect();
        self.unknown.iter().filter(|sentence| !days.iter().any(|day| sentence.starts_with(day))).count()
    }

    /// Says what is open.
    pub fn doubt(&mut self, id: impl Into<String>, en: impl Into<String>) {
        self.unknown.push(id.into());
        self.unknown_en.push(en.into());
    }
}

/// The sums over people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct AllowanceTotals {
    /// How many people.
    pub people: u64,
    /// Of them without a recorded amount; they add nothing.
    pub without_amount: u64,
    /// Whole allowances.
    pub tpp_rupiah: i64,
    /// Cuts.
    pub cut_rupiah: i64,
    /// What earlier months still owe or are owed.
    pub carried_rupiah: i64,
    /// Both.
    pub total_rupiah: i64,
    /// What is left.
    pub net_rupiah: i64,
    /// People with days that are not settled.
    pub waiting: u64,
}

impl AllowanceTotals {
    /// Adds everybody up.
    pub fn of<'a>(people: impl IntoIterator<Item = &'a PersonAllowance>) -> Self {
        let mut totals = Self::default();
        for person in people {
            totals.people += 1;
            totals.without_amount += u64::from(person.tpp_rupiah.is_none());
            totals.tpp_rupiah += person.tpp_rupiah.unwrap_or(0);
            totals.cut_rupiah += person.cut_rupiah;
            totals.carried_rupiah += person.carried_rupiah;
            totals.total_rupiah += person.total_rupiah;
            totals.net_rupiah += person.net_rupiah.unwrap_or(-person.total_rupiah);
            totals.waiting += u64::from(!person.waiting.is_empty());
        }
        totals
    }
}
