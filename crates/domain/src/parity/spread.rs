//! How much people differ from each other, so that a rate of days does not look surer than it is.

/// Sums over people of what they were due and what they did of it: enough for the variance of the rate between people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spread {
    /// Sum of the squares of the days that count.
    hits_squared: u64,
    /// Sum of the products of days that count and days due.
    hits_by_due: u64,
}

/// What the days of a group rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Base {
    /// People with a day due.
    pub people: u64,
    /// Their days due.
    pub due: u64,
    /// Sum of the squares of each one's days due.
    pub due_squared: u64,
}

impl Spread {
    pub fn add_person(&mut self, hits: u64, due: u64) {
        self.hits_squared += hits * hits;
        self.hits_by_due += hits * due;
    }

    pub fn add(&mut self, other: &Self) {
        self.hits_squared += other.hits_squared;
        self.hits_by_due += other.hits_by_due;
    }

    /// How many independent days the group's days are worth: as many as would make a share vary as much as it does between
    /// people. Never more than the days there are; where everybody did the same (no day, or every day), one a person.
    ///
    /// # Source
    ///
    /// The linearised variance of a ratio between clusters, and the effective size of Korn and Graubard (1998), Survey
    /// Methodology 24:193-201, without its correction for few clusters: groups of few people are not compared at all.
    #[allow(clippy::cast_precision_loss, reason = "days of people stay far below 2^52")]
    pub fn worth(&self, hits: u64, base: Base) -> f64 {
        let (people, due) = (base.people as f64, base.due as f64);
        if base.people < 2 || base.due == 0 {
            return people;
        }
        if hits == 0 || hits >= base.due {
            return people;
        }
        let share = hits as f64 / due;
        let between =
            self.hits_squared as f64 - 2.0 * share * self.hits_by_due as f64 + share * share * base.due_squared as f64;
        let variance = people / (people - 1.0) * between.max(0.0) / (due * due);
        if variance <= 0.0 { due } else { (share * (1.0 - share) / variance).min(due) }
    }
}
