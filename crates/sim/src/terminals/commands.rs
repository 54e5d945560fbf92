//! What a terminal does when it is told to.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::clock::of_number;
use super::rows::EnrolledUser;
use super::terminal::Terminal;

/// Codes of results.
const DONE: i64 = 0;
const BAD_PARAMETER: i64 = -1;
const UNSUPPORTED: i64 = -1002;

impl Terminal {
    /// Does what the lines of an answer say. What follows a `REBOOT` is lost.
    pub(super) fn obey(&mut self, now: Timestamp, lines: &str) {
        for line in lines.lines() {
            let Some((id, text)) = line.strip_prefix("C:").and_then(|rest| rest.split_once(':')) else { continue };
            let code = self.do_one(now, text.trim_end());
            let word = text.split([' ', '\t']).next().unwrap_or_default();
            self.results.push(format!("ID={id}&Return={code}&CMD={word}"));
            if word == "REBOOT" {
                self.reboots = true;
                break;
            }
        }
    }

    fn do_one(&mut self, now: Timestamp, text: &str) -> i64 {
        if let Some(rest) = text.strip_prefix("DATA QUERY ATTLOG ") {
            let span = field(rest, "StartTime").and_then(time).zip(field(rest, "EndTime").and_then(time));
            let Some((from, to)) = span else { return BAD_PARAMETER };
            return self.log.span_again(from, to).try_into().unwrap_or(DONE);
        }
        if let Some(number) = text.strip_prefix("SET OPTION DateTime=") {
            let Some(shown) = number.trim().parse().ok().and_then(of_number) else { return BAD_PARAMETER };
            self.clock.set_to(now, shown);
            self.events.push((21, shown));
            return DONE;
        }
        if let Some(rest) = text.strip_prefix("DATA UPDATE USERINFO ") {
            let Some(pin) = field(rest, "PIN").filter(|pin| !pin.is_empty()) else { return BAD_PARAMETER };
            let user = EnrolledUser {
                pin: pin.to_owned(),
                name: field(rest, "Name").unwrap_or_default().to_owned(),
                privilege: field(rest, "Pri").and_then(|pri| pri.parse().ok()).unwrap_or(0),
            };
            self.users.retain(|known| known.pin != user.pin);
            self.users.push(user);
            return DONE;
        }
        if let Some(rest) = text.strip_prefix("DATA DELETE USERINFO ") {
            let Some(pin) = field(rest, "PIN") else { return BAD_PARAMETER };
            self.users.retain(|known| known.pin != pin);
            return DONE;
        }
        match text {
            "DATA QUERY USERINFO" => {
                self.tells_users = !self.users.is_empty();
                self.users.len().try_into().unwrap_or(DONE)
            }
            "CHECK" => {
                self.greets = true;
                DONE
            }
            "REBOOT" | "INFO" | "LOG" | "RELOAD OPTIONS" => DONE,
            _ => UNSUPPORTED,
        }
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split('\t').find_map(|field| field.trim_start().strip_prefix(name)?.strip_prefix('='))
}

fn time(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y-%m-%d %H:%M:%S", text.trim()).ok()
}
