//! Visits on site: what a team saw of each name on the roster, beside what the records said at that moment.
//!
//! A finding is a reason to look, never guilt: the record may be late, the person may be on an errand, the team may have
//! looked in the wrong room. Nobody is called absent here.

mod compare;
mod tally;

use serde::{Deserialize, Serialize};

use crate::codes::codes;

pub use self::compare::{Comparison, Seen, compare};
pub use self::tally::Tally;

codes!(
    /// What kind of visit it is.
    VisitKind {
        /// An inspection nobody was told of.
        Sidak = "sidak",
        /// A working visit of a leader.
        WorkVisit = "kunjungan_kerja",
        /// An audit.
        Audit = "audit",
    }
);

impl VisitKind {
    /// As papers call it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Sidak => "inspeksi mendadak (sidak)",
            Self::WorkVisit => "kunjungan kerja",
            Self::Audit => "audit kehadiran",
        }
    }
}

codes!(
    /// What the team saw of somebody.
    Sighting {
        /// They were there.
        There = "there",
        /// They were not there.
        NotThere = "not_there",
        /// They were not there, and somebody of the office said why.
        Excused = "excused",
    }
);

codes!(
    /// What the records said of somebody at a moment.
    Believed {
        /// Recorded in time.
        Present = "present",
        /// Recorded, late.
        Late = "late",
        /// On leave, sick or with permission, by a paper.
        OnLeave = "on_leave",
        /// On duty elsewhere, in training or studying, by a paper.
        OnDuty = "on_duty",
        /// Works from home by the roster.
        Home = "home",
        /// Not on duty then.
        NotDue = "not_due",
        /// Due, with no record, though every source had spoken.
        NotHeard = "not_heard",
        /// Due, with no record, while some source was silent.
        SourceSilent = "source_silent",
    }
);

impl Believed {
    /// Whether there was a record of presence.
    pub fn recorded(self) -> bool {
        matches!(self, Self::Present | Self::Late)
    }

    /// As papers say it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Present => "tercatat hadir",
            Self::Late => "tercatat hadir, terlambat",
            Self::OnLeave => "cuti, sakit atau izin menurut surat",
            Self::OnDuty => "tugas di luar menurut surat",
            Self::Home => "bekerja dari rumah menurut jadwal",
            Self::NotDue => "tidak bertugas saat itu",
            Self::NotHeard => "belum ada rekaman",
            Self::SourceSilent => "belum terdengar, ada sumber yang belum mengirim",
        }
    }
}

codes!(
    /// Where a name of the roster stands after the visit: what was seen beside what was recorded. Everybody has exactly one.
    Cell {
        /// Seen, and recorded.
        Seen = "seen",
        /// Not seen; a paper or the roster says they are elsewhere.
        Away = "away",
        /// Not seen, and not on duty then.
        NotDue = "not_due",
        /// Seen, though they need not have been there.
        SeenOffDuty = "seen_off_duty",
        /// Nobody looked for them.
        NotLooked = "not_looked",
        /// One of the visitors: nobody says anything about themselves.
        Team = "team",
        /// Finding: recorded as present, but not seen.
        RecordedNotSeen = "recorded_not_seen",
        /// Finding: seen, but nothing recorded.
        SeenNotRecorded = "seen_not_recorded",
        /// Finding: seen, though a paper says they are on leave or on duty elsewhere.
        SeenWhileAway = "seen_while_away",
        /// Finding: not seen, and excused by word of mouth only.
        ExcusedByWord = "excused_by_word",
        /// Finding: not seen, and nothing recorded.
        NotSeenNotRecorded = "not_seen_not_recorded",
    }
);

