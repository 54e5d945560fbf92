//! `hadir tpp month`, `hadir tpp amounts` and `hadir explain tpp`: the allowance from the stored days.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use hadir_domain::allowance::{Month, Rupiah};
use hadir_reports::{csv, table_xlsx};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::context::Context;
use super::people::one_person;
use super::{Global, Outcome, context, output};
use crate::lang::Lang;
use crate::services::allowing::importing;
use crate::services::allowing::lines::{AllowanceLine, AllowanceTotals, CarriedLine, PersonAllowance};
use crate::services::allowing::monthly::{self, OfPerson, unit_of};
use crate::services::allowing::{exporting, schedules};
use crate::services::explaining::{self, Explained};
use crate::services::month::parse_month;
use crate::services::roster_desk::Officer;
use crate::services::{files, looking};

/// Arguments of `hadir tpp month`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Bulan / month
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// Kode unit / code of the unit
    #[arg(long, value_name = "KODE")]
    unit: Option<String>,
    /// Nama skema bila bukan skema daerahnya / another schedule than the region's
    #[arg(long, value_name = "NAMA")]
    schedule: Option<String>,
    /// Tulis XLSX: pegawai, baris, dan yang belum diketahui / write a workbook
    #[arg(long, value_name = "OUT")]
    xlsx: Option<PathBuf>,
    /// Tulis CSV: satu baris satu pegawai / write CSV
    #[arg(long, value_name = "OUT")]
    csv: Option<PathBuf>,
}

/// What of amounts.
#[derive(Debug, Subcommand)]
pub enum AmountsCommand {
    /// Mengimpor besaran TPP dari CSV/XLSX: nip, tpp_rupiah, struktural, mulai, dasar / import amounts
    Import {
        /// Berkas / file
        file: PathBuf,
        /// Hanya memeriksa / only check
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Serialize)]
struct MonthJson {
    month: String,
    unit: Option<String>,
    schedule: String,
    people: Vec<PersonJson>,
    totals: AllowanceTotals,
}

#[derive(Serialize)]
struct PersonJson {
    person: String,
    id: Uuid,
    name: String,
    unit: Option<String>,
    paid: bool,
    #[serde(flatten)]
    allowance: PersonAllowance,
}

#[derive(Serialize)]
struct ExplainedJson {
    person: Uuid,
    name: String,
    date: Date,
    month: String,
    schedule: Option<String>,
    paid: bool,
    tpp_rupiah: Option<i64>,
    base_rupiah: i64,
    lines: Vec<AllowanceLine>,
    carried: Vec<CarriedLine>,
    unknown: Vec<String>,
    waiting: bool,
    cut_rupiah: i64,
    day: Explained,
}

/// Computes, prints and writes the files asked for.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let month = parse_month(&args.month).map_err(|error| context.fail(error))?;
    let (unit, schedule) = (args.unit.as_deref(), args.schedule.as_deref());
    let found = monthly::of_unit(&context.app, &context.instansi, unit, Month::of(month), schedule).await;
    let found = found.map_err(|error| context.fail(error))?;
    if let Some(out) = &args.csv {
        write(out, &csv::csv(&exporting::people(&found, false)))?;
    }
    if let Some(out) = &args.xlsx {
        let tables = [exporting::people(&found, true), exporting::lines(&found), exporting::unknown(&found)];
        write(out, &table_xlsx::table_xlsx(&format!("TPP {}", found.month), &tables, context.app.now())?)?;
    }
    let totals = found.totals();
    if context.json {
        return output::json(&MonthJson {
            month: found.month.to_string(),
            unit: found.unit.as_ref().map(|unit| unit.code.clone()),
            schedule: found.schedule.name.to_string(),
            people: found
                .people
                .iter()
                .map(|of| person(of, unit_of(&found.units, of).map(|unit| &unit.code)))
                .collect(),
            totals,
        });
    }
    let lang = context.lang;
    println!(
        "{} ({}), {}",
        lang.pick(&found.schedule.title, &found.schedule.title_en),
        found.schedule.name,
        found.month
    );
    let mut rows: Vec<Vec<String>> = found.people.iter().map(|of| cells(&context, of)).collect();
    let sums = [totals.tpp_rupiah, totals.cut_rupiah, totals.carried_rupiah, totals.total_rupiah];
    let mut sum = vec![String::new(), lang.pick("jumlah", "total").to_owned()];
    sum.extend(sums.map(|rupiah| Rupiah(rupiah).to_string()));
    sum.extend([totals.waiting.to_string(), String::new()]);
    rows.push(sum);
    let heads = lang.pick(
        ["nomor", "nama", "TPP", "potongan", "selisih", "jumlah", "menunggu", "belum diketahui"],
        ["number", "name", "TPP", "cut", "carried", "total", "waiting", "not known"],
    );
    output::table(&heads, &rows)
}

