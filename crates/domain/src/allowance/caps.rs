//! Adding up, and what caps give back.

use std::sync::Arc;

use jiff::civil::Date;

use super::book::Book;
use super::input::Month;
use super::line::{Assessment, Because, Cap, Line};
use super::money::{Percent, Rupiah};
use super::schedule::{CapSpan, Rule, Schedule};

/// Puts the lines in order, lays the caps over them and adds up.
///
/// The line of a cap carries what is more than the cap allows, negative, so that all lines add up to the cut. Day caps come
/// first, over minutes and missing taps of a day; then the month's; last the base, which no cut exceeds.
pub(super) fn close(book: Book, schedule: &Schedule, month: Month) -> Assessment {
    let Book { base, mut lines, mut doubts } = book;
    lines.sort_by(|one, other| (one.date, &one.rule.id).cmp(&(other.date, &other.rule.id)));
    doubts.sort();
    let mut caps = Vec::new();
    let spans = |span: CapSpan| schedule.caps.iter().filter(move |cap| cap.span == span);
    for cap in spans(CapSpan::Day) {
        day_cap(&mut lines, &mut caps, base, cap.percent, &cap.rule);
    }
    let monthly = spans(CapSpan::Month).map(|cap| (cap.percent, &cap.rule));
    for (limit, rule) in monthly.chain([(Percent::WHOLE, &schedule.whole)]) {
        let (percent, rupiah) = (percent_of(&lines), rupiah_of(&lines));
        let over = (percent, rupiah, limit);
        lines.extend(relief(over, base, month.last(), CapSpan::Month, rule, &mut caps));
    }
    let (percent, cut) = (percent_of(&lines), rupiah_of(&lines));
    Assessment { base, lines, percent, cut, caps, unknown: doubts }
}

fn percent_of(lines: &[Line]) -> Percent {
    lines.iter().map(|line| line.percent).sum()
}

fn rupiah_of(lines: &[Line]) -> Rupiah {
    lines.iter().map(|line| line.rupiah).sum()
}

/// Caps every day by itself; its line follows the last of the day.
fn day_cap(lines: &mut Vec<Line>, caps: &mut Vec<Cap>, base: Rupiah, limit: Percent, rule: &Arc<Rule>) {
    let mut capped = Vec::with_capacity(lines.len());
    for day in lines.chunk_by(|one, other| one.date == other.date) {
        let counts = |line: &&Line| {
            matches!(
                line.because,
                Because::Late(..)
                    | Because::Early(..)
                    | Because::Arrived(..)
                    | Because::MissingIn
                    | Because::MissingOut
                    | Because::Cap { .. }
            )
        };
        let percent = day.iter().filter(counts).map(|line| line.percent).sum();
        let rupiah = day.iter().filter(counts).map(|line| line.rupiah).sum();
        capped.extend_from_slice(day);
        if let Some(first) = day.first() {
            capped.extend(relief((percent, rupiah, limit), base, first.date, CapSpan::Day, rule, caps));
        }
    }
    *lines = capped;
}

/// The line of a cap, when there is more than it allows, in percent or in rupiah.
fn relief(
    (percent, rupiah, limit): (Percent, Rupiah, Percent),
    base: Rupiah,
    date: Date,
    span: CapSpan,
    rule: &Arc<Rule>,
    caps: &mut Vec<Cap>,
) -> Option<Line> {
    let most = limit.of(base);
    if percent <= limit && rupiah <= most {
        return None;
    }
    let relief = (rupiah - most).max(Rupiah::ZERO);
    caps.push(Cap { date, span, rule: rule.clone(), limit, before: percent, relief });
    Some(Line {
        date,
        rule: rule.clone(),
        percent: (limit - percent).min(Percent::ZERO),
        rupiah: -relief,
        because: Because::Cap { span, limit, before: percent },
    })
}
