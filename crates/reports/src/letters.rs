//! The words of letters: templates an office may change, and the papers they make.
//!
//! The fields of a letter come from `hadir-domain` ([`Letter::fields`]), with a closed list of names a kind
//! ([`LetterKind::schema`]). A template is a TOML file that puts words around them. **Invariant:** a template names nothing its
//! letter does not offer, and leaves out nothing the letter is not whole without; both are checked when it is read.

mod fill;
mod problem;
mod raw;
pub mod sample;
mod shipped;
mod template;
mod words;

use std::collections::BTreeMap;

use hadir_domain::discipline_letters::{Letter, LetterKind, NumberPattern, Paper, next_running};
use jiff::civil::Date;

pub use self::problem::{Fault, Problem};
use self::template::LetterTemplate;

/// A template of every kind of letter, each with the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterTemplates(BTreeMap<LetterKind, (LetterTemplate, String)>);

/// A text an office handed in that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the template {name} cannot be used")]
pub struct RefusedTemplate {
    /// The name it was handed in by.
    pub name: String,
    /// What has to change, at least one.
    pub problems: Vec<Problem>,
}

impl LetterTemplates {
    /// The templates shipped with the program.
    pub fn shipped() -> Self {
        let read = |kind: LetterKind| {
            let text = shipped::text(kind);
            // A test reads every one of them; a program with a broken one is not released.
            template::read(text, kind).ok().map(|template| (kind, (template, text.to_owned())))
        };
        Self(LetterKind::ALL.iter().filter_map(|kind| read(*kind)).collect())
    }

    /// The shipped templates with an office's own in their place. Each is named by its kind, `surat_panggilan_1` or
    /// `surat_panggilan_1.toml`; of two of one kind the later counts.
    ///
    /// # Errors
    ///
    /// Every text that cannot be used, with everything that is wrong with it.
    pub fn with_overrides<N: AsRef<str>, T: AsRef<str>>(texts: &[(N, T)]) -> Result<Self, Vec<RefusedTemplate>> {
        let mut templates = Self::shipped();
        let mut refused = Vec::new();
        for (name, text) in texts {
            let (name, text) = (name.as_ref(), text.as_ref());
            let kind = LetterKind::parse(name.strip_suffix(".toml").unwrap_or(name));
            let none = || vec![Problem { place: name.to_owned(), line: None, fault: Fault::NoLetter }];
            match kind.ok_or_else(none).and_then(|kind| Ok((kind, template::read(text, kind)?))) {
                Ok((kind, template)) => {
                    templates.0.insert(kind, (template, text.to_owned()));
                }
                Err(problems) => refused.push(RefusedTemplate { name: name.to_owned(), problems }),
            }
        }
        if refused.is_empty() { Ok(templates) } else { Err(refused) }
    }

    /// What a letter says.
    pub fn paper(&self, letter: &Letter) -> Paper {
        let fields = letter.fields();
        fill::paper(self.of(fields.kind), &fields)
    }

    /// The number that comes next for a kind: by the office's own `pattern`, or the one of the template. `given` are the
    /// numbers of the office so far, `unit` is its code, `on` the date of the letter.
    pub fn next_number<'a>(
        &self,
        kind: LetterKind,
        pattern: Option<&NumberPattern>,
        given: impl IntoIterator<Item = &'a str>,
        unit: &str,
        on: Date,
    ) -> String {
        let template = self.of(kind);
        let Some(pattern) = pattern.or(template.pattern.as_ref()) else { return String::new() };
        let running = next_running(given, pattern, (&template.code, unit), on.year());
        pattern.number(running, &template.code, unit, on)
    }

    /// The questions an examination is offered before and after those on the matter itself.
    pub fn questions(&self) -> (&[String], &[String]) {
        let template = self.of(LetterKind::Examination);
        (&template.opening, &template.closing)
    }

    /// The text a template was read from, to be shown and changed.
    pub fn text(&self, kind: LetterKind) -> &str {
        &self.0[&kind].1
    }

    fn of(&self, kind: LetterKind) -> &LetterTemplate {
        &self.0[&kind].0
    }
}

/// Whether a text can be the template of a kind.
///
/// # Errors
///
/// Everything that is wrong with it; [`Problem::in_indonesian`] says each in a sentence.
pub fn check(text: &str, kind: LetterKind) -> Result<(), Vec<Problem>> {
    template::read(text, kind).map(|_| ())
}

#[cfg(test)]
mod tests;