fn number(of: &OfPerson) -> String {
    of.person.printed_number().map_or_else(|| of.person.id.to_string(), |number| number.value.clone())
}

fn person(of: &OfPerson, unit: Option<&String>) -> PersonJson {
    PersonJson {
        person: number(of),
        id: of.person.id.0,
        name: of.person.name.clone(),
        unit: unit.cloned(),
        paid: of.paid,
        allowance: of.allowance.clone(),
    }
}

fn cells(context: &Context, of: &OfPerson) -> Vec<String> {
    let found = &of.allowance;
    let none = context.lang.pick("belum tercatat", "not recorded");
    vec![
        number(of),
        of.person.name.clone(),
        found.tpp_rupiah.map_or_else(|| none.to_owned(), |rupiah| Rupiah(rupiah).to_string()),
        Rupiah(found.cut_rupiah).to_string(),
        Rupiah(found.carried_rupiah).to_string(),
        Rupiah(found.total_rupiah).to_string(),
        found.waiting.len().to_string(),
        found.unknown.len().to_string(),
    ]
}

/// Names the schedule the instansi goes by; without a name its region's own.
pub async fn choose(global: &Global, name: Option<&str>) -> Outcome {
    let context = context::open(global).await?;
    schedules::choose(&context.app, &context.instansi, name).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&serde_json::json!({ "schedule": name }));
    }
    println!("{}: {}", context.lang.pick("skema", "schedule"), name.unwrap_or("-"));
    Ok(())
}

/// Takes amounts in.
pub async fn amounts(global: &Global, command: AmountsCommand) -> Outcome {
    let AmountsCommand::Import { file, dry_run } = command;
    let context = context::open(global).await?;
    let file = files::read(&file, global.lang())?;
    let by = context.by();
    let officer = Officer { login: &by, person: None };
    let taken = importing::take(&context.app, &context.instansi, officer, &file, dry_run).await;
    let taken = taken.map_err(|error| context.fail(error))?;
    if context.json {
        output::json(&taken)?;
    } else {
        let lang = context.lang;
        println!(
            "{}: {}; {}: {}; {}: {}; {}: {}",
            lang.pick("baris", "rows"),
            taken.rows,
            lang.pick("baru", "new"),
            taken.new,
            lang.pick("sudah ada", "known"),
            taken.repeated,
            lang.pick("salah", "wrong"),
            taken.wrong
        );
        for problem in &taken.problems {
            println!("  {}: {}", problem.line, lang.pick(&problem.reason, &problem.reason_en));
        }
    }
    if taken.wrong > 0 {
        return Err(context.refuse(
            format!("{} baris salah; tidak ada yang disimpan", taken.wrong),
            format!("{} wrong rows; nothing was kept", taken.wrong),
        ));
    }
    Ok(())
}

