//! Sentences in Indonesian, for officers who are no lawyers.

use jiff::civil::Date;

use super::judge::Finding;
use super::rules::Rung;
use super::{Also, Sanction};
use crate::numerals::{long_date, month_name};

/// What stands under every indication.
pub const NOTICE: &str = "Ini indikasi, bukan hukuman: hari-harinya harus diperiksa, pegawainya didengar, dan pejabat yang \
                          berwenang yang memutuskan.";

/// `30, 31 Desember 2025; 2, 5 Januari 2026`.
pub(super) fn days(dates: &[Date]) -> String {
    let by_month = dates.chunk_by(|one, next| one.first_of_month() == next.first_of_month());
    let month_of = |dates: &[Date]| {
        let numbers: Vec<String> = dates.iter().map(|date| date.day().to_string()).collect();
        format!("{} {} {}", numbers.join(", "), month_name(dates[0]), dates[0].year())
    };
    by_month.map(month_of).collect::<Vec<_>>().join("; ")
}

/// Which days a rung rests on, where it stands, and what stands in for it.
pub(super) fn because(finding: &Finding<'_>, year: i16) -> Vec<String> {
    let Finding { rung, regulation, run, reached, .. } = finding;
    let (article, count) = (&rung.rule.source, finding.days.len());
    let mut said = match run {
        Some(run) => vec![
            format!(
                "{} hari kerja berturut-turut tanpa alasan yang sah: {}. Akhir pekan dan hari libur tidak menambah dan tidak \
                 memutus hitungan.",
                run.len(),
                days(run)
            ),
            format!(
                "Hari ke-{} berturut-turut tercapai pada {} ({article}); ketentuan ini didahulukan dari jumlah setahun.",
                rung.from_days,
                long_date(*reached)
            ),
            format!("Jumlah Januari sampai Desember {year}: {count} hari."),
        ],
        None => vec![
            format!(
                "{count} hari kerja tanpa alasan yang sah, dijumlahkan Januari sampai Desember {year}: {}.",
                days(&finding.days)
            ),
            format!(
                "Jenjang {} menurut {} tercapai pada {} ({article}).",
                range(rung, &regulation.rungs),
                regulation.name,
                long_date(*reached)
            ),
        ],
    };
    if let (Some((stands_in, Some(suspended))), Some(interim)) = (rung.applied(*reached), &rung.interim) {
        said.push(format!(
            "{} belum dilaksanakan; sementara itu yang diterapkan {} ({}).",
            sentence(suspended.text()),
            stands_in.text(),
            interim.rule.source
        ));
    }
    said.extend(rung.also.iter().map(|also| also_said(*also, article)));
    said
}

fn also_said(also: Also, article: &str) -> String {
    format!("Bersama itu: {} ({article}).", also.text())
}

/// `11 sampai 13 hari`.
fn range(rung: &Rung, rungs: &[Rung]) -> String {
    let next = rungs.iter().find(|one| one.from_days > rung.from_days).map(|one| one.from_days - 1);
    match next {
        Some(last) if last == rung.from_days => format!("{last} hari"),
        Some(last) => format!("{} sampai {last} hari", rung.from_days),
        None => format!("{} hari atau lebih", rung.from_days),
    }
}

/// The punishment as it is applied, with the one it stands in for.
pub(super) fn sanction_text(sanction: Sanction, interim_of: Option<Sanction>) -> String {
    match interim_of {
        Some(suspended) => format!("{}, sementara menggantikan {}", sanction.text(), suspended.text()),
        None => sanction.text().to_owned(),
    }
}

/// With a capital.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
