//! What terminals are told, and what they answer.
//!
//! **Invariant:** nothing here can clear a terminal's log, run a program on it or write a row: such commands do not exist.

use hadir_intake::adms::command::Command;
use hadir_intake::adms::{CommandResult, reply};
use hadir_store::terminals::commands;
use hadir_store::{StoreError, Tx};
use jiff::{SignedDuration, Timestamp};

use super::known::Known;

/// Who asks when the system does it by itself.
pub const SYSTEM: &str = "sistem";
/// The kind of a question for rows.
pub const RANGE: &str = "query_rows";
/// An unanswered command is sent again after so long …
const AGAIN: SignedDuration = SignedDuration::from_mins(3);
/// … and so often in all.
const MOST_TIMES: i64 = 5;
/// Commands of one answer.
const AT_ONCE: u32 = 8;

/// The stable name of a kind of command.
pub fn kind_of(command: &Command) -> &'static str {
    match command {
        Command::SetTime { .. } => "set_time",
        Command::Reboot => "reboot",
        Command::Info => "info",
        Command::Check => "check",
        Command::Log => "send_waiting",
        Command::ReloadOptions => "reload_options",
        Command::QueryUsers => "query_people",
        Command::QueryAttlog { .. } => RANGE,
        Command::PutUser { .. } => "put_person",
        Command::DeleteUser { .. } => "delete_person",
    }
}

/// Whether a command is due for a terminal.
///
/// # Errors
///
/// When the database does not answer.
pub async fn anything_due(tx: &mut Tx, known: &Known, now: Timestamp) -> Result<bool, StoreError> {
    let before = now.checked_sub(AGAIN).unwrap_or(now);
    let due = commands::waiting(tx, known.instansi.id, known.device, MOST_TIMES, before, 1).await?;
    Ok(!due.is_empty())
}

/// The answer to a poll: the commands that are due, which count as sent from now on; `OK` when there are none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer_poll(tx: &mut Tx, known: &Known, now: Timestamp) -> Result<String, StoreError> {
    let before = now.checked_sub(AGAIN).unwrap_or(now);
    let due = commands::waiting(tx, known.instansi.id, known.device, MOST_TIMES, before, AT_ONCE).await?;
    let lines: Vec<String> = due.iter().map(|command| format!("C:{}:{}\n", command.number, command.line)).collect();
    let (answer, carried) = reply::commands(lines.iter().map(String::as_str));
    for command in &due[..carried.min(due.len())] {
        commands::sent(tx, known.instansi.id, known.device, command.number, now).await?;
    }
    Ok(answer)
}

/// What a terminal answered to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Noted.
    Noted,
    /// No such command waits for an answer: somebody else speaks for this terminal, or to it.
    NeverAsked(u64),
}

/// Notes the answers of a terminal to its commands.
///
/// # Errors
///
/// When the database does not answer.
pub async fn note_results(
    tx: &mut Tx,
    known: &Known,
    results: &[CommandResult],
    now: Timestamp,
) -> Result<Vec<Answered>, StoreError> {
    let mut all = Vec::with_capacity(results.len());
    for result in results {
        let (instansi, device) = (known.instansi.id, known.device);
        let number = i64::try_from(result.number).unwrap_or(0);
        let noted = commands::answered(tx, instansi, device, number, now, result.code).await?;
        // A repeated answer is no stranger's.
        let known_before =
            noted || commands::get(tx, instansi, device, number).await?.is_some_and(|one| one.answered.is_some());
        all.push(if known_before { Answered::Noted } else { Answered::NeverAsked(result.number) });
    }
    Ok(all)
}
