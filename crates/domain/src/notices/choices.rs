//! What people chose to be told, over which channel, and when not.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{DateTime, Time};

use super::{NoticeChannel, NoticeKind};

/// A stretch of the day in which nothing is sent; it may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// First moment of quiet, local time.
    pub from: Time,
    /// First moment after it.
    pub to: Time,
}

/// When a notice may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// At once.
    Now,
    /// Not before that local time.
    NotBefore(DateTime),
}

/// What an account chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What differs from the defaults.
    pub switches: BTreeMap<(NoticeKind, NoticeChannel), bool>,
    /// When nothing is sent.
    pub quiet: Option<QuietHours>,
    /// Whether the quiet hours were chosen; those nobody chose let pass what belongs to duty at that hour.
    pub quiet_chosen: bool,
    /// When a head's figures of the morning come, local time.
    pub digest_at: Time,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            switches: BTreeMap::new(),
            quiet: Some(QuietHours { from: Time::constant(21, 0, 0, 0), to: Time::constant(5, 0, 0, 0) }),
            quiet_chosen: false,
            digest_at: Time::constant(9, 0, 0, 0),
        }
    }
}

impl Choices {
    /// Whether a kind goes over a channel.
    pub fn wants(&self, kind: NoticeKind, channel: NoticeChannel) -> bool {
        self.switches.get(&(kind, channel)).copied().unwrap_or_else(|| default_of(kind, channel))
    }

    /// Chooses; what equals the default is not kept, so that a better default reaches everybody who left it alone.
    pub fn set(&mut self, kind: NoticeKind, channel: NoticeChannel, on: bool) {
        if on == default_of(kind, channel) {
            self.switches.remove(&(kind, channel));
        } else {
            self.switches.insert((kind, channel), on);
        }
    }

    /// Whether a notice may go at that local time, or when. No kind is so urgent that it breaks quiet somebody chose.
    pub fn sending(&self, kind: NoticeKind, local: DateTime) -> Sending {
        let Some(quiet) = self.quiet else { return Sending::Now };
        if kind.is_of_duty() && !self.quiet_chosen {
            return Sending::Now;
        }
        quiet.ends_after(local).map_or(Sending::Now, Sending::NotBefore)
    }
}

impl QuietHours {
    /// When the quiet around a local time ends; `None` outside it. From and to alike mean no quiet at all.
    fn ends_after(self, local: DateTime) -> Option<DateTime> {
        let time = local.time();
        let within = if self.from <= self.to {
            (self.from..self.to).contains(&time)
        } else {
            time >= self.from || time < self.to
        };
        if !within {
            return None;
        }
        let date = if time < self.to { local.date() } else { local.date().checked_add(1.day()).ok()? };
        Some(date.to_datetime(self.to))
    }
}

/// What holds for whom nothing was chosen. Mail is for what may wait and is worth keeping.
pub fn default_of(kind: NoticeKind, channel: NoticeChannel) -> bool {
    match (kind, channel) {
        (_, NoticeChannel::Push) => true,
        (
            NoticeKind::WindowOpens
            | NoticeKind::WindowClosesSoon
            | NoticeKind::OutMissing
            | NoticeKind::RequestReminder
            | NoticeKind::RosterChanged
            | NoticeKind::CrossCheck
            | NoticeKind::SpotCalled
            | NoticeKind::SidakCalled
            | NoticeKind::SidakAsked
            | NoticeKind::DayRollDue
            | NoticeKind::ApelCalled,
            NoticeChannel::Email,
        ) => false,
        (_, NoticeChannel::Email) => true,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn chosen(from: i8, to: i8) -> Choices {
        let quiet = Some(QuietHours { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) });
        Choices { quiet, quiet_chosen: true, ..Choices::default() }
    }

    #[test]
    fn quiet_hours_hold_back_until_they_end_also_past_midnight() {
        let day = date(2026, 1, 5);
        for (choices, hour, expected) in [
            (chosen(21, 5), 20, Sending::Now),
            (chosen(21, 5), 21, Sending::NotBefore(date(2026, 1, 6).at(5, 0, 0, 0))),
            (chosen(21, 5), 4, Sending::NotBefore(day.at(5, 0, 0, 0))),
            (chosen(21, 5), 5, Sending::Now),
            (chosen(12, 13), 12, Sending::NotBefore(day.at(13, 0, 0, 0))),
            (chosen(12, 13), 13, Sending::Now),
            (chosen(12, 12), 12, Sending::Now),
            (Choices { quiet: None, ..Choices::default() }, 23, Sending::Now),
        ] {
            for kind in NoticeKind::ALL {
                assert_eq!(choices.sending(kind, day.at(hour, 0, 0, 0)), expected, "{kind:?} {hour} {choices:?}");
            }
        }
    }

    #[test]
    fn quiet_nobody_chose_lets_a_night_shift_be_reminded() {
        let night = date(2026, 1, 5).at(21, 45, 0, 0);

        assert_eq!(Choices::default().sending(NoticeKind::WindowOpens, night), Sending::Now);
        assert_ne!(Choices::default().sending(NoticeKind::RequestDecided, night), Sending::Now);
        assert_ne!(chosen(21, 5).sending(NoticeKind::WindowOpens, night), Sending::Now);
    }

    #[test]
    fn only_what_differs_from_the_defaults_is_kept() {
        let mut choices = Choices::default();

        choices.set(NoticeKind::OutMissing, NoticeChannel::Email, true);
        choices.set(NoticeKind::OutMissing, NoticeChannel::Push, true);
        assert_eq!(choices.switches.len(), 1);
        assert!(choices.wants(NoticeKind::OutMissing, NoticeChannel::Email));

        choices.set(NoticeKind::OutMissing, NoticeChannel::Email, false);
        assert_eq!(choices, Choices::default());
    }
}
