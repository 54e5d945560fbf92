//! `hadir explain`: every input, rule and step behind a figure.

use clap::Subcommand;
use hadir_domain::discipline::NOTICE;
use hadir_domain::ids::PersonId;
use hadir_store::units;
use jiff::civil::Date;

use super::context::Context;
use super::people::one_person;
use super::{Failure, Global, Outcome, context, output, tpp_month};
use crate::routes::indication_shapes::IndicationItem;
use crate::services::casing::indicating;
use crate::services::{explaining, looking};

/// Arguments of `hadir explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Satu hari seorang pegawai / one day of a person
    Day {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY")]
        person: String,
        /// Tanggal / date
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Date,
    },
    /// Apa arti hari-hari tanpa keterangan seorang pegawai sampai tanggal itu / what days without a word come to
    Indication {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY")]
        person: String,
        /// Sampai tanggal; tahunnya yang dihitung / up to which day, of its year
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Date,
    },
    /// Potongan TPP satu hari seorang pegawai / what a day of a person takes of the allowance
    Tpp {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY")]
        person: String,
        /// Tanggal / date
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Date,
        /// Nama skema bila bukan skema daerahnya / another schedule than the region's
        #[arg(long, value_name = "NAMA")]
        schedule: Option<String>,
    },
}

/// Explains.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.what {
        What::Day { person, date } => day(global, &person, date).await,
        What::Tpp { person, date, schedule } => tpp_month::explain(global, &person, date, schedule.as_deref()).await,
        What::Indication { person, date } => indication(global, &person, date).await,
    }
}

/// Who is meant; the look is noted for the person.
async fn found(context: &Context, person: &str, date: Date) -> Result<PersonId, Failure> {
    let id = context
        .app
        .db
        .read(async |tx| one_person(tx, context, person).await)
        .await
        .map_err(|error| context.fail(error))?
        .id;
    let by = context.by();
    looking::note_as(&context.app, context.id(), &by, id, "explain", date.to_string()).await?;
    Ok(id)
}

async fn indication(global: &Global, person: &str, date: Date) -> Outcome {
    let context = context::open(global).await?;
    let id = found(&context, person, date).await?;
    let one = indicating::of_person(&context.app, &context.instansi, id, date.year(), date)
        .await
        .map_err(|error| context.fail(error))?
        .ok_or_else(|| Failure::Work(format!("{person}: ?")))?;
    let units = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let item = IndicationItem::of(&one, &units);
    if context.json {
        return output::json(&item);
    }
    let lang = context.lang;
    println!("{} · {date}", one.person.name);
    match &one.assessment.indication {
        None => println!("{}", lang.pick("Tidak ada indikasi.", "No indication.")),
        Some(indication) => {
            println!("{}: {}", lang.pick("Indikasi", "Indication"), indication.sanction_text);
            println!("{}: {}", lang.pick("dasar", "rule"), indication.article);
            indication.because.iter().for_each(|line| println!("  - {line}"));
            indication.open.iter().for_each(|line| println!("  ? {line}"));
        }
    }
    let counters = &one.assessment.counters;
    println!(
        "{}: {} · {}: {} · {}: {}",
        lang.pick("hari setahun", "days of the year"),
        counters.cumulative_days,
        lang.pick("berturut-turut terpanjang", "longest row"),
        counters.longest_streak,
        lang.pick("hari dari menit", "days from minutes"),
        counters.converted_days,
    );
    for date in &one.assessment.waiting {
        println!("{}: {date}", lang.pick("menunggu sumber", "waits for a source"));
    }
    one.assessment.unknown.iter().for_each(|line| println!("? {line}"));
    println!("{NOTICE}");
    Ok(())
}

async fn day(global: &Global, person: &str, date: Date) -> Outcome {
    let context = context::open(global).await?;
    let id = found(&context, person, date).await?;
    let explained =
        explaining::day(&context.app, &context.instansi, id, date).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&explained);
    }
    let lang = context.lang;
    let day = &explained.day;
    println!("{} · {date} · {} {}", explained.name, day.status, day.marks.join(" "));
    println!("{}: {} - {}", lang.pick("jendela", "window"), explained.window.0, explained.window.1);
    if let (Some(due), Some(rule)) = (&day.due, &explained.rule) {
        let open = if rule.confirmed { "" } else { lang.pick(" (belum dipastikan)", " (unconfirmed)") };
        println!("{}: {} {}-{} · {}{open}", lang.pick("kewajiban", "due"), due.mode, due.starts, due.ends, rule.source);
    }
    println!("{}:", lang.pick("rekaman", "punches"));
    for punch in &day.punches {
        println!(
            "  {} {} {} {} {}",
            punch.local_time,
            punch.source,
            punch.device.as_deref().unwrap_or(""),
            punch.used_as.as_deref().unwrap_or("-"),
            punch.labels.join(" ")
        );
    }
    println!("{}:", lang.pick("alasan", "reasons"));
    for reason in &day.reasons {
        let rule = reason.rule.as_ref().map(|rule| format!(" [{}]", rule.source)).unwrap_or_default();
        println!("  {}{rule}", lang.pick(&reason.text, &reason.text_en));
    }
    println!("{}:", lang.pick("sumber", "sources"));
    for source in &explained.sources {
        let heard = if source.heard { lang.pick("terdengar", "heard") } else { lang.pick("belum", "not yet") };
        println!("  {} · {heard} · {}", source.name, source.reached.as_deref().unwrap_or("-"));
    }
    Ok(())
}