/// Explains what a day of a person takes of the allowance. Where no schedule holds, that is the answer.
pub async fn explain(global: &Global, key: &str, date: Date, schedule: Option<&str>) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let found = app.db.read(async |tx| one_person(tx, &context, key).await).await;
    let row = found.map_err(|error| context.fail(error))?;
    let id = row.id;
    looking::note_as(app, context.id(), &context.by(), id, "allowance", date.to_string()).await?;
    let month = Month::of(date);
    let day = explaining::day(app, instansi, id, date).await.map_err(|error| context.fail(error))?;
    let mut answer = ExplainedJson {
        person: id.0,
        name: row.name,
        date,
        month: month.to_string(),
        schedule: None,
        paid: false,
        tpp_rupiah: None,
        base_rupiah: 0,
        lines: Vec::new(),
        carried: Vec::new(),
        unknown: Vec::new(),
        waiting: false,
        cut_rupiah: 0,
        day,
    };
    match monthly::of_one(app, instansi, id, month, schedule).await {
        Ok(of) => answer.fill(&of, context.lang),
        Err(error) if schedule.is_none() && matches!(error.code, "no_schedule" | "several_schedules") => {
            answer.unknown.push(error.sentence(context.lang).to_owned());
        }
        Err(error) => return Err(context.fail(error)),
    }
    if context.json {
        return output::json(&answer);
    }
    print(&context, &answer)
}

impl ExplainedJson {
    fn fill(&mut self, of: &OfPerson, lang: Lang) {
        let (found, date) = (&of.allowance, self.date);
        self.schedule = Some(found.schedule.clone());
        self.paid = of.paid;
        self.tpp_rupiah = found.tpp_rupiah;
        self.base_rupiah = found.base_rupiah;
        self.lines = found.lines.iter().filter(|line| line.date == date).cloned().collect();
        self.carried = found.carried.iter().filter(|line| line.date == date).cloned().collect();
        self.cut_rupiah = self.lines.iter().map(|line| line.rupiah).sum();
        self.waiting = found.waiting.contains(&date);
        // Of other days nothing; of the month as a whole everything.
        let dated = |text: &str| text.get(..10).is_some_and(|start| start.parse::<Date>().is_ok());
        let here = |text: &&String| !dated(text) || text.starts_with(&date.to_string());
        self.unknown = lang.pick(&found.unknown, &found.unknown_en).iter().filter(here).cloned().collect();
    }
}

fn print(context: &Context, answer: &ExplainedJson) -> Outcome {
    let lang = context.lang;
    let day = &answer.day.day;
    println!("{} · {} · {} {}", answer.name, answer.date, day.status, day.marks.join(" "));
    println!(
        "{}: {}, {} {}",
        lang.pick("skema", "schedule"),
        answer.schedule.as_deref().unwrap_or("-"),
        lang.pick("dasar", "base"),
        Rupiah(answer.base_rupiah)
    );
    for line in &answer.lines {
        let open = if line.confirmed { "" } else { lang.pick(" (belum dipastikan)", " (unconfirmed)") };
        let because = lang.pick(&line.because, &line.because_en);
        println!("  {because}: {} % = {} · {} · {}{open}", line.percent, Rupiah(line.rupiah), line.rule, line.article);
    }
    println!("{}: {}", lang.pick("potongan hari ini", "cut of this day"), Rupiah(answer.cut_rupiah));
    if answer.waiting {
        println!(
            "{}",
            lang.pick("hari ini belum selesai dinilai; tidak dipotong", "this day is not settled; nothing is taken")
        );
    }
    for sentence in &answer.unknown {
        println!("  - {sentence}");
    }
    println!("{}:", lang.pick("rekaman", "punches"));
    for punch in &day.punches {
        let device = punch.device.as_deref().unwrap_or("");
        println!("  {} {} {device} {}", punch.local_time, punch.source, punch.used_as.as_deref().unwrap_or("-"));
    }
    println!("{}:", lang.pick("alasan", "reasons"));
    for reason in &day.reasons {
        let rule = reason.rule.as_ref().map(|rule| format!(" [{}]", rule.source)).unwrap_or_default();
        println!("  {}{rule}", lang.pick(&reason.text, &reason.text_en));
    }
    Ok(())
}

fn write(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(out, bytes).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))
}
