//! What is asked for.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::day::{Corrected, Side};
use crate::ids::{CorrectionId, PersonId, PunchId, RequestId};
use crate::leave::LeaveKind;
use crate::roster::{ExceptionKind, Part};
use crate::status::Status;

/// The longest text of one field.
const MOST_LETTERS: usize = 300;

macro_rules! kinds {
    ($($(#[$doc:meta])* $item:ident = $code:literal,)+) => {
        /// The kinds of request.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RequestKind {
            $($(#[$doc])* $item,)+
        }

        impl RequestKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];

            /// The code of the API, the packs and the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $code,)+ }
            }

            /// Reads the code.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// Cuti.
    Leave = "leave",
    /// Dinas luar by surat tugas.
    FieldDuty = "field_duty",
    /// Work from home or elsewhere.
    Wfh = "wfh",
    /// Izin.
    Permission = "permission",
    /// Diklat.
    Training = "training",
    /// One side of one day was recorded wrongly.
    Correction = "correction",
    /// A turn of duty against a colleague's.
    Swap = "swap",
    /// An approved paper is to end, wholly or from a day on.
    Cancel = "cancel",
}

/// Leave asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveWish {
    /// Which leave.
    pub leave: LeaveKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which part of each day.
    #[serde(default)]
    pub part: Part,
    /// Where the person can be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A telephone number for the time of leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Another paper asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperWish {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which part of each day.
    #[serde(default)]
    pub part: Part,
    /// Number of the letter it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// Where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Why a day was recorded wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionCode {
    /// Forgotten; the commonest.
    Forgot,
    /// The terminal or phone failed.
    DeviceFault,
    /// No network.
    Network,
    /// No electricity.
    Power,
    /// On duty at a place where nothing records.
    Elsewhere,
    /// Said in the reason.
    Other,
}

/// A correction asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionWish {
    /// The working day.
    pub date: Date,
    /// Which side of it.
    pub side: Side,
    /// The time, for an arrival or departure.
    #[serde(default, with = "short_time", skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The time lies on the date after: a night turn ends in the morning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub next_day: bool,
    /// The status, for the whole day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Why it was recorded wrongly.
    pub code: CorrectionCode,
    /// The punch that is wrong, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub punch: Option<PunchId>,
    /// The correction of that side that counted when it was asked; the server's word, whatever the client says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<CorrectionId>,
}

/// A swap of turns asked for: mine on `date` for theirs on `other_date`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapWish {
    /// The day whose turn I give away.
    pub date: Date,
    /// The day whose turn I take.
    pub other_date: Date,
    /// With whom.
    pub with: PersonId,
}

/// The end of an approved paper asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelWish {
    /// The request that was approved.
    pub request: RequestId,
    /// The first day that no longer holds; the whole paper when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}

/// What is asked for, as `{"kind": …, "detail": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the kinds are described at RequestKind")]
pub enum Wish {
    Leave(LeaveWish),
    FieldDuty(PaperWish),
    Wfh(PaperWish),
    Permission(PaperWish),
    Training(PaperWish),
    Correction(CorrectionWish),
    Swap(SwapWish),
    Cancel(CancelWish),
}

/// What makes a wish unusable whatever is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishProblem {
    /// The last day lies before the first.
    DatesTurned,
    /// Longer than any paper.
    TooLong,
    /// A letter's number is wanted.
    LetterNeeded,
    /// A time is wanted, and no status.
    TimeNeeded,
    /// A status is wanted, and no time; not one that nobody can ask for.
    StatusNeeded,
    /// A swap wants a colleague.
    SwapWithSelf,
    /// A text is too long.
    TextTooLong,
    /// Half days cover one day only.
    HalfOfMany,
}

impl Wish {
    /// Its kind.
    pub fn kind(&self) -> RequestKind {
        match self {
            Self::Leave(_) => RequestKind::Leave,
            Self::FieldDuty(_) => RequestKind::FieldDuty,
            Self::Wfh(_) => RequestKind::Wfh,
            Self::Permission(_) => RequestKind::Permission,
            Self::Training(_) => RequestKind::Training,
            Self::Correction(_) => RequestKind::Correction,
            Self::Swap(_) => RequestKind::Swap,
            Self::Cancel(_) => RequestKind::Cancel,
        }
    }

    /// First and last day concerned; `None` for the end of a paper, whose days that paper knows.
    pub fn span(&self) -> Option<(Date, Date)> {
        match self {
            Self::Leave(wish) => Some((wish.from, wish.to)),
            Self::FieldDuty(wish) | Self::Wfh(wish) | Self::Permission(wish) | Self::Training(wish) => {
                Some((wish.from, wish.to))
            }
            Self::Correction(wish) => Some((wish.date, wish.date)),
            Self::Swap(wish) => Some((wish.date.min(wish.other_date), wish.date.max(wish.other_date))),
            Self::Cancel(_) => None,
        }
    }

