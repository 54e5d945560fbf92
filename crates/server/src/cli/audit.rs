//! `hadir audit`: patterns of checking, random samples, and findings at the console.

use clap::Subcommand;
use hadir_domain::audit::{Amount, Reading, Seed, state_of};
use hadir_store::units;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::context::Context;
use super::{Global, Outcome, context, output};
use crate::lang::Lang;
use crate::services::auditing::sampling::{self, NewSample, SampleOf, Stored};
use crate::services::auditing::{self, Level, findings};
use crate::services::error::unknown_unit;
use crate::services::roster_desk::Officer;

/// Arguments of `hadir audit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Kantor menurut pola pemeriksaan, yang perlu dilihat lebih dulu / offices by patterns, those to look at first
    Patterns {
        /// Hari pertama / first day
        #[arg(long)]
        from: Date,
        /// Hari terakhir / last day
        #[arg(long)]
        to: Date,
        /// `opd` atau `unit` / which offices
        #[arg(long, value_parser = level, default_value = "opd")]
        level: Level,
    },
    /// Mengambil sampel acak, atau mengambilnya ulang / draw a random sample, or draw it again
    Sample {
        /// Dari apa: `person_days`, `people`, `rolls` / from what
        #[arg(long, value_parser = sample_of, default_value = "person_days")]
        of: SampleOf,
        /// Hari pertama / first day
        #[arg(long, required_unless_present = "again")]
        from: Option<Date>,
        /// Hari terakhir / last day
        #[arg(long, required_unless_present = "again")]
        to: Option<Date>,
        /// Besar / how many
        #[arg(long, default_value_t = 30)]
        size: u32,
        /// Kode unit / code of a unit
        #[arg(long)]
        unit: Option<String>,
        /// Tiap OPD mendapat bagiannya / each OPD gets its share
        #[arg(long)]
        by_opd: bool,
        /// Benih, 64 angka heksadesimal / seed
        #[arg(long, value_parser = seed)]
        seed: Option<Seed>,
        /// Untuk apa / what it is for
        #[arg(long, default_value = "konsol")]
        purpose: String,
        /// Kunci sampel yang diambil ulang / key of a sample to draw again
        #[arg(long, value_name = "ID")]
        again: Option<Uuid>,
    },
    /// Temuan dan tindak lanjutnya / findings and what follows
    Findings,
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| "opd, unit".to_owned())
}

fn sample_of(text: &str) -> Result<SampleOf, String> {
    SampleOf::parse(text).ok_or_else(|| "person_days, people, rolls".to_owned())
}

fn seed(text: &str) -> Result<Seed, String> {
    Seed::parse(text).map_err(|error| error.to_string())
}

/// Ranks, draws or lists.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command {
        AuditCommand::Patterns { from, to, level } => patterns(&context, from, to, level).await,
        AuditCommand::Sample { again: Some(id), .. } => again(&context, id).await,
        AuditCommand::Sample { of, from, to, size, unit, by_opd, seed, purpose, again: None } => {
            let unit = match unit {
                Some(code) => {
                    let found = context.app.db.read(async |tx| units::by_code(tx, context.id(), &code).await).await?;
                    Some(found.ok_or_else(|| context.fail(unknown_unit(&code)))?.id)
                }
                None => None,
            };
            let today = context.today();
            let new = NewSample {
                id: context.app.system.uuid(),
                of,
                from: from.unwrap_or(today),
                to: to.unwrap_or(today),
                unit,
                size,
                by_opd,
                seed,
                purpose,
            };
            let by = context.by();
            let officer = Officer { login: &by, person: None };
            let drawn = sampling::sample(&context.app, &context.instansi, officer, &new).await;
            sample(&context, &drawn.map_err(|error| context.fail(error))?)
        }
        AuditCommand::Findings => list(&context).await,
    }
}

fn amount(amount: Amount) -> String {
    match amount {
        Amount::Count(count) => count.to_string(),
        Amount::Share(share) => format!("{}.{:02}%", share / 100, share % 100),
    }
}

