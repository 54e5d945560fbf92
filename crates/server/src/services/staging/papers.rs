//! On which days which unit's paper roll is required. The one place that answers it.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::ids::UnitId;
use hadir_domain::stages::{Course, StageStep, required_spans};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, stage_steps, units};
use jiff::Timestamp;
use jiff::civil::Date;

/// A span of days, either end open.
pub type Days = (Option<Date>, Option<Date>);

/// What was signed about paper, by unit.
#[derive(Debug, Clone, Default)]
pub struct Papers {
    courses: HashMap<UnitId, Course>,
    parents: HashMap<UnitId, UnitId>,
}

impl Papers {
    /// As it was known at a moment.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(tx: &mut Tx, instansi: &Instansi, as_of: Timestamp) -> Result<Self, StoreError> {
        let steps = stage_steps::in_force(tx, instansi.id).await?;
        if steps.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self::of(&steps, &units::list(tx, instansi.id).await?, as_of))
    }

    fn of(steps: &[StageStep], units: &[Unit], as_of: Timestamp) -> Self {
        let of: BTreeSet<UnitId> = steps.iter().map(|step| step.unit).collect();
        let course = |unit: UnitId| Course::of(steps.iter().filter(|step| step.unit == unit), as_of);
        Self {
            courses: of.into_iter().map(|unit| (unit, course(unit))).collect(),
            parents: units.iter().filter_map(|unit| Some((unit.id, unit.parent?))).collect(),
        }
    }

    /// The course that holds for a unit: its own, or that of the nearest above it.
    fn course(&self, unit: UnitId) -> Option<&Course> {
        let mut at = unit;
        // A tree has no more levels than units; a circle ends the walk.
        for _ in 0..=self.parents.len() {
            if let Some(course) = self.courses.get(&at) {
                return Some(course);
            }
            at = *self.parents.get(&at)?;
        }
        None
    }

    /// Whether a unit's paper roll is required on a day.
    pub fn required(&self, unit: UnitId, day: Date) -> bool {
        self.course(unit).is_none_or(|course| course.paper_required(day))
    }

    /// Of some days those on which a unit's paper roll is required.
    pub fn spans(&self, unit: UnitId, days: Days) -> Vec<Days> {
        let dropped = self.course(unit).map(Course::dropped).unwrap_or_default();
        required_spans(days, &dropped)
    }
}
