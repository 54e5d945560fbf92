//! The answer in the shape that evidence scenarios promise.

use hadir_domain::evidence::{Reason, Scene, Verdict, Weighing};
use serde::Serialize;

use crate::lang::Lang;

/// Everything that was weighed.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    punches: Vec<Punch<'a>>,
    people: Vec<Person<'a>>,
    policy: &'a str,
}

#[derive(Debug, Serialize)]
struct Punch<'a> {
    id: &'a str,
    verdict: Verdict,
    score: f64,
    reasons: Vec<Why<'a>>,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    id: &'a str,
    score: f64,
    reasons: Vec<Why<'a>>,
}

/// A reason, its weight in decibans.
#[derive(Debug, Serialize)]
struct Why<'a> {
    code: &'static str,
    weight: f64,
    text: &'a str,
    with: &'a [String],
}

impl<'a> Answer<'a> {
    /// A weighing under a policy.
    pub fn of(scene: &'a Scene, weighing: &'a Weighing, policy: &'a str, lang: Lang) -> Self {
        let whys = |reasons: &'a [Reason]| reasons.iter().map(|reason| Why::of(reason, lang)).collect();
        let punches = weighing.punches.iter().map(|punch| Punch {
            id: &scene.punches[punch.punch as usize].id,
            verdict: punch.verdict,
            score: probability(punch.score),
            reasons: whys(&punch.reasons),
        });
        let people = weighing.people.iter().map(|person| Person {
            id: &scene.people[person.person as usize].id,
            score: probability(person.score),
            reasons: whys(&person.reasons),
        });
        Self { punches: punches.collect(), people: people.collect(), policy }
    }
}

impl<'a> Why<'a> {
    fn of(reason: &'a Reason, lang: Lang) -> Self {
        Self {
            code: reason.code,
            weight: f64::from(reason.weight) / 10.0,
            text: lang.pick(&reason.text, &reason.text_en),
            with: &reason.with,
        }
    }
}

/// Millionths as a number.
fn probability(millionths: u32) -> f64 {
    f64::from(millionths) / 1e6
}
