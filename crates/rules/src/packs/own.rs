//! What an instansi signed itself, laid over the packs that hold in its region; for good, or only supposed.
//!
//! Such a pack is written as a region's: it may say only a part. It says nothing of days before its `covers_from`, so that
//! signing one leaves the past as it was. Of two that speak of one day the later begun stands, of two that begin together
//! the later signed.

use hadir_domain::allowance::Schedule;
use jiff::civil::Date;

use super::one::{Body, Pack, whole};
use super::{OWN, PackInfo, Packs};
use crate::error::{PackError, Problem};
use crate::pack::{Scope, is_subject};

/// Packs with one more that is only supposed to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposed {
    /// All of them together.
    pub packs: Packs,
    /// The one that is supposed, as it is written.
    pub info: PackInfo,
    /// The schedule of allowances, where it is one.
    pub schedule: Option<Schedule>,
    /// Whether it was let begin earlier than it is written, to be tried on the past.
    pub moved: bool,
}

impl Packs {
    /// These packs, and over them what an instansi of that region signed: names and texts in the order signed.
    ///
    /// # Errors
    ///
    /// Every fault of every text; nothing is taken over when there is one.
    pub fn with_own(&self, region: Option<&str>, own: &[(&str, &str)]) -> Result<Self, Vec<PackError>> {
        let mut packs = self.clone();
        packs.own_region = region.map(str::to_owned);
        let mut errors = Vec::new();
        for (name, text) in own {
            match read(region, name, text, None) {
                Ok(read) => packs.own.push(read),
                Err(faults) => errors.extend(faults),
            }
        }
        packs.settle_own(errors)
    }

    /// These packs with one more over them, only supposed: where it is written for later days, as if it held from `on`.
    ///
    /// # Errors
    ///
    /// Every fault of the text, as it is written.
    pub fn supposing(&self, region: Option<&str>, text: &str, on: Date) -> Result<Supposed, Vec<PackError>> {
        const NAME: &str = "usul";
        let written = read(region, NAME, text, None)?;
        let info = written.1.info(&written.0);
        let was = info.covers_from;
        let moved = on < was;
        let mut packs = self.clone();
        packs.own_region = region.map(str::to_owned);
        // As it is written it must fit; what is moved only tries it on.
        packs.own.push(written);
        packs = packs.settle_own(Vec::new())?;
        if moved {
            let path = info.path.clone();
            packs.own.retain(|(of, _)| *of != path);
            packs.own.push(read(region, NAME, text, Some((was, on)))?);
            packs = packs.settle_own(Vec::new())?;
        }
        let schedule = packs.own.iter().find(|(of, _)| *of == info.path).and_then(|(_, pack)| match &pack.body {
            Body::Allowance(schedule) => Some(schedule.as_ref().clone()),
            _ => None,
        });
        Ok(Supposed { packs, info, schedule, moved })
    }