async fn patterns(context: &Context, from: Date, to: Date, level: Level) -> Outcome {
    let found = auditing::patterns(&context.app, &context.instansi, from, to, level).await;
    let found = found.map_err(|error| context.fail(error))?;
    if context.json {
        let pattern = |pattern: &hadir_domain::audit::Pattern| {
            json!({
                "kind": pattern.kind, "reading": pattern.reading, "figure": pattern.figure, "expected": pattern.expected,
                "sample": pattern.sample, "points": pattern.points, "because": pattern.because,
                "because_en": pattern.because_en, "examples": pattern.examples,
            })
        };
        let office = |ranked: &hadir_domain::audit::Ranked| {
            json!({
                "code": ranked.code, "name": ranked.name, "due": ranked.due, "points": ranked.points, "look": ranked.look,
                "patterns": ranked.patterns.iter().map(pattern).collect::<Vec<_>>(),
            })
        };
        let offices: Vec<_> = found.ranked.iter().map(office).collect();
        return output::json(&json!({ "from": from, "to": to, "look": found.rule.look, "offices": offices }));
    }
    let mut rows = Vec::new();
    for office in &found.ranked {
        let look = if office.look { context.lang.pick("lihat", "look") } else { "" };
        rows.push(vec![
            office.code.clone(),
            office.points.to_string(),
            look.to_owned(),
            String::new(),
            office.name.clone(),
        ]);
        for pattern in office.patterns.iter().filter(|pattern| pattern.reading == Reading::Shows) {
            let because = if context.lang == Lang::En { &pattern.because_en } else { &pattern.because };
            let figure = format!("{} / {}", amount(pattern.figure), amount(pattern.expected));
            rows.push(vec![String::new(), pattern.points.to_string(), String::new(), figure, because.clone()]);
        }
    }
    let heads = context.lang.pick(
        ["kantor", "nilai", "", "angka / harapan", "alasan"],
        ["office", "points", "", "figure / expected", "reason"],
    );
    output::table(&heads, &rows)
}

fn sample(context: &Context, stored: &Stored) -> Outcome {
    let content = &stored.content;
    if context.json {
        return output::json(&json!({ "id": stored.id, "by": stored.by_login, "at": stored.at, "sample": content }));
    }
    let mut rows: Vec<Vec<String>> = [
        ("id", stored.id.to_string()),
        ("seed", content.seed.clone()),
        ("population", content.population.to_string()),
        ("population_hash", content.population_hash.clone()),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.to_owned(), value])
    .collect();
    rows.extend(content.drawn.iter().map(|drawn| vec![drawn.stratum.clone(), drawn.key.clone()]));
    output::table(&context.lang.pick(["OPD", "terpilih"], ["OPD", "drawn"]), &rows)
}

async fn again(context: &Context, id: Uuid) -> Outcome {
    let (app, instansi) = (&context.app, &context.instansi);
    let stored = sampling::get(app, instansi, id).await.map_err(|error| context.fail(error))?;
    let redrawn = sampling::recompute(app, instansi, &stored).await.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&json!({
            "id": id, "same_population": redrawn.same_population, "same_drawn": redrawn.same_drawn,
            "population": redrawn.population,
        }));
    }
    let yes_no = |yes: bool| if yes { context.lang.pick("ya", "yes") } else { context.lang.pick("tidak", "no") };
    let rows = vec![
        vec![
            context.lang.pick("populasi sama", "same population").to_owned(),
            yes_no(redrawn.same_population).to_owned(),
        ],
        vec![context.lang.pick("hasil sama", "same drawn").to_owned(), yes_no(redrawn.same_drawn).to_owned()],
    ];
    output::table(&context.lang.pick(["hitung ulang", ""], ["drawn again", ""]), &rows)
}

async fn list(context: &Context) -> Outcome {
    let found = findings::list(&context.app, &context.instansi).await.map_err(|error| context.fail(error))?;
    let all = context.app.db.read(async |tx| units::list(tx, context.id()).await).await?;
    let code = |finding: &hadir_domain::audit::Finding| {
        all.iter().find(|unit| unit.id == finding.unit).map(|unit| unit.code.clone()).unwrap_or_default()
    };
    let today = context.today();
    if context.json {
        let shown = |finding: &hadir_domain::audit::Finding| {
            let word = |step: &hadir_domain::audit::AuditStep| json!({ "kind": step.kind, "text": step.text, "by": step.by_login, "at": step.received_at });
            json!({
                "id": finding.id, "unit": code(finding), "person": finding.person, "on": finding.on, "roll": finding.roll,
                "sample": finding.sample, "severity": finding.severity, "text": finding.text,
                "follow_up": finding.follow_up, "due": finding.due_on, "state": state_of(finding, today),
                "by": finding.by_login, "at": finding.received_at,
                "steps": finding.steps.iter().map(word).collect::<Vec<_>>(),
            })
        };
        return output::json(&json!({ "findings": found.iter().map(shown).collect::<Vec<_>>() }));
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|finding| {
            vec![
                code(finding),
                finding.severity.as_str().to_owned(),
                state_of(finding, today).as_str().to_owned(),
                finding.due_on.to_string(),
                finding.text.lines().next().unwrap_or_default().to_owned(),
            ]
        })
        .collect();
    let heads = context
        .lang
        .pick(["unit", "bobot", "keadaan", "batas", "temuan"], ["unit", "severity", "state", "due", "finding"]);
    output::table(&heads, &rows)
}
