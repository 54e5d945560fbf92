//! Reasons in words: what was expected, what was seen, and which honest explanation remains.

mod body;
mod habit;
mod hand;
mod place;
mod seen;
mod time;

use super::signal::{Family, Signal};

/// A sentence in both languages.
pub(super) struct Words {
    pub id: String,
    pub en: String,
}

fn both(id: impl Into<String>, en: impl Into<String>) -> Words {
    Words { id: id.into(), en: en.into() }
}

/// Tenths as a decimal.
fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{},{}", value.abs() / 10, value.abs() % 10)
}

/// Minutes since three o'clock as a time of day.
fn clock(minute: i64) -> String {
    let minute = (minute + 180).rem_euclid(1440);
    format!("{:02}.{:02}", minute / 60, minute % 60)
}

/// A stretch of minutes in both languages.
fn stretch(minutes: i64) -> (String, String) {
    match minutes.abs() {
        minutes @ 0..120 => (format!("{minutes} menit"), format!("{minutes} minutes")),
        minutes @ 120..2880 => (format!("{} jam", minutes / 60), format!("{} hours", minutes / 60)),
        minutes => (format!("{} hari", minutes / 1440), format!("{} days", minutes / 1440)),
    }
}

/// How often a reason was found on a person's punches.
pub(super) fn often(count: usize, id: &str, en: &str) -> Words {
    both(format!("Pada {count} rekaman. {id}"), format!("On {count} punches. {en}"))
}

/// The words of a signal with its numbers.
pub(super) fn of(signal: Signal, facts: [i64; 3]) -> Words {
    match signal.family() {
        Family::Place => place::of(signal, facts),
        Family::Hand => hand::of(signal, facts),
        Family::Time => time::of(signal, facts),
        Family::Body => body::of(signal, facts),
        Family::Seen => seen::of(signal, facts),
        Family::Habit => habit::of(signal, facts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_words_of_its_own_in_both_languages() {
        for signal in Signal::ALL {
            let Words { id, en } = of(*signal, [1, 2, 3]);
            assert!(
                id.len() > 20 && en.len() > 20 && id != en && id.ends_with('.') && en.ends_with('.'),
                "{id} / {en}"
            );
            let explained = ["Mungkin", "Banyak", "Beberapa"].iter().any(|word| id.contains(word));
            assert!(explained || signal.is_support(), "which honest explanation remains: {id}");
        }
    }
}
