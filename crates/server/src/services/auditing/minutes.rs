//! What the minutes of an audit (berita acara) say, as plain fields. Setting them on paper is somebody else's work.

use hadir_domain::audit::{AuditStepKind, Finding, FindingState, Severity, state_of};
use hadir_domain::ids::UnitId;
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::civil::Date;
use uuid::Uuid;

use super::{findings, sampling};
use crate::app::App;
use crate::services::error::{self, ServiceError};

/// Somebody who takes part and signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Name as printed.
    pub name: String,
    /// Number as printed; may be empty.
    pub number: String,
    /// Position as printed.
    pub position: String,
}

/// What minutes are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesOrder {
    /// Number of the letter.
    pub number: String,
    /// Where.
    pub place: String,
    /// When.
    pub on: Date,
    /// The unit that was looked at.
    pub unit: UnitId,
    /// First and last day that were looked at.
    pub examined: (Date, Date),
    /// Who takes part.
    pub parties: Vec<Party>,
    /// The sample that was looked at.
    pub sample: Option<Uuid>,
}

/// A finding as minutes print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesFinding {
    /// Its number in the minutes, from 1.
    pub number: u32,
    /// How much it matters, in words.
    pub severity: String,
    /// What it is about: a day, a roll; never more of a person than the day.
    pub about: String,
    /// What was found.
    pub text: String,
    /// What is wanted.
    pub follow_up: String,
    /// Until when.
    pub due_on: Date,
    /// What the OPD answered.
    pub answers: Vec<String>,
    /// Where it stands, in words.
    pub state: String,
}

/// The sample as minutes print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesSample {
    /// The seed.
    pub seed: String,
    /// How many were drawn.
    pub drawn: usize,
    /// Of how many.
    pub population: u64,
    /// The hash that fixes the population.
    pub population_hash: String,
    /// How anybody draws it again, in a sentence.
    pub recompute: String,
}

/// Everything minutes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesContent {
    /// The heading.
    pub title: String,
    /// Number of the letter.
    pub number: String,
    /// Where.
    pub place: String,
    /// When.
    pub on: Date,
    /// The government.
    pub office: String,
    /// The unit that was looked at.
    pub unit: String,
    /// What was looked at, one sentence each.
    pub examined: Vec<String>,
    /// The sample.
    pub sample: Option<MinutesSample>,
    /// What was found; empty means that nothing was.
    pub findings: Vec<MinutesFinding>,
    /// Who takes part and signs.
    pub signatures: Vec<Party>,
}

/// Puts together what the minutes of an audit of a unit say. They are printed in Indonesian.
///
/// # Errors
///
/// `unknown_unit`, `unknown_sample`.
pub async fn minutes_content(
    app: &App,
    instansi: &Instansi,
    order: &MinutesOrder,
) -> Result<MinutesContent, ServiceError> {
    let all = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let unit = all.iter().find(|unit| unit.id == order.unit).ok_or_else(|| error::unknown_unit(""))?;
    let below = hadir_domain::units::subtree(&all, order.unit);
    let mut found = findings::list(app, instansi).await?;
    found.retain(|finding| below.contains(&finding.unit));
    if let Some(sample) = order.sample {
        found.retain(|finding| finding.sample == Some(sample));
    }
    let sample = match order.sample {
        Some(id) => Some(sampling::get(app, instansi, id).await?),
        None => None,
    };
    let date = |on: Date| on.strftime("%d-%m-%Y").to_string();
    let (from, to) = order.examined;
    let mut examined = vec![format!("Catatan kehadiran {} dari {} sampai {}.", unit.name, date(from), date(to))];
    if let Some(sample) = &sample {
        let content = &sample.content;
        examined.push(format!(
            "Sampel acak {} dari {} ({}), {} sampai {}.",
            content.drawn.len(),
            content.population,
            content.of.as_str(),
            date(content.from),
            date(content.to)
        ));
    }
    Ok(MinutesContent {
        title: "Berita Acara Pemeriksaan Kehadiran".to_owned(),
        number: order.number.clone(),
        place: order.place.clone(),
        on: order.on,
        office: instansi.name.clone(),
        unit: unit.name.clone(),
        examined,
        sample: sample.map(|sample| MinutesSample {
            seed: sample.content.seed,
            drawn: sample.content.drawn.len(),
            population: sample.content.population,
            population_hash: sample.content.population_hash,
            recompute: "Urutkan SHA-256 dari benih disambung setiap kunci populasi; yang terkecil yang terpilih."
                .to_owned(),
        }),
        findings: (1..).zip(&found).map(|(number, finding)| printed(number, finding, order.on)).collect(),
        signatures: order.parties.clone(),
    })
}

fn printed(number: u32, finding: &Finding, on: Date) -> MinutesFinding {
    let day = finding.on.map(|on| format!("hari {}", on.strftime("%d-%m-%Y")));
    let roll = finding.roll.map(|_| "daftar hadir".to_owned());
    let about: Vec<String> = roll.into_iter().chain(day).collect();
    let answers = finding.steps.iter().filter(|step| step.kind == AuditStepKind::Answer);
    MinutesFinding {
        number,
        severity: match finding.severity {
            Severity::Note => "catatan",
            Severity::Minor => "ringan",
            Severity::Major => "berat",
        }
        .to_owned(),
        about: if about.is_empty() { "unit".to_owned() } else { about.join(", ") },
        text: finding.text.clone(),
        follow_up: finding.follow_up.clone(),
        due_on: finding.due_on,
        answers: answers.map(|step| step.text.clone()).collect(),
        state: match state_of(finding, on) {
            FindingState::Open => "menunggu jawaban",
            FindingState::Overdue => "lewat batas jawaban",
            FindingState::Answered => "sudah dijawab",
            FindingState::Closed => "ditutup",
        }
        .to_owned(),
    }
}
