//! Every input, rule and step behind a day.

use hadir_domain::ids::PersonId;
use hadir_domain::timeline::Patience;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ServiceError;
use super::judging;
use super::month::{MonthDay, month_day};
use crate::app::App;

/// A day with everything it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Explained {
    /// The person's lasting key.
    pub person: uuid::Uuid,
    /// Name.
    pub name: String,
    /// The unit served in.
    pub unit: Option<String>,
    /// The day: verdict, punches, reasons with their rules.
    pub day: MonthDay,
    /// Which time belongs to the day, local: from inclusive, to exclusive.
    pub window: (String, String),
    /// What was due, with the rule the hours come from.
    pub rule: Option<ExplainedRule>,
    /// The sources that could speak.
    pub sources: Vec<ExplainedSource>,
    /// What sheets say.
    pub statements: Vec<String>,
    /// SHA-256 of the rule packs.
    pub packs: String,
    /// Version of the evaluator.
    pub engine: String,
}

/// The rule hours come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExplainedRule {
    /// The pack.
    pub pack: String,
    /// Law and article.
    pub source: String,
    /// Whether the text was checked.
    pub confirmed: bool,
    /// Lateness up to this is none.
    pub grace_minutes: u16,
    /// Lateness up to this is made good by leaving later.
    pub flex_minutes: u16,
}

/// A source that could speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExplainedSource {
    /// Which kind.
    pub source: String,
    /// Its name.
    pub name: String,
    /// Until when it was heard.
    pub reached: Option<String>,
    /// Whether it has spoken past the day's window.
    pub heard: bool,
    /// How long it is waited for.
    pub patience: String,
}

/// Explains one day of one person.
///
/// # Errors
///
/// When nobody has that key, or no pack covers the day.
pub async fn day(app: &App, instansi: &Instansi, person: PersonId, on: Date) -> Result<Explained, ServiceError> {
    let judged = judging::judge(app, instansi, &[person], on, on).await?;
    let (Some(of), true) = (judged.people.first(), judged.people.len() == 1) else {
        return Err(ServiceError::not_found("unknown_person", "pegawai tidak ditemukan", "there is no such person"));
    };
    let day = of.days.first().ok_or_else(|| ServiceError::fault("no day was judged"))?;
    Ok(Explained {
        person: person.0,
        name: of.name.clone(),
        unit: of.unit.as_ref().map(|unit| unit.name.clone()),
        window: (day.window.from.to_string(), day.window.to.to_string()),
        rule: day.plan.duty.as_ref().map(|duty| ExplainedRule {
            pack: duty.rule.pack.clone(),
            source: duty.rule.source.clone(),
            confirmed: duty.rule.confirmed,
            grace_minutes: duty.grace_minutes,
            flex_minutes: duty.flex_minutes,
        }),
        sources: of
            .records
            .listeners
            .iter()
            .filter(|listener| listener.concerns(on, on))
            .map(|listener| ExplainedSource {
                source: listener.source.as_str().into(),
                name: listener.name.to_string(),
                reached: listener.reached.map(|reached| reached.to_string()),
                heard: listener.reached.is_some_and(|reached| reached >= day.window.ends_at),
                patience: match listener.patience {
                    Patience::Endless => "sampai lapor atau diputus petugas".into(),
                    Patience::For(time) => format!("{} jam", time.as_hours()),
                    Patience::Workdays(days) => format!("{days} hari kerja"),
                },
            })
            .collect(),
        statements: of
            .records
            .statements
            .get(&on)
            .into_iter()
            .flatten()
            .map(|statement| format!("{} {} {}", statement.source.as_str(), statement.status, statement.reference))
            .collect(),
        packs: app.packs_of(instansi).sha256(),
        engine: judging::ENGINE.into(),
        day: month_day(day, of),
    })
}
