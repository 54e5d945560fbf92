//! Whether an act may be done now.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{PayStopAct, PayStopStage, PayStopState, PayStopStep, ResumeItem};
use crate::calendar::NotCovered;
use crate::discipline_cases::WorkClock;
use crate::ids::PersonId;

/// Why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayStopRefusal {
    /// It is about themselves.
    OwnPay,
    /// The same person spoke before; another one does.
    SpokeBefore,
    /// It stands elsewhere, or it is another's duty.
    WrongStage(Option<PayStopStage>),
    /// Dated later than today.
    InFuture(Date),
    /// The days are not that many working days in a row.
    NotInRow {
        /// How many there are in the longest row.
        is: u16,
        /// How many it takes.
        must: u16,
    },
    /// The proposal lacks these.
    Missing(Vec<ResumeItem>),
    /// The recap is shorter than a month.
    RecapTooShort,
    /// No calendar for those days.
    NoCalendar(NotCovered),
}

impl PayStopRefusal {
    /// The sentence in Indonesian.
    pub fn id(&self) -> String {
        match self {
            Self::OwnPay => "Ini tentang gaji Anda sendiri. Orang lain yang menanganinya.".into(),
            Self::SpokeBefore => "Anda sudah melapor atau memverifikasi. Minta orang lain.".into(),
            Self::WrongStage(_) => "Langkah itu belum atau tidak lagi mungkin, atau tugas pihak lain.".into(),
            Self::InFuture(on) => format!("Tanggal {on} belum tiba."),
            Self::NotInRow { is, must } => format!(
                "Baru {is} hari kerja berturut-turut tanpa alasan sah; penghentian gaji mulai {must}. Teruskan lewat perkara disiplin biasa."
            ),
            Self::Missing(items) => {
                let names: Vec<&str> = items.iter().map(|item| item.indonesian()).collect();
                format!("Usul pengaktifan belum lengkap: {}.", names.join("; "))
            }
            Self::RecapTooShort => "Rekap kehadiran harus paling sedikit satu bulan.".into(),
            Self::NoCalendar(error) => {
                format!("Daftar hari libur belum mencakup {}. Muat daftar libur tahun itu lebih dulu.", error.date)
            }
        }
    }
}

/// Whether an act may be done, given what was done before. `in_row` is the figure of the ladder, ten by PP 94/2021 Ps 15(2).
///
/// # Errors
///
/// [`PayStopRefusal`] names the first thing that stands against it.
pub fn check(
    subject: PersonId,
    acts: &[PayStopAct],
    act: &PayStopAct,
    in_row: u16,
    clock: &WorkClock,
    today: Date,
) -> Result<(), PayStopRefusal> {
    if act.on > today {
        return Err(PayStopRefusal::InFuture(act.on));
    }
    if act.person == subject {
        return Err(PayStopRefusal::OwnPay);
    }
    let state = PayStopState::of(subject, acts);
    let again = match act.step {
        PayStopStep::Verify { .. } => state.notified_by == Some(act.person),
        PayStopStep::Decide { .. } => [state.notified_by, state.verified_by].contains(&Some(act.person)),
        _ => false,
    };
    if again {
        return Err(PayStopRefusal::SpokeBefore);
    }
    if !state.takes(subject, act) {
        return Err(PayStopRefusal::WrongStage(state.stage));
    }
    match &act.step {
        PayStopStep::Notify { days, .. } => {
            let is = longest_row(days, clock).map_err(PayStopRefusal::NoCalendar)?;
            if is < in_row { Err(PayStopRefusal::NotInRow { is, must: in_row }) } else { Ok(()) }
        }
        PayStopStep::ProposeResume { recap: (from, to), items, .. } => {
            let missing = ResumeItem::ALL.iter().filter(|item| item.is_needed() && !items.contains(item));
            let missing: Vec<ResumeItem> = missing.copied().collect();
            if !missing.is_empty() {
                return Err(PayStopRefusal::Missing(missing));
            }
            let month = from.checked_add(1.month()).ok().and_then(|next| next.yesterday().ok());
            if month.is_none_or(|month| *to < month) { Err(PayStopRefusal::RecapTooShort) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// The longest row of days that follow each other as working days; days off between them neither add nor break.
fn longest_row(days: &BTreeSet<Date>, clock: &WorkClock) -> Result<u16, NotCovered> {
    let (mut longest, mut row, mut last) = (0, 0, None);
    for day in days {
        if !clock.works(*day)? {
            continue;
        }
        let follows = match last {
            Some(last) => clock.after(last, 1)? == *day,
            None => false,
        };
        row = if follows { row + 1 } else { 1 };
        longest = longest.max(row);
        last = Some(*day);
    }
    Ok(longest)
}
