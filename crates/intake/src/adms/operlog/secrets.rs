//! Takes passwords, templates and pictures out of a line before anything else sees it.
//!
//! It fails closed: what only looks like a secret is blanked too.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::trim;

/// A key with one of these in it carries a password.
const PASSWORDS: [&[u8]; 2] = [b"passw", b"pwd"];
/// A key with one of these in it carries a template or a picture.
const BIOMETRICS: [&[u8]; 4] = [b"tmp", b"template", b"content", b"photo"];
/// Keys that end a secret where blanks part the fields.
const KEYS: [&[u8]; 32] = [
    b"pin",
    b"name",
    b"pri",
    b"privilege",
    b"passwd",
    b"password",
    b"card",
    b"cardno",
    b"grp",
    b"group",
    b"tz",
    b"verify",
    b"vicecard",
    b"fid",
    b"size",
    b"valid",
    b"tmp",
    b"template",
    b"no",
    b"index",
    b"duress",
    b"type",
    b"majorver",
    b"minorver",
    b"format",
    b"content",
    b"filename",
    b"starttime",
    b"endtime",
    b"disable",
    b"uid",
    b"fingerid",
];
/// A line this short between templates is not taken for a part of one.
const REST_LEAST: usize = 8;

/// A line without its secrets.
pub(super) struct Blanked<'a> {
    pub line: Cow<'a, [u8]>,
    /// Whether anything was taken out.
    pub secrets: bool,
    /// Whether a template or picture was among it.
    pub template: bool,
}

impl Blanked<'_> {
    /// A line that is a secret from end to end.
    pub fn whole() -> Self {
        Self { line: Cow::Borrowed(b"-"), secrets: true, template: false }
    }
}

/// Puts `-` for every secret of a line.
pub(super) fn blank(line: &[u8]) -> Blanked<'_> {
    let mut kept = Vec::new();
    let mut copied = 0;
    let mut template = false;
    for (place, biometric) in secrets(line) {
        kept.extend_from_slice(&line[copied..place.start]);
        kept.push(b'-');
        copied = place.end;
        template |= biometric;
    }
    if copied == 0 {
        return Blanked { line: Cow::Borrowed(line), secrets: false, template: false };
    }
    kept.extend_from_slice(&line[copied..]);
    Blanked { line: Cow::Owned(kept), secrets: true, template }
}

/// Whether a line can be nothing but the rest of a template that was broken over lines.
pub(super) fn is_rest_of_template(line: &[u8]) -> bool {
    let line = trim(line);
    let digits = line.strip_suffix(b"==").or_else(|| line.strip_suffix(b"=")).unwrap_or(line);
    line.len() >= REST_LEAST && digits.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// Where secrets stand, and which of them are biometric.
fn secrets(line: &[u8]) -> Vec<(Range<usize>, bool)> {
    // A TAB behind the first word alone does not part fields. A line that begins with `key=value` has no such word.
    let word = line.iter().position(|b| matches!(b, b' ' | b'\t')).filter(|at| !line[..*at].contains(&b'='));
    let head = word.map_or(0, |at| at + 1);
    let tabs = trim(&line[head..]).contains(&b'\t');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(equals) = line[at..].iter().position(|b| *b == b'=').map(|n| n + at) {
        at = equals + 1;
        let Some(biometric) = kind_of_key(&line[..equals]) else { continue };
        let rest = &line[at..];
        let end = at + if tabs { field_end(rest) } else { blank_end(rest) };
        let value = trim(&line[at..end]);
        if !value.is_empty() {
            let lead = line[at..end].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | 0x1A)).count();
            found.push((at + lead..at + lead + value.len(), biometric));
        }
        at = end;
    }
    found
}

/// Whether the word before an equals sign names a secret, and whether a biometric one.
fn kind_of_key(before: &[u8]) -> Option<bool> {
    let before = trim(before);
    let start = before.iter().rposition(|b| !b.is_ascii_alphanumeric() && *b != b'_').map_or(0, |at| at + 1);
    let key = before[start..].to_ascii_lowercase();
    let has = |part: &&[u8]| key.windows(part.len()).any(|window| window == *part);
    if BIOMETRICS.iter().any(has) {
        Some(true)
    } else if PASSWORDS.iter().any(has) {
        Some(false)
    } else {
        None
    }
}

fn field_end(rest: &[u8]) -> usize {
    rest.iter().position(|b| *b == b'\t').unwrap_or(rest.len())
}

/// Where blanks part fields, a secret ends before a blank and a key of the protocol.
fn blank_end(rest: &[u8]) -> usize {
    (1..rest.len())
        .find(|at| matches!(rest[at - 1], b' ' | b'\t') && begins_with_known_key(&rest[*at..]))
        .unwrap_or(rest.len())
}

fn begins_with_known_key(text: &[u8]) -> bool {
    let word = text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    text.get(word) == Some(&b'=') && KEYS.iter().any(|key| key.eq_ignore_ascii_case(&text[..word]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(line: &str) -> String {
        String::from_utf8(blank(line.as_bytes()).line.into_owned()).unwrap()
    }

    #[test]
    fn a_secret_ends_where_its_field_ends() {
        assert_eq!(blanked("USER PIN=1\tPasswd=a b=c \tPri=0"), "USER PIN=1\tPasswd=- \tPri=0");
        assert_eq!(blanked("USER PIN=1 Passwd=a b=c Pri=0"), "USER PIN=1 Passwd=- Pri=0");
        assert_eq!(blanked("USER\tPIN=1 Passwd=a Pri=0"), "USER\tPIN=1 Passwd=- Pri=0");
        assert_eq!(blanked("FP PIN=1\tTMP=AA==\tValid=1"), "FP PIN=1\tTMP=-\tValid=1");
    }

    #[test]
    fn what_only_looks_like_a_secret_is_blanked_too() {
        assert_eq!(blanked("USER PIN=1\tName=X Passwd = 12\tPri=0"), "USER PIN=1\tName=X Passwd = -\tPri=0");
        assert_eq!(blanked("PIN=1,NewPassword=12"), "PIN=1,NewPassword=-");
    }

    #[test]
    fn an_empty_password_is_no_secret() {
        assert_eq!(blanked("USER PIN=1\tPasswd=\tPri=0"), "USER PIN=1\tPasswd=\tPri=0");
        assert!(!blank(b"USER PIN=1\tPasswd=\tPri=0").secrets);
    }
}
