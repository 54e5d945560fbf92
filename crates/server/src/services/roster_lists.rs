//! Lists of people by somebody else, and three rosters compared: registered, active, on the list.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::rosters::{self, ListedLine, RosterCell, RosterCounts, Rosters, RostersCompared};
use hadir_store::instansi::Instansi;
use hadir_store::roster_lists::{self as store, RosterList};
use hadir_store::{StoreError, people, posts, units};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::ServiceError;
use super::files::NamedFile;
use super::sheet_rows;
use crate::app::App;

/// Headings under which a list may name the number.
const NUMBERS: [&str; 10] = [
    "nip",
    "nip_pegawai",
    "nip_baru",
    "nip_nipppk",
    "ni_pppk",
    "nipppk",
    "nomor",
    "nomor_pegawai",
    "nomor_lokal",
    "no_pegawai",
];
/// Headings under which it may name the person.
const NAMES: [&str; 4] = ["nama", "nama_pegawai", "nama_lengkap", "name"];
/// Digits from which on an unmatched key is a number of a person and not a PIN.
const NUMBER_LETTERS: usize = 8;
/// Most entries and wrong lines shown; the counts count all.
const MOST_SHOWN: usize = 5_000;

/// Whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Who is paid.
    Paid,
    /// Anything else.
    Other,
}

impl ListKind {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Other => "other",
        }
    }

    /// Reads the code.
    ///
    /// # Errors
    ///
    /// `unknown_list_kind`.
    pub fn parse(text: &str) -> Result<Self, ServiceError> {
        [Self::Paid, Self::Other].into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            ServiceError::bad(
                "unknown_list_kind",
                format!("jenis daftar \"{text}\" tidak dikenal; pakai paid (daftar gaji) atau other"),
                format!("the kind of list \"{text}\" is not known; use paid or other"),
            )
        })
    }
}

/// Takes a list in; the same file for the same month again is the same list.
///
/// # Errors
///
/// When the file is no sheet or has no column of numbers.
pub async fn take(
    app: &App,
    instansi: &Instansi,
    by: &str,
    (kind, month): (ListKind, Date),
    file: &NamedFile,
) -> Result<RosterList, ServiceError> {
    let lines = read(file)?;
    let sha256: [u8; 32] = Sha256::digest(&file.bytes).into();
    let new = RosterList {
        id: app.system.uuid(),
        kind: kind.as_str().into(),
        month: month.first_of_month(),
        file_name: file.name.clone(),
        sha256,
        lines_sha256: store::lines_hash(&lines),
        lines: lines.len() as u64,
        by_login: by.to_owned(),
        received_at: app.now(),
    };
    let salt = app.system.bytes();
    app.db
        .write(async |tx| {
            if let Some(known) = store::same(tx, instansi.id, &new.kind, new.month, &sha256).await? {
                return Ok(known);
            }
            store::add(tx, instansi.id, &new, &lines, salt).await?;
            Ok::<_, ServiceError>(new.clone())
        })
        .await
}

fn read(file: &NamedFile) -> Result<Vec<ListedLine>, ServiceError> {
    let sheet = sheet_rows::read(file)?;
    let column = |known: &[&'static str]| {
        known.iter().copied().find(|name| sheet.headings.iter().any(|heading| heading == name))
    };
    let Some(number) = column(&NUMBERS) else {
        return Err(ServiceError::bad(
            "missing_column",
            format!("{}: kolom nip tidak ada; beri judul nip pada kolom nomor pegawai di baris pertama", file.name),
            format!("{}: there is no column nip; head the column of numbers with nip in the first row", file.name),
        ));
    };
    let name = column(&NAMES);
    let short = |text: &str, most: usize| text.chars().filter(|letter| !letter.is_control()).take(most).collect();
    let lines = sheet.rows.iter().map(|row| ListedLine {
        line: row.line,
        number: short(&rosters::plain_number(row.get(number).unwrap_or_default()), 64),
        name: short(name.and_then(|name| row.get(name)).unwrap_or_default(), 160),
    });
    Ok(lines.collect())
}

/// Three rosters compared, and who is who.
pub struct Comparison {
    /// The list.
    pub list: RosterList,
    /// The day on which people are registered.
    pub on: Date,
    /// The days in which a trace makes somebody active.
    pub span: (Date, Date),
    /// The table.
    pub compared: RostersCompared,
    /// Unmatched keys too short to be a number: PINs, beside the table.
    pub pins: usize,
    /// Names and numbers of known people.
    names: BTreeMap<PersonId, (String, Option<String>, Option<String>)>,
}

