//! What reconciliation found, for the mayor: one or two pages of A4. Match rate of each OPD with numerator, denominator
//! and what was left out, the target, the trend, the largest causes, and what is overdue.

use std::collections::BTreeMap;

use hadir_domain::reconcile::{Rate, Tally};
use jiff::civil::Date;
use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::qr::qr_svg;
use crate::recap::Signature;
use crate::reconcile::{Reconcile, ReconcileReport};
use crate::reconcile_words::{cause_name, percent, percent_of, speaker_name};
use crate::text::{long_date, thousands};
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};

/// Most OPD on the paper; the largest government body has about fifty.
pub const MAX_UNITS: usize = 120;
/// Causes and overdue rows named; the workbook lists all.
const MOST_ROWS: usize = 5;

/// The layout of the paper.
pub const TEMPLATE: &str = include_str!("mayor.typ");

/// What the mayor's page says beside the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// The rate of the span before, by code of the OPD.
    pub before: BTreeMap<String, Rate>,
    /// The rate of everybody, by week or month, oldest first: label and rate.
    pub trend: Vec<(String, Option<Rate>)>,
    /// What is past its date, the most first.
    pub overdue: Vec<Overdue>,
    /// How many discrepancies are settled, and how many of those found.
    pub settled: (u32, u32),
    /// Who signs.
    pub signature: Signature,
}

/// Discrepancies of an OPD that should have been settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// Name of the OPD.
    pub unit: String,
    /// How many.
    pub count: u32,
    /// Since when the oldest is.
    pub since: Date,
}

/// The page as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::TooLarge`] past [`MAX_UNITS`], [`PdfError::Date`] for an instant no PDF can name.
pub fn mayor_pdf(report: &ReconcileReport, brief: &Brief) -> Result<Vec<u8>, PdfError> {
    let found = report.found();
    if found.units.len() > MAX_UNITS {
        return Err(PdfError::TooLarge { max: MAX_UNITS, found: found.units.len() });
    }
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(found, brief)?,
        ident: format!("{}\n{}\n{}\n{}", found.instansi, found.from, found.to, found.footer),
        created_at: found.created_at,
        tagged: true,
    })
}

