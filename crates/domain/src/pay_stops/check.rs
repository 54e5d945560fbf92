//! Whether an act may be done now.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::duties::may_assign;
use super::{PayStopAct, PayStopDuty, PayStopOpening, PayStopStage, PayStopState, PayStopStep, ResumeItem, holders};
use crate::discipline::{DueOn, longest, runs};
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
    /// Dated before what was done last.
    BeforeLast(Date),
    /// A number or a reason is missing.
    Blank,
    /// One person would have two duties, or one that is not there.
    Duties,
}

/// When a row is long enough.
#[derive(Clone, Copy)]
pub struct RowRule<'a> {
    /// The figure of the ladder, ten by PP 94/2021 Ps 15(2).
    pub in_row: u16,
    /// Whether the person had to work on a day, by their own roster.
    pub due: &'a DueOn<'a>,
}

impl PayStopRefusal {
    /// Its stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OwnPay => "own_record",
            Self::SpokeBefore => "spoke_before",
            Self::WrongStage(_) => "wrong_stage",
            Self::InFuture(_) => "in_future",
            Self::NotInRow { .. } => "not_in_row",
            Self::Missing(_) => "items_missing",
            Self::RecapTooShort => "recap_too_short",
            Self::BeforeLast(_) => "before_last",
            Self::Blank => "blank",
            Self::Duties => "duties",
        }
    }

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
            Self::BeforeLast(since) => {
                format!("Tanggalnya mendahului langkah sebelumnya ({since}). Pakai tanggal itu atau sesudahnya.")
            }
            Self::Blank => "Lengkapi nomor dan alasannya.".into(),
            Self::Duties => {
                "Pelapor, verifikator BKPSDM dan KPA harus tiga orang yang berbeda, dan bukan pegawai itu sendiri. Pilih lagi.".into()
            }
        }
    }
}

/// Whether a stop of pay may begin like this.
///
/// # Errors
///
/// [`PayStopRefusal`] names the first thing that stands against it.
pub fn check_opening(opening: &PayStopOpening, row: RowRule, today: Date) -> Result<(), PayStopRefusal> {
    let named: BTreeSet<PersonId> = opening.people.iter().map(|one| one.person).collect();
    let each = |duty: &PayStopDuty| opening.people.iter().filter(|one| one.duty == *duty).count() == 1;
    let begins = matches!(opening.notice.step, PayStopStep::Notify { .. });
    let reports =
        opening.people.iter().any(|one| one.duty == PayStopDuty::Reporter && one.person == opening.notice.person);
    if opening.notice.person == opening.subject {
        return Err(PayStopRefusal::OwnPay);
    }
    if named.len() != PayStopDuty::ALL.len() || !PayStopDuty::ALL.iter().all(each) || named.contains(&opening.subject) {
        return Err(PayStopRefusal::Duties);
    }
    if !begins || !reports {
        return Err(PayStopRefusal::WrongStage(None));
    }
    check(opening, &[], &opening.notice, row, today)
}

/// Whether an act may be done, given what was done before.
///
/// # Errors
///
/// [`PayStopRefusal`] names the first thing that stands against it.
pub fn check(
    opening: &PayStopOpening,
    acts: &[PayStopAct],
    act: &PayStopAct,
    row: RowRule,
    today: Date,
) -> Result<(), PayStopRefusal> {
    let subject = opening.subject;
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
    let holders = holders(opening, acts);
    if let PayStopStep::Assign { to, .. } = act.step
        && !may_assign(&holders, subject, act.person, to)
    {
        return Err(PayStopRefusal::Duties);
    }
    if act.step.duty().is_some_and(|duty| holders.get(&duty) != Some(&act.person)) {
        return Err(PayStopRefusal::WrongStage(state.stage));
    }
    if state.stage.is_some() && act.on < state.since {
        return Err(PayStopRefusal::BeforeLast(state.since));
    }
    // Where it stands follows from days and keys, so it is looked at with the new one among them.
    let after = PayStopState::of(subject, acts.iter().chain([act]));
    if !state.takes(subject, act) || after.set_aside != state.set_aside {
        return Err(PayStopRefusal::WrongStage(state.stage));
    }
    said(act)?;
    match &act.step {
        PayStopStep::Notify { days, .. } => {
            let days: Vec<Date> = days.iter().copied().collect();
            let is = longest(&runs(&days, row.due));
            if is < row.in_row { Err(PayStopRefusal::NotInRow { is, must: row.in_row }) } else { Ok(()) }
        }
        PayStopStep::ProposeResume { recap: (from, to), items, .. } => {
            let missing = ResumeItem::ALL.iter().filter(|item| item.is_needed() && !items.contains(item));
            let missing: Vec<ResumeItem> = missing.copied().collect();
            if !missing.is_empty() {
                return Err(PayStopRefusal::Missing(missing));
            }
            if *to > act.on {
                return Err(PayStopRefusal::InFuture(*to));
            }
            let month = from.checked_add(1.month()).ok().and_then(|next| next.yesterday().ok());
            if month.is_none_or(|month| *to < month) { Err(PayStopRefusal::RecapTooShort) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Every number and reason is there.
fn said(act: &PayStopAct) -> Result<(), PayStopRefusal> {
    let words: [&str; 2] = match &act.step {
        PayStopStep::Notify { number, .. }
        | PayStopStep::Pass { number }
        | PayStopStep::ProposeResume { number, .. } => [number, number],
        PayStopStep::Verify { text, .. } | PayStopStep::Dissolve { text } | PayStopStep::Assign { text, .. } => {
            [text, text]
        }
        PayStopStep::Decide { number, text, .. } | PayStopStep::Resume { number, text, .. } => [number, text],
    };
    if words.iter().any(|word| word.trim().is_empty()) { Err(PayStopRefusal::Blank) } else { Ok(()) }
}
