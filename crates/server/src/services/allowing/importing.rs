//! A sheet of amounts: number of the person, rupiah, structural office, first day, decree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::allowance::Rupiah;
use hadir_domain::ids::PersonId;
use hadir_store::instansi::Instansi;
use hadir_store::people;
use serde::Serialize;
use utoipa::ToSchema;

use super::amounts::{self, Amount};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::files::NamedFile;
use crate::services::roster_desk::Officer;
use crate::services::sheet_rows::{self, SheetRow};

/// Headings of the number.
const NUMBERS: [&str; 6] = ["nip", "ni_pppk", "nomor_lokal", "nomor", "nip_pegawai", "nip_baru"];
/// Headings of the amount.
const AMOUNTS: [&str; 5] = ["tpp_rupiah", "tpp", "besaran", "besaran_tpp", "jumlah"];
/// Headings of the first day.
const STARTS: [&str; 3] = ["mulai", "sejak", "from_on"];
/// Headings of the decree.
const SOURCES: [&str; 4] = ["dasar", "sumber", "sk", "source"];
/// Wrong rows shown; the count counts all.
const MOST_SHOWN: usize = 500;

/// What a sheet came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AmountsTaken {
    /// Rows with any text; new, repeated and wrong ones together.
    pub rows: u64,
    /// Rows that say something new.
    pub new: u64,
    /// Rows that say what is known already.
    pub repeated: u64,
    /// Rows that were not understood; nothing is kept while there are any.
    pub wrong: u64,
    /// Whether it was kept.
    pub kept: bool,
    /// The first of the wrong rows.
    pub problems: Vec<AmountProblem>,
}

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AmountProblem {
    /// Its row in the sheet, from 1.
    pub line: u64,
    /// Why, in Indonesian.
    pub reason: String,
    /// Why, in English.
    pub reason_en: String,
}

/// Takes a sheet in: all of it or, with a wrong row, nothing. `dry_run` only looks.
///
/// # Errors
///
/// When the file is no sheet.
pub async fn take(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    file: &NamedFile,
    dry_run: bool,
) -> Result<AmountsTaken, ServiceError> {
    let sheet = sheet_rows::read(file)?;
    let numbers: Vec<String> = sheet.rows.iter().filter_map(number).collect();
    let asked: Vec<&str> = numbers.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let owners = app.db.read(async |tx| people::by_numbers(tx, instansi.id, &asked).await).await?;
    let mut owner_of: HashMap<String, Vec<PersonId>> = HashMap::new();
    for owner in owners {
        let of_number = owner_of.entry(owner.value).or_default();
        if !of_number.contains(&owner.person) {
            of_number.push(owner.person);
        }
    }
    let mut read: BTreeMap<(PersonId, jiff::civil::Date), Amount> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut good: u64 = 0;
    for row in &sheet.rows {
        match row_of(row, &owner_of) {
            Ok((person, amount)) => match read.insert((person, amount.from_on), amount.clone()) {
                Some(other) if other != amount => problems.push(AmountProblem {
                    line: row.line,
                    reason: "orang dan tanggal yang sama sudah ada di baris lain dengan isi lain".into(),
                    reason_en: "the same person and day stand in another row with other content".into(),
                }),
                _ => good += 1,
            },
            Err((reason, reason_en)) => problems.push(AmountProblem { line: row.line, reason, reason_en }),
        }
    }
    let new: Vec<(PersonId, Amount)> = read.into_iter().map(|((person, _), amount)| (person, amount)).collect();
    let wrong = problems.len() as u64;
    problems.truncate(MOST_SHOWN);
    let keep = !dry_run && wrong == 0;
    let fresh = if keep {
        amounts::record(app, instansi, officer, &new).await?
    } else {
        app.db.read(async |tx| amounts::fresh(tx, instansi, &new).await).await?.len()
    };
    let rows = sheet.rows.len() as u64;
    Ok(AmountsTaken { rows, new: fresh as u64, repeated: good - fresh as u64, wrong, kept: keep, problems })
}

fn number(row: &SheetRow) -> Option<String> {
    let text = NUMBERS.iter().find_map(|heading| row.get(heading))?;
    Some(text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '`' | '\'')).collect())
}

type Both = (String, String);

fn row_of(row: &SheetRow, owners: &HashMap<String, Vec<PersonId>>) -> Result<(PersonId, Amount), Both> {
    let say = |id: String, en: String| (id, en);
    let number = number(row).ok_or_else(|| say("nomor pegawai kosong".into(), "the number is empty".into()))?;
    let person = match owners.get(&number).map(Vec::as_slice) {
        Some([person]) => *person,
        Some(_) => {
            return Err(say(
                format!("nomor {number} milik beberapa orang"),
                format!("{number} belongs to several people"),
            ));
        }
        None => return Err(say(format!("nomor {number} tidak terdaftar"), format!("{number} is not registered"))),
    };
    let text = AMOUNTS.iter().find_map(|heading| row.get(heading)).unwrap_or_default();
    let rupiah = rupiah(text).ok_or_else(|| {
        say(
            format!("besaran \"{text}\" bukan rupiah bulat; tulis seperti 4000000 atau 4.000.000"),
            format!("\"{text}\" is no whole rupiah; write 4000000 or 4.000.000"),
        )
    })?;
    let text = row.get("struktural").or_else(|| row.get("structural")).unwrap_or_default();
    let structural = match text.to_lowercase().as_str() {
        "ya" | "y" | "yes" | "true" | "1" => true,
        "" | "tidak" | "t" | "no" | "false" | "0" | "-" => false,
        _ => {
            return Err(say(
                format!("struktural \"{text}\"; tulis ya atau tidak"),
                format!("\"{text}\"; write ya or tidak"),
            ));
        }
    };
    let text = STARTS.iter().find_map(|heading| row.get(heading)).unwrap_or_default();
    let from_on = text.parse().map_err(|_| {
        say(format!("mulai \"{text}\"; tulis TTTT-BB-HH"), format!("first day \"{text}\"; write YYYY-MM-DD"))
    })?;
    let source = SOURCES.iter().find_map(|heading| row.get(heading)).unwrap_or_default();
    if source.is_empty() {
        return Err(say("dasar kosong; tulis nomor SK-nya".into(), "no source; write the number of the decree".into()));
    }
    Ok((person, Amount { from_on, rupiah, structural, source: source.chars().take(300).collect() }))
}

/// `4000000`, `4.000.000`, `Rp 4.000.000`: whole rupiah. What has a decimal part is refused rather than rounded.
fn rupiah(text: &str) -> Option<Rupiah> {
    let text = text.trim();
    let text = text.strip_prefix("Rp").unwrap_or(text).trim_start_matches('.').trim();
    let mut groups = text.split('.');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let digits = format!("{first}{}", rest.concat());
    let plain = !first.is_empty() && grouped && digits.bytes().all(|byte| byte.is_ascii_digit());
    let amount = plain.then(|| digits.parse::<i64>().ok()).flatten().map(Rupiah)?;
    (amount <= Rupiah::MOST).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_rupiah_are_read() {
        for (text, amount) in [("4000000", 4_000_000), ("4.000.000", 4_000_000), ("Rp 4.000.000", 4_000_000), ("0", 0)]
        {
            assert_eq!(rupiah(text), Some(Rupiah(amount)), "{text}");
        }
        for text in ["", "4000000.5", "4.00", "4,000,000", "-1", "4e6", "4000.000", "2000000000000"] {
            assert_eq!(rupiah(text), None, "{text}");
        }
    }
}
