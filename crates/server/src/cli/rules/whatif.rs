//! `hadir rules whatif`: who would be judged differently by another pack, and by how much. Stores nothing.

use std::path::PathBuf;

use hadir_reports::table_xlsx;
use jiff::civil::Date;
use serde::Serialize;

use super::super::{Global, Outcome, context, output};
use crate::lang::Lang;
use crate::services::files;
use crate::services::rule_changes::comparing::{Ask, Compared, PersonChange, Totals, Touches, compare};
use crate::services::rule_changes::ladder::LadderChange;
use crate::services::rule_changes::sheet;

/// Arguments of `hadir rules whatif`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas paket aturan / file of the pack
    pack: PathBuf,
    /// Dari tanggal (bawaan: bulan lalu; untuk tangga disiplin sejak 1 Januari) / from
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    from: Option<Date>,
    /// Sampai tanggal / to
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    to: Option<Date>,
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Tulis XLSX: ringkasan, pegawai, hari / write a workbook
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
}

#[derive(Serialize)]
struct Answer<'a> {
    kind: &'a str,
    title: &'a str,
    covers_from: Date,
    as_if: bool,
    from: Date,
    to: Date,
    unit: Option<&'a str>,
    touches: Touches,
    months: Vec<String>,
    pay_note: Option<&'a str>,
    totals: Totals,
    moves: Vec<Move>,
    people: Vec<PersonJson<'a>>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Move {
    before: String,
    after: String,
    days: u64,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    person: String,
    id: uuid::Uuid,
    name: &'a str,
    unit: Option<&'a str>,
    days: Vec<DayJson>,
    ladder: Option<&'a LadderChange>,
    difference_rupiah: i64,
}

#[derive(Serialize)]
struct DayJson {
    on: Date,
    before: String,
    after: String,
    late_minutes: i64,
    early_minutes: i64,
}

/// Compares, prints and writes the workbook asked for.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let file = files::read(&args.pack, context.lang)?;
    let text = String::from_utf8(file.bytes).map_err(|_| {
        context.refuse(format!("{}: bukan teks UTF-8", file.name), format!("{}: no UTF-8 text", file.name))
    })?;
    let ask = Ask { pack: text, span: args.from.zip(args.to), unit: args.unit };
    let compared = compare(&context.app, &context.instansi, &ask).await.map_err(|error| context.fail(error))?;
    if let Some(out) = &args.xlsx {
        let bytes = table_xlsx::table_xlsx(&compared.info.title, &sheet::tables(&compared), context.app.now())?;
        std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))?;
    }
    if context.json {
        return output::json(&answer(&compared));
    }
    print(&compared, context.lang)
}

fn answer(compared: &Compared) -> Answer<'_> {
    let moves = compared.moves.iter();
    Answer {
        kind: compared.info.kind,
        title: &compared.info.title,
        covers_from: compared.info.covers_from,
        as_if: compared.as_if,
        from: compared.span.0,
        to: compared.span.1,
        unit: compared.unit.as_deref(),
        touches: compared.touches,
        months: compared.months.iter().map(ToString::to_string).collect(),
        pay_note: compared.pay_note.as_ref().map(|(id, _)| id.as_str()),
        totals: compared.totals,
        moves: moves
            .map(|((before, after), days)| Move { before: before.to_string(), after: after.to_string(), days: *days })
            .collect(),
        people: compared.people.iter().map(|one| person(compared, one)).collect(),
        sha256: &compared.sha256,
    }
}

fn number(one: &PersonChange) -> String {
    one.person.printed_number().map_or_else(|| one.person.id.to_string(), |number| number.value.clone())
}

fn person<'a>(compared: &'a Compared, one: &'a PersonChange) -> PersonJson<'a> {
    let days = one.days.iter().map(|day| {
        let (before, after) = (day.before.minutes(), day.after.minutes());
        DayJson {
            on: day.on,
            before: day.before.code(),
            after: day.after.code(),
            late_minutes: i64::from(after.0) - i64::from(before.0),
            early_minutes: i64::from(after.1) - i64::from(before.1),
        }
    });
    PersonJson {
        person: number(one),
        id: one.person.id.0,
        name: &one.person.name,
        unit: compared.unit_of(one).map(|unit| unit.code.as_str()),
        days: days.collect(),
        ladder: one.ladder.as_ref(),
        difference_rupiah: one.rupiah(),
    }
}

fn print(compared: &Compared, lang: Lang) -> Outcome {
    let totals = &compared.totals;
    let (from, to) = compared.span;
    println!("{} ({from} - {to})", lang.pick(&compared.info.title, &compared.info.title_en));
    if compared.as_if {
        println!(
            "{}",
            lang.pick(
                format!("Paket berlaku mulai {}; di sini dicoba seolah-olah sudah berlaku.", compared.info.covers_from),
                format!("The pack holds from {}; here it is tried as if it held already.", compared.info.covers_from),
            )
        );
    }
    let rows = compared.people.iter().map(|one| {
        let late: i64 =
            one.days.iter().map(|day| i64::from(day.after.minutes().0) - i64::from(day.before.minutes().0)).sum();
        let rung = |rung: Option<&crate::services::rule_changes::ladder::Rung>| {
            rung.map_or_else(|| "-".to_owned(), |rung| rung.sanction_text.clone())
        };
        let ladder = one
            .ladder
            .as_ref()
            .map(|ladder| format!("{} -> {}", rung(ladder.before.as_ref()), rung(ladder.after.as_ref())));
        vec![
            number(one),
            one.person.name.clone(),
            one.days.len().to_string(),
            late.to_string(),
            ladder.unwrap_or_default(),
            one.rupiah().to_string(),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heads = lang.pick(
        ["nomor", "nama", "hari", "menit terlambat", "indikasi", "rupiah"],
        ["number", "name", "days", "minutes late", "indication", "rupiah"],
    );
    output::table(&heads, &rows)?;
    for ((before, after), days) in &compared.moves {
        println!("{before} -> {after}: {days}");
    }
    println!(
        "{}",
        lang.pick(
            format!(
                "{} pegawai dilihat: {} berubah, {} tidak. {} hari berubah dari {}. Potongan {} rupiah (lebih {}, kurang {}).",
                totals.people,
                totals.changed_people,
                totals.unchanged_people,
                totals.changed_days,
                totals.days,
                totals.difference_rupiah,
                totals.cut_more_rupiah,
                totals.cut_less_rupiah
            ),
            format!(
                "{} people looked at: {} change, {} do not. {} days change of {}. Cut {} rupiah (more {}, less {}).",
                totals.people,
                totals.changed_people,
                totals.unchanged_people,
                totals.changed_days,
                totals.days,
                totals.difference_rupiah,
                totals.cut_more_rupiah,
                totals.cut_less_rupiah
            ),
        )
    );
    if let Some((id, en)) = &compared.pay_note {
        println!("! {}", lang.pick(id, en));
    }
    Ok(())
}
