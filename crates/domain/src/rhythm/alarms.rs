//! Alarms about silence: one for an episode, one for a site whose machines are silent together, one for the whole city.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::ids::{DeviceId, SiteId};

/// What an alarm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Every machine there is.
    City,
    /// Every machine of a site.
    Site(SiteId),
    /// One machine.
    Device(DeviceId),
}

impl Subject {
    /// The code in the database.
    pub fn code(&self) -> String {
        match self {
            Self::City => "city".into(),
            Self::Site(site) => format!("site {site}"),
            Self::Device(device) => format!("device {device}"),
        }
    }
}

/// One machine that is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// Which.
    pub device: DeviceId,
    /// Where it hangs.
    pub site: Option<SiteId>,
    /// Whether it is silent beyond what is expected of it.
    pub silent: bool,
    /// Its last contact.
    pub last: Option<Timestamp>,
}

/// An alarm that was raised and not cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlarm {
    /// [`Subject::code`].
    pub subject: String,
    /// Since when it was silent.
    pub since: Timestamp,
    /// When it was told last.
    pub told_at: Timestamp,
    /// How often it was told.
    pub times: u32,
}

/// An alarm to be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// What is silent.
    pub subject: Subject,
    /// The newest contact among what is silent; the beginning of time when nothing was ever heard.
    pub since: Timestamp,
    /// The machines that are silent.
    pub devices: Vec<DeviceId>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlarmStep {
    /// Tell that something fell silent.
    Raise(Alarm),
    /// Tell once more.
    Repeat(OpenAlarm),
    /// Tell that it is heard again.
    Clear(OpenAlarm),
}

/// What is to be told about the machines, given what was told before. Telling it and asking again gives nothing.
///
/// A narrower alarm is not raised while a wider one is open; an open one ends when nothing it is about is silent.
pub fn alarms(watched: &[Watched], open: &[OpenAlarm], repeat: SignedDuration, now: Timestamp) -> Vec<AlarmStep> {
    let silent: BTreeSet<DeviceId> = watched.iter().filter(|one| one.silent).map(|one| one.device).collect();
    let mut of_site: BTreeMap<SiteId, Vec<&Watched>> = BTreeMap::new();
    for one in watched {
        if let Some(site) = one.site {
            of_site.entry(site).or_default().push(one);
        }
    }
    let is_open = |subject: &Subject| open.iter().any(|alarm| alarm.subject == subject.code());
    let mut steps = Vec::new();
    for alarm in open {
        let lasts = watched.iter().any(|one| {
            one.silent
                && [Some(Subject::City), one.site.map(Subject::Site), Some(Subject::Device(one.device))]
                    .into_iter()
                    .flatten()
                    .any(|subject| subject.code() == alarm.subject)
        });
        if !lasts {
            steps.push(AlarmStep::Clear(alarm.clone()));
        } else if now.duration_since(alarm.told_at) >= repeat {
            steps.push(AlarmStep::Repeat(alarm.clone()));
        }
    }
    let raise = |subject: Subject, of: &[&Watched]| {
        let since = of.iter().filter_map(|one| one.last).max().unwrap_or(Timestamp::UNIX_EPOCH);
        AlarmStep::Raise(Alarm { subject, since, devices: of.iter().map(|one| one.device).collect() })
    };
    if is_open(&Subject::City) {
        return steps;
    }
    let everything: Vec<&Watched> = watched.iter().collect();
    if of_site.len() > 1 && silent.len() == watched.len() {
        steps.push(raise(Subject::City, &everything));
        return steps;
    }
    let mut told: BTreeSet<DeviceId> = BTreeSet::new();
    for (site, machines) in &of_site {
        let all_silent = machines.len() > 1 && machines.iter().all(|one| one.silent);
        if is_open(&Subject::Site(*site)) {
            told.extend(machines.iter().map(|one| one.device));
        } else if all_silent {
            told.extend(machines.iter().map(|one| one.device));
            // What was told machine by machine is not told again because the last of them followed.
            if machines.iter().any(|one| !is_open(&Subject::Device(one.device))) {
                steps.push(raise(Subject::Site(*site), machines));
            }
        }
    }
    for one in watched.iter().filter(|one| one.silent && !told.contains(&one.device)) {
        if !is_open(&Subject::Device(one.device)) {
            steps.push(raise(Subject::Device(one.device), &[one]));
        }
    }
    steps
}
