//! The sheet that hangs at a post: a QR code for visitors.

use hadir_domain::service_posts::Definition;
use hadir_domain::service_posts::hours::Opening;
use hadir_domain::units::Unit;
use hadir_reports::post_sheet::PostSheet;
use hadir_store::instansi::Instansi;
use jiff::civil::Weekday;

use super::ServicePost;
use super::planning::weekday_id;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::printing::moment;

/// Where the sheet of a post leads.
pub fn link(app: &App, code: &str) -> Option<String> {
    app.settings.public_url.as_deref().map(|base| format!("{}/post/{code}", base.trim_end_matches('/')))
}

/// The sheet of a post, ready to be set.
///
/// # Errors
///
/// `no_public_url` before the server knows its address.
pub fn sheet(app: &App, instansi: &Instansi, unit: &Unit, post: &ServicePost) -> Result<PostSheet, ServiceError> {
    let link = link(app, &post.standing.code).ok_or_else(|| {
        ServiceError::conflict(
            "no_public_url",
            "Alamat Hadir untuk umum belum diisi. Minta operator mengisi public_url, lalu cetak lagi.",
            "The public address of Hadir is not set. Ask the operator to set public_url, then print again.",
        )
    })?;
    let definition = &post.standing.definition;
    Ok(PostSheet {
        instansi: instansi.name.clone(),
        unit: unit.name.clone(),
        name: definition.name.clone(),
        place: definition.place.clone(),
        hours: hours_id(definition),
        link,
        printed: moment(app.now(), instansi),
        created_at: app.now(),
        ident: format!("post {} {}", post.id, post.standing.code),
    })
}

/// The opening hours as a list of lines: days that are alike are one line.
pub fn hours_id(definition: &Definition) -> Vec<(String, String)> {
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let mut lines: Vec<(Weekday, Weekday, Vec<Opening>)> = Vec::new();
    for (number, day) in (1..).zip(days) {
        let open = definition.opening(number);
        match lines.last_mut() {
            Some((_, last, same)) if *same == open => *last = day,
            _ => lines.push((day, day, open)),
        }
    }
    lines
        .into_iter()
        .map(|(first, last, open)| {
            let days = match first == last {
                true => weekday_id(first).to_owned(),
                false => format!("{}–{}", weekday_id(first), weekday_id(last)),
            };
            let span = |one: &Opening| format!("{}–{}", one.from, one.to).replace(':', ".");
            let hours = open.iter().map(span).collect::<Vec<_>>().join(" dan ");
            (days, if hours.is_empty() { "tutup".to_owned() } else { hours })
        })
        .collect()
}