impl Cell {
    /// Where somebody stands, by what was seen and what was recorded.
    pub fn of(on_team: bool, seen: Option<Sighting>, believed: Believed) -> Self {
        use Believed as B;
        if on_team {
            return Self::Team;
        }
        match (seen, believed) {
            (None, _) => Self::NotLooked,
            (Some(Sighting::There), B::Present | B::Late) => Self::Seen,
            (Some(Sighting::There), B::NotHeard | B::SourceSilent) => Self::SeenNotRecorded,
            (Some(Sighting::There), B::OnLeave | B::OnDuty) => Self::SeenWhileAway,
            (Some(Sighting::There), B::Home | B::NotDue) => Self::SeenOffDuty,
            (Some(_), B::OnLeave | B::OnDuty | B::Home) => Self::Away,
            (Some(_), B::NotDue) => Self::NotDue,
            (Some(Sighting::Excused), _) => Self::ExcusedByWord,
            (Some(Sighting::NotThere), B::Present | B::Late) => Self::RecordedNotSeen,
            (Some(Sighting::NotThere), B::NotHeard | B::SourceSilent) => Self::NotSeenNotRecorded,
        }
    }

    /// Whether it is a reason to look.
    pub fn is_finding(self) -> bool {
        matches!(
            self,
            Self::RecordedNotSeen
                | Self::SeenNotRecorded
                | Self::SeenWhileAway
                | Self::ExcusedByWord
                | Self::NotSeenNotRecorded
        )
    }

    /// Whether the person may be asked to explain it: what was seen and what was recorded contradict each other, or both
    /// are silent, and nobody has said why.
    pub fn may_ask(self) -> bool {
        matches!(self, Self::RecordedNotSeen | Self::NotSeenNotRecorded)
    }

    /// As papers say it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Seen => "Terlihat dan tercatat hadir",
            Self::Away => "Tidak di tempat menurut surat atau jadwal",
            Self::NotDue => "Tidak bertugas saat itu",
            Self::SeenOffDuty => "Terlihat di luar jadwalnya",
            Self::NotLooked => "Belum diperiksa tim",
            Self::Team => "Anggota tim (tidak menilai diri sendiri)",
            Self::RecordedNotSeen => "Tercatat hadir, tidak terlihat",
            Self::SeenNotRecorded => "Terlihat, belum ada rekaman",
            Self::SeenWhileAway => "Terlihat, padahal cuti/dinas menurut surat",
            Self::ExcusedByWord => "Tidak terlihat, izin lisan saja",
            Self::NotSeenNotRecorded => "Tidak terlihat, belum ada rekaman",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_five_findings_has_its_cell_and_only_two_of_them_are_asked_about() {
        use Believed as B;
        use Sighting as S;
        let cases = [
            (S::NotThere, B::Present, Cell::RecordedNotSeen, true),
            (S::NotThere, B::Late, Cell::RecordedNotSeen, true),
            (S::There, B::NotHeard, Cell::SeenNotRecorded, false),
            (S::There, B::SourceSilent, Cell::SeenNotRecorded, false),
            (S::There, B::OnLeave, Cell::SeenWhileAway, false),
            (S::There, B::OnDuty, Cell::SeenWhileAway, false),
            (S::Excused, B::NotHeard, Cell::ExcusedByWord, false),
            (S::Excused, B::Present, Cell::ExcusedByWord, false),
            (S::NotThere, B::NotHeard, Cell::NotSeenNotRecorded, true),
            (S::NotThere, B::SourceSilent, Cell::NotSeenNotRecorded, true),
        ];
        for (seen, believed, cell, asked) in cases {
            assert_eq!(Cell::of(false, Some(seen), believed), cell, "{seen:?} {believed:?}");
            assert!(cell.is_finding());
            assert_eq!(cell.may_ask(), asked);
        }
    }

    #[test]
    fn what_a_paper_or_the_roster_explains_is_no_finding_and_nobody_speaks_about_themselves() {
        for believed in [Believed::OnLeave, Believed::OnDuty, Believed::Home] {
            for seen in [Sighting::NotThere, Sighting::Excused] {
                assert_eq!(Cell::of(false, Some(seen), believed), Cell::Away);
            }
        }
        assert_eq!(Cell::of(false, Some(Sighting::NotThere), Believed::NotDue), Cell::NotDue);
        assert_eq!(Cell::of(false, Some(Sighting::There), Believed::NotDue), Cell::SeenOffDuty);
        for believed in Believed::ALL {
            assert_eq!(Cell::of(false, None, *believed), Cell::NotLooked);
            assert_eq!(Cell::of(true, Some(Sighting::NotThere), *believed), Cell::Team);
        }
    }
}