    /// The paper that approval makes of it, for the kinds that are one, with the part of the day.
    pub fn paper(&self) -> Option<(ExceptionKind, Part)> {
        match self {
            Self::Leave(wish) => Some((
                if wish.leave == LeaveKind::Sakit { ExceptionKind::Sick } else { ExceptionKind::Leave },
                wish.part,
            )),
            Self::FieldDuty(wish) => Some((ExceptionKind::FieldDuty, wish.part)),
            Self::Wfh(wish) => Some((ExceptionKind::Wfh, wish.part)),
            Self::Permission(wish) => Some((ExceptionKind::Permission, wish.part)),
            Self::Training(wish) => Some((ExceptionKind::Training, wish.part)),
            Self::Correction(_) | Self::Swap(_) | Self::Cancel(_) => None,
        }
    }

    /// What is wrong with it by itself, for a person.
    pub fn problems(&self, person: PersonId) -> Vec<WishProblem> {
        let mut found = Vec::new();
        let mut span = |from: Date, to: Date, part: Part| {
            if to < from {
                found.push(WishProblem::DatesTurned);
            } else if (to - from).get_days() > 4 * 366 {
                found.push(WishProblem::TooLong);
            } else if part != Part::Whole && from != to {
                found.push(WishProblem::HalfOfMany);
            }
        };
        match self {
            Self::Leave(wish) => span(wish.from, wish.to, wish.part),
            Self::FieldDuty(wish) | Self::Wfh(wish) | Self::Permission(wish) | Self::Training(wish) => {
                span(wish.from, wish.to, wish.part);
            }
            Self::Correction(_) | Self::Swap(_) | Self::Cancel(_) => {}
        }
        match self {
            Self::FieldDuty(wish) | Self::Training(wish) if blank(wish.letter.as_deref()) => {
                found.push(WishProblem::LetterNeeded);
            }
            Self::Correction(wish) => found.extend(wish.problem()),
            Self::Swap(wish) if wish.with == person => found.push(WishProblem::SwapWithSelf),
            _ => {}
        }
        if self.texts().iter().any(|text| text.chars().count() > MOST_LETTERS) {
            found.push(WishProblem::TextTooLong);
        }
        found
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Leave(wish) => wish.address.iter().chain(&wish.phone).map(String::as_str).collect(),
            Self::FieldDuty(wish) | Self::Wfh(wish) | Self::Permission(wish) | Self::Training(wish) => {
                wish.letter.iter().chain(&wish.place).map(String::as_str).collect()
            }
            Self::Correction(_) | Self::Swap(_) | Self::Cancel(_) => Vec::new(),
        }
    }
}

impl CorrectionWish {
    fn problem(&self) -> Option<WishProblem> {
        match self.side {
            Side::In | Side::Out if self.time.is_none() || self.status.is_some() => Some(WishProblem::TimeNeeded),
            Side::Status if self.time.is_some() || !self.status.is_some_and(can_be_asked) => {
                Some(WishProblem::StatusNeeded)
            }
            _ => None,
        }
    }

    /// What an approval puts in place; `None` when the wish is not whole.
    pub fn corrected(&self) -> Option<Corrected> {
        let date = if self.next_day { self.date.tomorrow().ok()? } else { self.date };
        let local = |time: Time| -> DateTime { date.to_datetime(time) };
        match self.side {
            Side::In => self.time.map(|time| Corrected::ArrivedAt(local(time))),
            Side::Out => self.time.map(|time| Corrected::LeftAt(local(time))),
            Side::Status => self.status.map(Corrected::StatusIs),
        }
    }
}

/// Leave has balances, so it is asked for as leave; nobody asks for absence, a day off or an unknown day.
fn can_be_asked(status: Status) -> bool {
    matches!(status, Status::H | Status::S | Status::I | Status::Dl | Status::Wfh | Status::Tb | Status::Diklat)
}

fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// `HH:MM`, as people write it.
mod short_time {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::ref_option, reason = "the signature serde asks for")]
    pub fn serialize<S: Serializer>(time: &Option<Time>, to: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => to.collect_str(&time.strftime("%H:%M")),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.filter(|text| !text.is_empty())
            .map(|text| Time::strptime("%H:%M", &text).map_err(|_| serde::de::Error::custom("a time is written HH:MM")))
            .transpose()
    }
}
