//! What an event comes to for one person, and the table of all.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ApelDue, ApelEvent, ApelExcuse, ApelPlaceWord};
use crate::codes::codes;
use crate::ids::PunchId;

codes!(
    /// The one word for a person. The words partition everybody who was on the roster of the event.
    ApelStanding {
        /// In the ranks.
        Hadir = "hadir",
        /// The same, after it began.
        Terlambat = "terlambat",
        /// Let off by a paper.
        Berizin = "berizin",
        /// Let off beforehand for another reason.
        Dikecualikan = "dikecualikan",
        /// Not there; only once the event is closed.
        TidakHadir = "tidak_hadir",
        /// Nobody has said anything yet.
        BelumTercatat = "belum_tercatat",
    }
);

codes!(
    /// What an officer says of somebody.
    ApelSeen {
        /// In the ranks.
        Present = "present",
        /// In the ranks, after it began.
        Late = "late",
        /// Not in the ranks, whatever a phone says.
        NotInRanks = "not_in_ranks",
        /// Takes the officers' word back: what the phone says counts again.
        Withdrawn = "withdrawn",
    }
);

codes!(
    /// How an officer saw it.
    ApelHow {
        /// With their own eyes.
        Tap = "tap",
        /// The person's own code, signed by their phone.
        Scan = "scan",
    }
);

codes!(
    /// What a standing rests on.
    ApelBasis {
        /// An officer's tap.
        Tap = "tap",
        /// The person's code, scanned by an officer.
        Scan = "scan",
        /// The person's own phone.
        Phone = "phone",
        /// An officer's word that the person was not in the ranks.
        NotInRanks = "not_in_ranks",
        /// Roster, paper or an exemption.
        Roster = "roster",
        /// A correction two officers agreed on.
        Correction = "correction",
        /// Nothing was recorded.
        Nothing = "nothing",
    }
);

/// A word of an officer about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelTap {
    /// Its key.
    pub id: Uuid,
    /// What was seen.
    pub seen: ApelSeen,
    /// How.
    pub how: ApelHow,
    /// When it was seen.
    pub at: Timestamp,
    /// When it came to the server: the newest counts.
    pub received_at: Timestamp,
    /// Why, where it was said.
    pub note: String,
}

/// A phone's punch for the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelPunch {
    /// Which.
    pub id: PunchId,
    /// When it was made.
    pub at: Timestamp,
    /// What its position says.
    pub place: ApelPlaceWord,
    /// What was noticed on arrival.
    pub labels: Vec<String>,
}

/// What it comes to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApelJudged {
    /// The one word.
    pub standing: ApelStanding,
    /// What it rests on.
    pub basis: ApelBasis,
    /// When the person was seen or punched.
    pub at: Option<Timestamp>,
    /// Where the phone was, also where an officer's word outweighs it.
    pub place: Option<ApelPlaceWord>,
    /// Why the person need not come.
    pub why: Option<ApelExcuse>,
    /// In a few words: why somebody is let off, or what the officer said.
    pub note: String,
    /// The officer's word it rests on.
    pub tap: Option<Uuid>,
    /// The punch that counts, or would.
    pub punch: Option<PunchId>,
}

/// Judges one person. The officer's newest word counts before the phone, presence before every excuse; without either it is
/// what the roster says, and only a closed event makes somebody absent.
pub fn judge(due: &ApelDue, taps: &[ApelTap], punches: &[ApelPunch], event: &ApelEvent, closed: bool) -> ApelJudged {
    let word = taps.iter().max_by_key(|tap| (tap.received_at, tap.id)).filter(|tap| tap.seen != ApelSeen::Withdrawn);
    let best = punches
        .iter()
        .filter_map(|punch| Some((counts_as(event, punch.at)?, punch)))
        .min_by_key(|(standing, punch)| (*standing, punch.place, punch.at, punch.id));
    let mut judged = ApelJudged {
        standing: ApelStanding::BelumTercatat,
        basis: ApelBasis::Nothing,
        at: best.as_ref().map(|(_, punch)| punch.at),
        place: best.as_ref().map(|(_, punch)| punch.place),
        why: None,
        note: String::new(),
        tap: None,
        punch: best.as_ref().map(|(_, punch)| punch.id),
    };
    if let Some(tap) = word {
        judged.tap = Some(tap.id);
        judged.note.clone_from(&tap.note);
        judged.at = Some(tap.at);
        judged.basis = if tap.how == ApelHow::Scan { ApelBasis::Scan } else { ApelBasis::Tap };
        match tap.seen {
            ApelSeen::Present => judged.standing = ApelStanding::Hadir,
            ApelSeen::Late => judged.standing = ApelStanding::Terlambat,
            ApelSeen::NotInRanks | ApelSeen::Withdrawn => judged.basis = ApelBasis::NotInRanks,
        }
        if judged.standing != ApelStanding::BelumTercatat {
            return judged;
        }
    } else if let Some((standing, _)) = best {
        judged.standing = standing;
        judged.basis = ApelBasis::Phone;
        return judged;
    }
    match due {
        ApelDue::Excused { why, note } => {
            judged.standing = if why.is_permission() { ApelStanding::Berizin } else { ApelStanding::Dikecualikan };
            judged.why = Some(*why);
            judged.note.clone_from(note);
            judged.basis = ApelBasis::Roster;
        }
        ApelDue::Expected if closed => judged.standing = ApelStanding::TidakHadir,
        ApelDue::Expected => {}
    }
    judged
}

/// What a punch of a moment counts as; `None` outside the hours.
fn counts_as(event: &ApelEvent, at: Timestamp) -> Option<ApelStanding> {
    let windows = event.windows_of(at);
    let inside = windows.iter().filter(|window| window.from <= at && at <= window.to);
    inside.map(|window| if at <= window.starts { ApelStanding::Hadir } else { ApelStanding::Terlambat }).min()
}

/// How many people have which standing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApelTally(BTreeMap<ApelStanding, u32>);

impl ApelTally {
    /// Counts people, each once.
    pub fn of(standings: impl IntoIterator<Item = ApelStanding>) -> Self {
        let mut tally = Self::default();
        for standing in standings {
            *tally.0.entry(standing).or_default() += 1;
        }
        tally
    }

    /// How many have it.
    pub fn count(&self, standing: ApelStanding) -> u32 {
        self.0.get(&standing).copied().unwrap_or(0)
    }

    /// How many there are.
    pub fn total(&self) -> u32 {
        self.0.values().sum()
    }
}
