//! What a terminal may be told to do. What destroys evidence or runs programs on it does not exist here.

use jiff::civil::DateTime;

use super::encode_time;
use crate::terminal_row::person;

/// Characters of a name a terminal shows.
const NAME_LIMIT: usize = 24;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Set the clock, in the terminal's own zone.
    SetTime {
        /// The local time to set.
        at: DateTime,
    },
    /// Start again. Nothing may follow it in one answer.
    Reboot,
    /// Report what the terminal is and holds.
    Info,
    /// Read the options again.
    Check,
    /// Look for rows that were not sent.
    Log,
    /// Take changed options over.
    ReloadOptions,
    /// Send the rows of a span again, both ends included.
    QueryAttlog {
        /// From this local time.
        from: DateTime,
        /// To this local time.
        to: DateTime,
    },
    /// Send who is enrolled.
    QueryUsers,
    /// Enrol or rename a person. No fingerprint, face, card or password goes with it.
    PutUser {
        /// The number on the terminal.
        pin: String,
        /// The name it shows; signs that part fields become blanks.
        name: String,
        /// What the person may do at the terminal.
        privilege: Privilege,
    },
    /// Remove a person from the terminal. Punches made there stay.
    DeleteUser {
        /// The number on the terminal.
        pin: String,
    },
}

/// What a person may do at a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Privilege {
    /// Record attendance.
    Ordinary,
    /// Enrol others.
    Registrar,
    /// Everything, the clock among it.
    Administrator,
}

impl Privilege {
    /// The terminal's number of it.
    pub fn number(self) -> u16 {
        match self {
            Self::Ordinary => 0,
            Self::Registrar => 2,
            Self::Administrator => 14,
        }
    }
}

/// Why a command cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadCommand {
    /// The number is not 1 to 24 letters and digits, or zero.
    #[error("the person's number is none a terminal knows")]
    BadPin,
    /// The span ends before it begins.
    #[error("the span ends before it begins")]
    BadSpan,
    /// The clock of a terminal counts from 2000 to 2099.
    #[error("a terminal's clock does not know this year")]
    BadYear,
}

impl Command {
    /// The text behind `C:<id>:`, always one line.
    ///
    /// # Errors
    ///
    /// [`BadCommand`] where a number or span cannot be said to a terminal.
    pub fn line(&self) -> Result<String, BadCommand> {
        Ok(match self {
            Self::SetTime { at } if !(2000..2100).contains(&at.year()) => return Err(BadCommand::BadYear),
            Self::SetTime { at } => format!("SET OPTION DateTime={}", encode_time(*at)),
            Self::Reboot => "REBOOT".to_owned(),
            Self::Info => "INFO".to_owned(),
            Self::Check => "CHECK".to_owned(),
            Self::Log => "LOG".to_owned(),
            Self::ReloadOptions => "RELOAD OPTIONS".to_owned(),
            Self::QueryAttlog { from, to } if from > to => return Err(BadCommand::BadSpan),
            Self::QueryAttlog { from, to } => {
                format!("DATA QUERY ATTLOG StartTime={}\tEndTime={}", written(*from), written(*to))
            }
            Self::QueryUsers => "DATA QUERY USERINFO".to_owned(),
            Self::PutUser { pin, name, privilege } => {
                let (pin, name) = (known(pin)?, plain(name));
                format!("DATA UPDATE USERINFO PIN={pin}\tName={name}\tPri={}", privilege.number())
            }
            Self::DeleteUser { pin } => format!("DATA DELETE USERINFO PIN={}", known(pin)?),
        })
    }
}

fn known(pin: &str) -> Result<&str, BadCommand> {
    person(pin.as_bytes()).ok().flatten().ok_or(BadCommand::BadPin)
}

/// A name without signs that could begin another field or command.
fn plain(name: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}');
    let name: String = name.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    name.trim().chars().take(NAME_LIMIT).collect()
}

fn written(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn commands_are_written_as_terminals_read_them() {
        let span =
            Command::QueryAttlog { from: datetime(2025, 3, 1, 0, 0, 0, 0), to: datetime(2025, 3, 31, 23, 59, 59, 0) };
        let put = Command::PutUser { pin: "1021".into(), name: "SITI CONTOH".into(), privilege: Privilege::Ordinary };

        assert_eq!(
            span.line().unwrap(),
            "DATA QUERY ATTLOG StartTime=2025-03-01 00:00:00\tEndTime=2025-03-31 23:59:59"
        );
        assert_eq!(put.line().unwrap(), "DATA UPDATE USERINFO PIN=1021\tName=SITI CONTOH\tPri=0");
        assert_eq!(Command::DeleteUser { pin: "0044".into() }.line().unwrap(), "DATA DELETE USERINFO PIN=0044");
        assert_eq!(
            Command::SetTime { at: datetime(2000, 1, 2, 0, 0, 1, 0) }.line().unwrap(),
            "SET OPTION DateTime=86401"
        );
    }

    #[test]
    fn what_a_terminal_cannot_be_told_is_refused() {
        for pin in ["", "0", "1\tPri=14", "1 2", "../1"] {
            assert_eq!(Command::DeleteUser { pin: pin.into() }.line(), Err(BadCommand::BadPin), "{pin}");
        }
        let (from, to) = (datetime(2025, 3, 2, 0, 0, 0, 0), datetime(2025, 3, 1, 0, 0, 0, 0));
        assert_eq!(Command::QueryAttlog { from, to }.line(), Err(BadCommand::BadSpan));
        assert_eq!(Command::SetTime { at: datetime(2100, 1, 1, 0, 0, 0, 0) }.line(), Err(BadCommand::BadYear));
    }

    proptest! {
        #[test]
        fn no_name_makes_a_second_field_or_command(name in "(\\PC|[\\r\\n\\t\\x00\\x0B]|C:9:SHELL|Pri=14){0,40}") {
            let put = Command::PutUser { pin: "7".into(), name, privilege: Privilege::Ordinary };
            let line = put.line().unwrap();
            prop_assert_eq!(line.split('\t').count(), 3);
            prop_assert!(!line.chars().any(|c| c.is_control() && c != '\t'));
            prop_assert!(line.ends_with("\tPri=0"));
        }
    }
}
