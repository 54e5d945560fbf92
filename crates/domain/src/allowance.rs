//! The allowance (TPP, tukin, TKD): what a schedule deducts in a month, line by line, and what it leaves open.
//!
//! A schedule is data (`rules`, packs of kind `tpp`); nothing here knows a figure of a regulation. Money is whole rupiah
//! and percentages are whole ten-thousandths of a percent, never floats. Whatever a schedule does not say takes nothing
//! and is said as a [`Doubt`]. A cut is no punishment: indications of discipline are computed elsewhere, from other rules.
//!
//! **Invariant:** the lines add up to the cut, to the rupiah, in any order of the days; a cap is a line of its own; the
//! cut never exceeds the base.

mod absence;
mod bands;
mod book;
mod caps;
mod compute;
mod days;
mod deltas;
mod doubt;
mod events;
mod input;
mod line;
mod money;
mod schedule;

pub use self::bands::{Band, BandFault, Bands, Found, High, Hole, Low};
pub use self::compute::assess;
pub use self::days::{Known, MonthDays};
pub use self::deltas::{Delta, Taken, carried, deltas, deltas_of};
pub use self::doubt::{About, Doubt, Why};
pub use self::input::{Attended, Clock, Event, EventKind, Month, PersonDay, PersonMonth};
pub use self::line::{Assessment, Because, Cap, Line};
pub use self::money::{Percent, Rupiah};
pub use self::schedule::{
    AbsenceRule, Base, CapRule, CapSpan, Conditions, Consequence, EventRule, FirstDayCharge, Ladder, ListedFirstDay,
    MissingRule, Rule, Schedule, Step, Tariff, TariffRule,
};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
