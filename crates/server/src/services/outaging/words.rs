//! An outage in words.

use hadir_domain::outages::{Cause, Outage, OutageScope};
use hadir_domain::sites::Zone;
use jiff::Timestamp;

/// An outage as reasons of a day name it: what, where, when, who confirmed it.
pub fn reference(outage: &Outage, place: &str, zone: &Zone) -> String {
    let place = if place.is_empty() { scope_id(outage.scope).to_owned() } else { place.to_owned() };
    let by = outage.decided.as_ref().map(|word| format!(", dikonfirmasi {}", word.by)).unwrap_or_default();
    format!("{} di {place} {}{by}", cause_id(outage.cause), span(outage.from, outage.to, zone))
}

/// From and to in local time.
pub fn span(from: Timestamp, to: Option<Timestamp>, zone: &Zone) -> String {
    let local = |at: Timestamp| zone.time_zone().to_datetime(at);
    let from = local(from);
    let first = from.strftime("%d-%m-%Y %H.%M");
    match to.map(local) {
        None => format!("sejak {first} {}", zone.abbreviation()),
        Some(to) if to.date() == from.date() => format!("{first}–{} {}", to.strftime("%H.%M"), zone.abbreviation()),
        Some(to) => format!("{first} – {} {}", to.strftime("%d-%m-%Y %H.%M"), zone.abbreviation()),
    }
}

/// The cause in Indonesian.
pub fn cause_id(cause: Cause) -> &'static str {
    match cause {
        Cause::Listrik => "gangguan listrik",
        Cause::Jaringan => "gangguan jaringan",
        Cause::Server => "gangguan server",
        Cause::Mesin => "gangguan mesin",
        Cause::Bencana => "bencana",
        Cause::Lain => "gangguan",
    }
}

fn scope_id(scope: OutageScope) -> &'static str {
    match scope {
        OutageScope::Instansi => "seluruh instansi",
        OutageScope::Server => "server Hadir",
        OutageScope::Unit(_) => "unit",
        OutageScope::Site(_) => "lokasi",
        OutageScope::Device(_) => "mesin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadir_domain::ids::OutageId;
    use hadir_domain::outages::{OutageState, OutageWord};
    use uuid::Uuid;

    #[test]
    fn an_outage_names_cause_place_time_and_officer() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let outage = Outage {
            id: OutageId(Uuid::from_u128(1)),
            scope: OutageScope::Server,
            from: at("2026-01-19T00:00:00Z"),
            to: Some(at("2026-01-19T02:30:00Z")),
            cause: Cause::Listrik,
            words: String::new(),
            proposed_by: "operator".into(),
            proposed_person: None,
            proposed_at: at("2026-01-19T03:00:00Z"),
            state: OutageState::Confirmed,
            decided: Some(OutageWord { by: "bkpsdm".into(), at: at("2026-01-19T04:00:00Z"), reason: String::new() }),
            ended: None,
        };
        let zone = Zone::parse("WIB").unwrap();

        assert_eq!(
            reference(&outage, "Kantor Dinas", &zone),
            "gangguan listrik di Kantor Dinas 19-01-2026 07.00–09.30 WIB, dikonfirmasi bkpsdm"
        );
        assert_eq!(span(outage.from, None, &zone), "sejak 19-01-2026 07.00 WIB");
    }
}
