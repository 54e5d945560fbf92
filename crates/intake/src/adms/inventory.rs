//! `table=options`, and what a terminal reports about commands.

use super::pairs::pairs;
use crate::text::{Lines, decode_name, trim};
use crate::{Caps, Problem, Reason, RowRef};

/// Longest word of a command in a result.
const WORD_LIMIT: usize = 64;
/// Options taken over from one body; no terminal has as many.
const OPTION_LIMIT: usize = 4096;

/// Reads `~Key=value,Key=value`, also one a line. A comma inside a value stays in it.
pub fn options(body: &[u8]) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = Vec::new();
    for (_, line) in Lines::of(body) {
        let text = decode_name(line, None);
        let mut begun = false;
        for part in text.split([',', '\t']) {
            match part.split_once('=') {
                Some((key, value)) if options.len() < OPTION_LIMIT => {
                    let key = key.trim().trim_start_matches('~');
                    options.push((key.to_owned(), value.trim().to_owned()));
                    begun = true;
                }
                None if begun => {
                    if let Some((_, value)) = options.last_mut() {
                        value.push(',');
                        value.push_str(part);
                    }
                }
                _ => {}
            }
        }
    }
    options
}

/// What a terminal says about one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandResult {
    /// The number the command was sent with. Whether it was ever sent is for the caller to know.
    pub number: u64,
    /// 0 and above is success.
    pub code: i64,
    /// The command's word.
    pub word: String,
}

/// Everything a `devicecmd` body says. `lines` is `results` + `facts` + `unreadable`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandResults {
    /// Results, in the order of the body.
    pub results: Vec<CommandResult>,
    /// `key=value` lines behind a result, as `INFO` adds them.
    pub facts: Vec<(String, String)>,
    /// Lines that could not be understood.
    pub unreadable: Vec<Problem>,
    /// Lines that carry data.
    pub lines: u64,
}

/// Reads the body of `devicecmd`: `ID=…&Return=…&CMD=…`, one a line.
pub fn command_results(body: &[u8]) -> CommandResults {
    let caps = Caps::default();
    let mut all = CommandResults::default();
    for (line, raw) in Lines::of(body) {
        all.lines += 1;
        if raw.len() > caps.line {
            all.unreadable.push(Problem::new(RowRef::line(line), Reason::TooLong, raw));
        } else if let Some(result) = result(raw) {
            all.results.push(result);
        } else if let Some(fact) = fact(raw).filter(|_| !all.results.is_empty()) {
            all.facts.push(fact);
        } else {
            all.unreadable.push(Problem::new(RowRef::line(line), Reason::UnknownCode, raw));
        }
    }
    all
}

fn result(raw: &[u8]) -> Option<CommandResult> {
    let (mut number, mut code, mut word) = (None, None, None);
    for field in raw.split(|b| matches!(b, b'&' | b'\t')) {
        let Some(equals) = field.iter().position(|b| *b == b'=') else { continue };
        let (key, value) = (trim(&field[..equals]), trim(&field[equals + 1..]));
        let text = || std::str::from_utf8(value).ok();
        if key.eq_ignore_ascii_case(b"ID") && number.is_none() {
            number = Some(text()?.parse().ok()?);
        } else if key.eq_ignore_ascii_case(b"Return") && code.is_none() {
            code = Some(text()?.parse().ok()?);
        } else if key.eq_ignore_ascii_case(b"CMD") && word.is_none() {
            word = Some(decode_name(&value[..value.len().min(WORD_LIMIT)], None));
        }
    }
    Some(CommandResult { number: number?, code: code?, word: word.unwrap_or_default() })
}

fn fact(raw: &[u8]) -> Option<(String, String)> {
    let begins = raw.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'~');
    let fields = pairs(raw);
    let [pair] = fields.as_slice() else { return None };
    let key = decode_name(pair.key, None);
    (begins && !pair.is("ID")).then(|| (key.trim_start_matches('~').to_owned(), decode_name(pair.value, None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.into(), value.into())
    }

    #[test]
    fn options_come_in_one_line_and_may_hold_commas() {
        assert_eq!(
            options(b"~DeviceName=X105-ID,MAC=00:17:61:00:00:01,~OEMVendor=SOLUTION, CO., LTD.,TransactionCount=6174,Empty="),
            [
                pair("DeviceName", "X105-ID"),
                pair("MAC", "00:17:61:00:00:01"),
                pair("OEMVendor", "SOLUTION, CO., LTD."),
                pair("TransactionCount", "6174"),
                pair("Empty", "")
            ]
        );
        assert_eq!(options(b"~A=1\r\nB=2\nnonsense\n"), [pair("A", "1"), pair("B", "2")]);
    }

    #[test]
    fn several_results_come_in_one_body() {
        let all = command_results(b"ID=7&Return=0&CMD=DATA\nID=8&Return=-1002&CMD=REBOOT\r\nid=9&return=12");

        let read: Vec<(u64, i64, &str)> = all.results.iter().map(|r| (r.number, r.code, r.word.as_str())).collect();
        assert_eq!(read, [(7, 0, "DATA"), (8, -1002, "REBOOT"), (9, 12, "")]);
        assert!(all.unreadable.is_empty());
    }

    #[test]
    fn an_info_result_brings_its_facts() {
        let all = command_results(b"ID=7&Return=0&CMD=INFO\n~DeviceName=X105-ID\nTransactionCount=6174\n");

        assert_eq!(
            (all.results.len(), all.facts),
            (1, vec![pair("DeviceName", "X105-ID"), pair("TransactionCount", "6174")])
        );
    }

    #[test]
    fn lines_that_are_no_result_are_kept() {
        let all = command_results(b"A=1\nID=x&Return=0&CMD=INFO\nID=1&CMD=INFO\n\xFF\xFE\n");

        assert_eq!((all.lines, all.results.len(), all.unreadable.len()), (4, 0, 4));
    }
}
