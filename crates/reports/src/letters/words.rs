//! Words with names in braces.

use std::collections::BTreeMap;

/// What stands for a word that a letter does not have.
const NOTHING: &str = "-";

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Said(String),
    Value(&'static str),
}

/// A sentence of a template, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words(Vec<Piece>);

/// Why a sentence was not read: a brace, or the name nobody knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WordsError {
    Brace,
    Unknown(String),
}

impl Words {
    /// Reads a sentence; `known` gives a name its place in the list of the letter. What is wrong is left out of it and told.
    pub(super) fn read(text: &str, known: impl Fn(&str) -> Option<&'static str>) -> (Self, Vec<WordsError>) {
        let (mut pieces, mut errors) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some(start) = rest.find(['{', '}']) {
            if start > 0 {
                pieces.push(Piece::Said(rest[..start].to_owned()));
            }
            let inner = rest[start..].strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let Some((name, after)) = inner.filter(|(name, _)| !name.contains('{')) else {
                errors.push(WordsError::Brace);
                return (Self(pieces), errors);
            };
            match known(name) {
                Some(name) => pieces.push(Piece::Value(name)),
                None => errors.push(WordsError::Unknown(name.to_owned())),
            }
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Said(rest.to_owned()));
        }
        (Self(pieces), errors)
    }

    /// The names it uses.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Value(name) => Some(*name),
            Piece::Said(_) => None,
        })
    }

    /// The sentence with its values. What a value says is never read again.
    pub(super) fn filled(&self, values: &BTreeMap<&'static str, String>) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Said(text) => text.clone(),
            Piece::Value(name) => values.get(name).map_or_else(|| NOTHING.to_owned(), Clone::clone),
        };
        self.0.iter().map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<&'static str> {
        ["nama", "nip"].into_iter().find(|one| *one == name)
    }

    #[test]
    fn a_value_with_braces_in_it_is_not_read_again() {
        let (words, errors) = Words::read("Sdr. {nama}, NIP {nip}.", known);
        assert!(errors.is_empty());
        let values = BTreeMap::from([("nama", "{nip} {x".to_owned())]);
        assert_eq!(words.filled(&values), "Sdr. {nip} {x, NIP -.");
        assert_eq!(words.names().collect::<Vec<_>>(), ["nama", "nip"]);
    }

    #[test]
    fn every_unknown_name_and_every_lone_brace_is_found() {
        let unknown = |name: &str| WordsError::Unknown(name.to_owned());
        let (words, errors) = Words::read("{a} {nama} {b}", known);
        assert_eq!((errors, words.names().collect::<Vec<_>>()), (vec![unknown("a"), unknown("b")], vec!["nama"]));
        for text in ["{nama", "nama}", "{{nama}}", "{na{ma}"] {
            assert_eq!(Words::read(text, known).1, [WordsError::Brace], "{text}");
        }
        assert_eq!(Words::read("{}", known).1, [unknown("")]);
    }
}