/// Compares a list with the register and with traces. Without a span the month of the list counts, as far as it has gone.
///
/// # Errors
///
/// `unknown_list`, or `empty_span` when the span ends before it begins.
pub async fn compare(
    app: &App,
    instansi: &Instansi,
    id: Uuid,
    span: Option<(Date, Date)>,
) -> Result<Comparison, ServiceError> {
    let list = app.db.read(async |tx| store::get(tx, instansi.id, id).await).await?.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_list",
            "daftar itu tidak ada; unggah dahulu, lalu pilih dari daftar",
            "there is no such list; upload it first, then choose it",
        )
    })?;
    let today = app.today(instansi);
    let (from, to) = span.unwrap_or((list.month, list.month.last_of_month().min(today).max(list.month)));
    if to < from {
        return Err(ServiceError::bad(
            "empty_span",
            "tanggal akhir lebih awal daripada tanggal mulai; tukar keduanya",
            "the span ends before it begins; swap both",
        ));
    }
    let zone = instansi.zone.time_zone();
    let begins = |day: Date| zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().map_err(ServiceError::fault);
    let until = begins(to.tomorrow().unwrap_or(to))?;
    let instants = (begins(from)?, until);
    let (lines, posts, owners, (active, keys), tree) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                store::lines(tx, instansi.id, id).await?,
                posts::all(tx, instansi.id).await?,
                store::owners(tx, instansi.id).await?,
                store::active(tx, instansi.id, instants, (from, to)).await?,
                units::list(tx, instansi.id).await?,
            ))
        })
        .await?;
    let (numbers, pins): (BTreeSet<String>, BTreeSet<String>) =
        keys.into_iter().partition(|key| key.len() >= NUMBER_LETTERS);
    let rosters = Rosters {
        registered: posts.iter().filter(|post| post.holds_on(to)).map(|post| post.person).collect(),
        active,
        active_numbers: numbers,
        owners,
        listed: lines,
    };
    let compared = rosters::compare(&rosters);
    if !compared.adds_up() {
        return Err(ServiceError::fault("the table of rosters does not add up"));
    }
    let ids: Vec<PersonId> = compared.entries.iter().filter_map(|entry| entry.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, instansi.id, &ids).await).await?;
    let unit_of = |person: PersonId| {
        let post = posts.iter().find(|post| post.person == person && post.holds_on(to))?;
        tree.iter().find(|unit| unit.id == post.unit).map(|unit| unit.code.clone())
    };
    let names = known.into_iter().map(|person| {
        let number = person.printed_number().map(|number| number.value.clone());
        (person.id, (person.name, number, unit_of(person.id)))
    });
    Ok(Comparison { names: names.collect(), list, on: to, span: (from, to), compared, pins: pins.len() })
}

/// A list as the API and `--json` show it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = RosterList)]
pub struct RosterListJson {
    id: Uuid,
    /// `paid` or `other`.
    kind: String,
    /// `YYYY-MM`.
    month: String,
    file_name: String,
    sha256: String,
    lines: u64,
    by_login: String,
    received_at: String,
}

impl From<&RosterList> for RosterListJson {
    fn from(list: &RosterList) -> Self {
        Self {
            id: list.id,
            kind: list.kind.clone(),
            month: list.month.strftime("%Y-%m").to_string(),
            file_name: list.file_name.clone(),
            sha256: hex::encode(list.sha256),
            lines: list.lines,
            by_login: list.by_login.clone(),
            received_at: list.received_at.to_string(),
        }
    }
}

/// Registered, active and listed people compared: everybody in exactly one cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RosterComparisonJson {
    list: RosterListJson,
    /// The day on which people are registered.
    on: String,
    /// The first day in which a trace makes somebody active.
    from: String,
    /// The last.
    to: String,
    /// Everybody on any of the three: the sum of the cells.
    union: usize,
    /// How many stand in each: `all`, `registered_active`, `registered_listed`, `active_listed`, `registered`, `active`,
    /// `listed`.
    cells: BTreeMap<String, usize>,
    registered: usize,
    active: usize,
    /// On the list, each once; with `left_out` the lines of the list.
    listed: usize,
    /// Lines without a usable number, or that repeat another.
    left_out: usize,
    /// Unmatched PINs of terminals, beside the table: see the queue of unknown keys.
    unmatched_pins: usize,
    /// Everybody who is not on all three, at most 5,000.
    entries: Vec<RosterEntryJson>,
    /// What is wrong with lines of the list, at most 5,000.
    wrong_lines: Vec<WrongLineJson>,
}

/// Somebody who is not on all three.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct RosterEntryJson {
    cell: String,
    /// The key in the register; null for somebody it does not know.
    person: Option<Uuid>,
    name: Option<String>,
    /// The number: masked for people of the register, whole for others.
    number: Option<String>,
    /// Code of the unit served in.
    unit: Option<String>,
    /// What the list calls them.
    listed_name: Option<String>,
}

/// A line of the list that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct WrongLineJson {
    line: u64,
    number: String,
    /// `no_number`, `number_rounded`, `shape`, `repeated` or `same_person`.
    problem: String,
    /// The line it repeats.
    first_line: Option<u64>,
}

impl Comparison {
    /// As the API and `--json` show it; `mask` hides numbers of people the register knows.
    pub fn json(&self, mask: impl Fn(&str) -> String) -> RosterComparisonJson {
        let RosterCounts { union, cells, registered, active, listed, left_out } = self.compared.counts();
        let differing = self.compared.entries.iter().filter(|entry| entry.cell != RosterCell::All);
        let entries = differing.take(MOST_SHOWN).map(|entry| {
            let known = entry.person.and_then(|person| self.names.get(&person));
            RosterEntryJson {
                cell: entry.cell.as_str().into(),
                person: entry.person.map(|person| person.0),
                name: known.map(|(name, ..)| name.clone()),
                number: match known {
                    Some((_, number, _)) => number.as_deref().map(&mask),
                    None => entry.number.clone(),
                },
                unit: known.and_then(|(.., unit)| unit.clone()),
                listed_name: entry.listed_name.clone(),
            }
        });
        let wrong = self.compared.wrong.iter().take(MOST_SHOWN).map(|wrong| WrongLineJson {
            line: wrong.line,
            number: mask(&wrong.number),
            problem: wrong.problem.as_str().into(),
            first_line: wrong.first_line,
        });
        RosterComparisonJson {
            list: (&self.list).into(),
            on: self.on.to_string(),
            from: self.span.0.to_string(),
            to: self.span.1.to_string(),
            union,
            cells: RosterCell::ALL.iter().map(|cell| (cell.as_str().to_owned(), cells[*cell as usize])).collect(),
            registered,
            active,
            listed,
            left_out,
            unmatched_pins: self.pins,
            entries: entries.collect(),
            wrong_lines: wrong.collect(),
        }
    }
}