fn inputs(found: &Reconcile, brief: &Brief) -> Result<Dict, PdfError> {
    let qr = found.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let sources: Vec<&str> = found.sources.iter().map(|source| speaker_name(*source)).collect();
    let signature = &brief.signature;
    let mut units: Vec<&crate::reconcile::UnitTally> = found.units.iter().collect();
    // The lowest rate first, those without one last: the page is read from above.
    units.sort_by_key(|unit| (unit.tally.rate().map_or(u32::MAX, Rate::ten_thousandths), unit.code.clone()));
    let trend = brief.trend.iter().take(16).map(|(label, rate)| {
        dict! {
            "label" => printable(label, 12),
            "share" => share(*rate),
            "text" => percent(*rate),
        }
        .into_value()
    });
    Ok(dict! {
        "instansi" => line(&found.instansi),
        "span" => format!("{} – {}", long_date(found.from), long_date(found.to)),
        "sources" => sources.join(", "),
        "target" => found.target.map_or_else(|| "belum ditetapkan".to_owned(), |target| percent_of(u32::from(target))),
        "target-share" => found.target.map_or(-1.0, |target| f64::from(target) / 10_000.0),
        "target-source" => line(&found.target_source),
        "rate" => percent(found.total.rate()),
        "reached" => reached(found.total.rate(), found.target),
        "matched" => count(found.total.matched),
        "denominator" => count(found.total.due() - found.total.both_silent),
        "silent" => count(found.total.both_silent),
        "excluded" => count(found.total.excluded_in_all()),
        "differing" => count(found.total.differing()),
        "settled" => format!("{} dari {}", count(brief.settled.0), count(brief.settled.1)),
        "units" => units.iter().map(|unit| row(&unit.code, &unit.name, &unit.tally, found, brief).into_value()).collect::<Array>(),
        "total" => row("", "Jumlah", &found.total, found, brief),
        "trend" => trend.collect::<Array>(),
        "causes" => causes(found),
        "overdue" => overdue(brief),
        "data-until" => line(&found.data_until),
        "printed-at" => line(&found.printed_at),
        "footer" => printable(&found.footer, 90),
        "sign-place" => format!("{}, {}", or_dots(&signature.place), or_dots(&signature.date)),
        "sign-title" => line(&signature.title),
        "sign-name" => or_dots(&signature.name),
        "sign-rank" => line(&signature.rank),
        "sign-nip" => format!("NIP {}", or_dots(&signature.nip)),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => found.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

fn row(code: &str, name: &str, tally: &Tally, found: &Reconcile, brief: &Brief) -> Dict {
    let rate = tally.rate();
    dict! {
        "name" => line(name),
        "rate" => percent(rate),
        "share" => share(rate),
        "reached" => reached(rate, found.target),
        "matched" => count(tally.matched),
        "denominator" => count(tally.due() - tally.both_silent),
        "silent" => count(tally.both_silent),
        "excluded" => count(tally.excluded_in_all()),
        "change" => change(brief.before.get(code).copied(), rate),
    }
}

/// By how many percentage points a rate moved; empty where one of both is missing.
fn change(before: Option<Rate>, now: Option<Rate>) -> String {
    let (Some(before), Some(now)) = (before, now) else { return String::new() };
    let (before, now) = (before.ten_thousandths(), now.ten_thousandths());
    let by = before.abs_diff(now);
    let sign = match now.cmp(&before) {
        std::cmp::Ordering::Greater => "+",
        std::cmp::Ordering::Less => "−",
        std::cmp::Ordering::Equal => "±",
    };
    format!("{sign}{},{:02}", by / 100, by % 100)
}

fn share(rate: Option<Rate>) -> f64 {
    rate.map_or(-1.0, |rate| f64::from(rate.ten_thousandths()) / 10_000.0)
}

fn reached(rate: Option<Rate>, target: Option<u16>) -> bool {
    rate.zip(target).is_some_and(|(rate, target)| rate.ten_thousandths() >= u32::from(target))
}

fn causes(found: &Reconcile) -> Array {
    let mut causes: Vec<_> = found.causes.iter().collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.days));
    let more = causes.len().saturating_sub(MOST_ROWS);
    let said = causes.into_iter().take(MOST_ROWS).map(|cause| {
        let text = format!("{}: {} ({} hari-pegawai)", cause_name(cause.kind), cause.detail, count(cause.days));
        sentence(&text).into_value()
    });
    said.chain((more > 0).then(|| format!("dan {more} sebab lain, lihat buku kerja").into_value())).collect()
}

fn overdue(brief: &Brief) -> Array {
    let more = brief.overdue.len().saturating_sub(MOST_ROWS);
    let said = brief.overdue.iter().take(MOST_ROWS).map(|one| {
        let text = format!("{}: {} selisih, yang tertua sejak {}", one.unit, count(one.count), long_date(one.since));
        sentence(&text).into_value()
    });
    said.chain((more > 0).then(|| format!("dan {more} OPD lain").into_value())).collect()
}

fn count(number: u32) -> String {
    thousands(u64::from(number))
}

fn sentence(text: &str) -> String {
    breakable(&printable(text, 240))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::reconcile_sample as sample;
    use crate::typeset::pages;

    fn brief() -> Brief {
        Brief {
            before: BTreeMap::from([("OPD-01".into(), Rate { of: 380, all: 400 })]),
            trend: (0..12).map(|week| (format!("M{}", week + 32), Rate::of(800 + week * 15, 1_000))).collect(),
            overdue: vec![Overdue { unit: "Dinas Kesehatan".into(), count: 41, since: date(2026, 10, 9) }; 7],
            settled: (212, 260),
            signature: Signature { place: "Kota Contoh".into(), title: "Kepala BKPSDM".into(), ..Signature::default() },
        }
    }

    fn pdf(units: u32) -> Vec<u8> {
        mayor_pdf(&ReconcileReport::checked(sample::reconcile(units, 40)).expect("sums hold"), &brief())
            .expect("a document")
    }

    #[test]
    fn a_city_of_35_opd_fits_two_pages_of_pdf_a() {
        let bytes = pdf(35);

        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert_eq!(pages(&bytes), 2);
        assert!(bytes == pdf(35), "the same value gives the same bytes");
        assert_eq!(pages(&pdf(8)), 1);
    }

    #[test]
    fn a_rate_moves_by_percentage_points() {
        let rate = |of| Rate::of(of, 1_000);

        assert_eq!(change(rate(900), rate(912)), "+1,20");
        assert_eq!(change(rate(912), rate(900)), "−1,20");
        assert_eq!(change(rate(900), rate(900)), "±0,00");
        assert_eq!(change(None, rate(900)), "");
    }

    #[test]
    fn nothing_compared_gives_an_honest_page_and_hostile_names_do_not_break_it() {
        let mut found = sample::reconcile(2, 0);
        for unit in &mut found.units {
            unit.tally = Tally::default();
            unit.name = "#panic() $ * _ \\ @x <y> \u{202e}😀".repeat(40);
        }
        (found.total, found.target) = (Tally::default(), None);
        let report = ReconcileReport::checked(found).expect("sums hold");

        assert_eq!(pages(&mayor_pdf(&report, &Brief::default()).expect("a document")), 1);
    }
}
