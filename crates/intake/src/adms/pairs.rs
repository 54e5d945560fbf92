//! `key=value` fields of a line, parted by TABs, or by blanks where the line has no TAB.

use crate::text::trim;

/// One field.
pub(super) struct Pair<'a> {
    pub key: &'a [u8],
    pub value: &'a [u8],
}

impl Pair<'_> {
    pub fn is(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key.as_bytes())
    }
}

/// The fields of a line. With a TAB anywhere, only TABs part them, so that names may hold blanks; without one a blank
/// before a word and `=` does.
pub(super) fn pairs(line: &[u8]) -> Vec<Pair<'_>> {
    let mut starts = vec![0];
    let tabs = line.contains(&b'\t');
    starts.extend((1..line.len()).filter(|at| match line[at - 1] {
        b'\t' => tabs,
        b' ' => !tabs && begins_with_key(&line[*at..]),
        _ => false,
    }));
    starts
        .iter()
        .enumerate()
        .filter_map(|(n, start)| {
            let end = starts.get(n + 1).copied().unwrap_or(line.len());
            let field = &line[*start..end];
            let equals = field.iter().position(|b| *b == b'=')?;
            Some(Pair { key: trim(&field[..equals]), value: trim(&field[equals + 1..]) })
        })
        .collect()
}

/// The value of a key, any case; the first where it stands twice.
pub(super) fn value<'a>(pairs: &[Pair<'a>], key: &str) -> Option<&'a [u8]> {
    pairs.iter().find(|pair| pair.is(key)).map(|pair| pair.value).filter(|value| !value.is_empty())
}

fn begins_with_key(text: &[u8]) -> bool {
    let word = text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    word > 0 && text[0].is_ascii_alphabetic() && text.get(word) == Some(&b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        pairs(line.as_bytes()).iter().map(|pair| (text(pair.key), text(pair.value))).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.into(), value.into())
    }

    #[test]
    fn tabs_part_fields_and_names_keep_their_blanks() {
        assert_eq!(
            read("PIN=1\tName=SITI A=B C\t\tPri= 0 "),
            [pair("PIN", "1"), pair("Name", "SITI A=B C"), pair("Pri", "0")]
        );
    }

    #[test]
    fn blanks_part_fields_where_there_is_no_tab() {
        assert_eq!(
            read("time=2025-03-03 07:15:22 pin=1021 event=0"),
            [pair("time", "2025-03-03 07:15:22"), pair("pin", "1021"), pair("event", "0")]
        );
    }
}