    /// Puts what was signed in its order; refuses what does not fit together.
    fn settle_own(mut self, mut errors: Vec<PackError>) -> Result<Self, Vec<PackError>> {
        // Stable: of those that begin together the later signed stays the later.
        self.own.sort_by_key(|(_, pack)| pack.header.covers_from);
        if errors.is_empty() {
            errors = self.contradictions();
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

fn read(
    region: Option<&str>,
    name: &str,
    text: &str,
    begins: Option<(Date, Date)>,
) -> Result<(String, Pack), Vec<PackError>> {
    let path = format!("{OWN}{name}.toml");
    if !is_subject(name) {
        return Err(vec![whole(&path, Problem::BadPath)]);
    }
    let pack = Pack::read_in(&path, Scope::of_instansi(region), text, begins)?;
    Ok((path, pack))
}

#[cfg(test)]
mod tests {
    use hadir_domain::calendar::Week;
    use hadir_domain::people::EmployeeType;
    use jiff::civil::date;

    use super::*;

    fn grace(from: &str, minutes: u16) -> String {
        format!(
            "kind = \"jam_kerja\"\ntitle = \"Toleransi\"\ntitle_en = \"Grace\"\nsource = \"Perwali 1/2099\"\n\
             covers_from = {from}\n[grace_minutes]\nmeaning = \"toleransi\"\nunit = \"minute\"\n\
             [[grace_minutes.values]]\nfrom = {from}\nvalue = {minutes}\nsource = \"Ps 3\"\nconfirmed = true\n"
        )
    }

    fn grace_on(packs: &Packs, on: Date) -> u16 {
        packs.hours(Some("18.72")).on(on, Week::Five).unwrap().unwrap().grace_minutes
    }

    const BEFORE: Date = date(2026, 2, 27);
    const FROM: Date = date(2026, 3, 30);

    #[test]
    fn what_is_signed_holds_from_its_day_and_leaves_the_days_before_with_their_hash() {
        let shipped = Packs::shipped();
        let own = shipped.with_own(Some("18.72"), &[("satu", &grace("2026-03-30", 15))]).unwrap();

        assert_eq!((grace_on(&own, BEFORE), grace_on(&own, FROM)), (0, 15));
        assert_eq!(own.sha256_on(BEFORE), shipped.sha256());
        assert_ne!(own.sha256_on(FROM), shipped.sha256());
        assert_eq!(own.sha256_on(FROM), own.sha256());
        assert_eq!(own.hours(Some("18.72")).on(FROM, Week::Five).unwrap().unwrap().rule.pack, "nasional/jam-kerja");
        assert_eq!(own.list().last().unwrap().path, "instansi/satu.toml");
        assert_eq!(own.own_from().collect::<Vec<_>>(), [FROM]);
    }

    #[test]
    fn the_later_begun_stands_and_of_two_that_begin_together_the_later_signed() {
        let texts = [grace("2026-03-30", 5), grace("2026-03-30", 20), grace("2026-03-02", 10)];
        let own = [("a", texts[0].as_str()), ("b", texts[1].as_str()), ("c", texts[2].as_str())];

        let packs = Packs::shipped().with_own(Some("18.72"), &own).unwrap();

        assert_eq!(grace_on(&packs, date(2026, 3, 10)), 10);
        assert_eq!(grace_on(&packs, FROM), 20);
    }

    #[test]
    fn other_regions_are_not_touched() {
        let own = Packs::shipped().with_own(Some("18.72"), &[("satu", &grace("2026-03-30", 15))]).unwrap();

        let elsewhere = own.hours(Some("18.05"));
        assert_eq!(elsewhere.on(FROM, Week::Five).unwrap().unwrap().grace_minutes, 0);
    }

    #[test]
    fn what_is_supposed_holds_on_the_past_too_and_is_named_as_written() {
        let supposed = Packs::shipped().supposing(Some("18.72"), &grace("2027-01-04", 15), BEFORE).unwrap();

        assert!(supposed.moved);
        assert_eq!(supposed.info.covers_from, date(2027, 1, 4));
        assert_eq!(grace_on(&supposed.packs, BEFORE), 15);
        assert_eq!(grace_on(&supposed.packs, date(2026, 2, 26)), 0);
    }

    #[test]
    fn faults_are_named_with_their_place() {
        let text = grace("2026-03-30", 15).replace("value = 15", "value = \"lima belas\"");

        let faults = Packs::shipped().supposing(Some("18.72"), &text, BEFORE).unwrap_err();

        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].key, "grace_minutes.values[0].value");
    }

    #[test]
    fn weeks_that_do_not_add_up_and_kinds_of_the_nation_alone_are_refused() {
        let week = grace("2026-03-30", 0).replace("grace_minutes", "week_minutes").replace("value = 0", "value = 2000");
        let faults = Packs::shipped().with_own(Some("18.72"), &[("satu", &week)]).unwrap_err();
        assert!(matches!(faults[0].problem, Problem::WeekSum { must: 2000, .. }), "{faults:?}");

        let ramadan = crate::SHIPPED.iter().find(|(path, _)| *path == "nasional/ramadan.toml").unwrap().1;
        let faults = Packs::shipped().with_own(Some("18.72"), &[("satu", ramadan)]).unwrap_err();
        assert!(matches!(faults[0].problem, Problem::WrongScope(_)), "{faults:?}");
    }

    #[test]
    fn an_office_without_a_region_signs_its_own_too() {
        let packs = Packs::shipped().with_own(None, &[("satu", &grace("2026-03-30", 15))]).unwrap();

        assert_eq!(packs.hours(None).on(FROM, Week::Five).unwrap().unwrap().grace_minutes, 15);
    }

    #[test]
    fn a_ladder_signed_later_stands_from_its_day() {
        let ladder = "kind = \"disiplin_kerja\"\ntitle = \"T\"\ntitle_en = \"L\"\nsource = \"S\"\ncovers_from = 2026-03-30\n\
             [[regulations]]\nid = \"perwali/pns\"\nname = \"Perwali\"\ntypes = [\"PNS\"]\nfrom = 2026-03-30\nsource = \"S\"\n\
             confirmed = true\n[[regulations.rungs]]\nfrom_days = 1\nlevel = \"ringan\"\nsanction = \"teguran_lisan\"\n\
             source = \"S\"\nconfirmed = true\n";

        let packs = Packs::shipped().with_own(Some("18.72"), &[("satu", ladder)]).unwrap();

        let rules = packs.discipline(Some("18.72"), EmployeeType::Pns);
        let on = |day: Date| {
            let holds =
                rules.stretches.iter().find(|one| one.span.from <= day && one.span.to.is_none_or(|to| day <= to));
            holds.map(|one| one.regulation.id.clone())
        };
        assert_eq!(on(FROM).as_deref(), Some("perwali/pns"));
        assert_ne!(on(BEFORE).as_deref(), Some("perwali/pns"));
    }
}
