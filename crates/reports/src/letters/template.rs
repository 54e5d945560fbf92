//! A template, read and checked against what its letter offers.

use std::collections::BTreeSet;

use hadir_domain::discipline_letters::{
    Arrangement, LetterKind, LetterSchema, Need, NumberPattern, PaperForm, PartShape,
};

use super::problem::{Fault, Problem};
use super::raw::{RawBlock, RawTemplate};
use super::words::{Words, WordsError};

/// Longest file, in bytes.
const MAX_FILE: usize = 64 * 1024;
/// Longest sentence, in characters.
const MAX_SENTENCE: usize = 4_000;

/// A template that fits its letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LetterTemplate {
    pub form: PaperForm,
    pub code: String,
    /// Of a template that was read without a problem it is always there.
    pub pattern: Option<NumberPattern>,
    pub title: Words,
    pub about: Words,
    pub nature: String,
    pub attachments: Words,
    pub to: Words,
    pub copies: Vec<Words>,
    pub arrangement: Arrangement,
    pub opening: Vec<String>,
    pub closing: Vec<String>,
    pub lines: Vec<Line>,
    pub signers: Vec<(&'static str, Words)>,
}

/// A block and when it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub when: Option<&'static str>,
    pub unless: Option<&'static str>,
    pub what: What,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Text(Words),
    Heading(Words),
    Centre(Words),
    Field { label: String, value: Words },
    List { label: String, lettered: bool, lines: Vec<Words>, more: Option<&'static str> },
    Part { name: &'static str, columns: Vec<String> },
}

/// Reads a template of a kind, or says everything that is wrong with it.
pub(super) fn read(text: &str, kind: LetterKind) -> Result<LetterTemplate, Vec<Problem>> {
    if text.len() > MAX_FILE {
        return Err(vec![Problem { place: "berkas".into(), line: None, fault: Fault::TooLong(MAX_FILE) }]);
    }
    let raw: RawTemplate = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1);
        let fault = Fault::Unreadable(error.message().to_owned());
        vec![Problem { place: format!("baris {line}"), line: Some(line), fault }]
    })?;
    let mut reader = Reader {
        schema: kind.schema(),
        problems: Vec::new(),
        used: BTreeSet::new(),
        hanging: BTreeSet::new(),
        guarded: false,
    };
    let template = reader.template(&raw);
    reader.missing();
    if reader.problems.is_empty() {
        Ok(template)
    } else {
        Err(reader.problems.into_iter().map(|one| one.found_in(text)).collect())
    }
}

struct Reader {
    schema: &'static LetterSchema,
    problems: Vec<Problem>,
    /// Names that are used: those of every letter only where nothing has to be there first.
    used: BTreeSet<&'static str>,
    /// Names of every letter that hang on a condition.
    hanging: BTreeSet<&'static str>,
    /// Whether the block that is read has a condition.
    guarded: bool,
}

impl Reader {
    fn say(&mut self, place: &str, fault: Fault) {
        self.problems.push(Problem { place: place.to_owned(), line: None, fault });
    }

    fn template(&mut self, raw: &RawTemplate) -> LetterTemplate {
        let form = self.listed("bentuk", &raw.bentuk, PaperForm::parse, PaperForm::ALL, PaperForm::as_str);
        let side = Arrangement::SideBySide.as_str();
        let arrangement = raw.susunan.as_deref().unwrap_or(side);
        let arrangement =
            self.listed("susunan", arrangement, Arrangement::parse, Arrangement::ALL, Arrangement::as_str);
        let pattern = NumberPattern::parse(&raw.nomor).map_err(|error| self.say("nomor", Fault::Number(error))).ok();
        self.needed("kode", &raw.kode);
        match form {
            Some(PaperForm::Letter) => self.needed("hal", &raw.hal),
            Some(PaperForm::Record) => self.needed("judul", &raw.judul),
            Some(PaperForm::Decree) => {
                self.needed("judul", &raw.judul);
                self.needed("tentang", &raw.tentang);
            }
            None => {}
        }
        if form != Some(PaperForm::Letter) {
            let own = [("hal", &raw.hal), ("sifat", &raw.sifat), ("lampiran", &raw.lampiran), ("kepada", &raw.kepada)];
            own.into_iter()
                .filter(|(_, text)| !text.is_empty())
                .for_each(|(key, _)| self.say(key, Fault::NotHere(key)));
        }
        if form != Some(PaperForm::Decree) && !raw.tentang.is_empty() {
            self.say("tentang", Fault::NotHere("tentang"));
        }
        let about = if form == Some(PaperForm::Decree) { ("tentang", &raw.tentang) } else { ("hal", &raw.hal) };
        // Everything is read before anything is given up, so that all that is wrong is told at once.
        let template = LetterTemplate {
            form: form.unwrap_or(PaperForm::Letter),
            code: raw.kode.trim().to_owned(),
            pattern,
            title: self.words("judul", &raw.judul, None),
            about: self.words(about.0, about.1, None),
            nature: raw.sifat.trim().to_owned(),
            attachments: self.words("lampiran", &raw.lampiran, None),
            to: self.words("kepada", &raw.kepada, None),
            copies: raw.tembusan.iter().map(|one| self.words("tembusan", one, None)).collect(),
            arrangement: arrangement.unwrap_or(Arrangement::SideBySide),
            opening: raw.tanya_awal.clone(),
            closing: raw.tanya_akhir.clone(),
            lines: (1..).zip(&raw.isi).filter_map(|(at, block)| self.line(&format!("isi {at}"), block)).collect(),
            signers: (1..)
                .zip(&raw.tanda_tangan)
                .filter_map(|(at, one)| {
                    let place = format!("tanda_tangan {at}");
                    Some((self.party(&place, &one.pihak)?, self.words(&place, &one.sebagai, None)))
                })
                .collect(),
        };
        let closes =
            raw.isi.last().is_some_and(|last| last.teks.is_some() && last.jika.is_none() && last.kecuali.is_none());
        if !closes {
            self.say("isi", Fault::NoClosing);
        }
        let parties: Vec<&str> = template.signers.iter().map(|(name, _)| *name).collect();
        let lacking = self.schema.parties.iter().filter(|one| !parties.contains(&one.name));
        for one in lacking.collect::<Vec<_>>() {
            self.say("tanda_tangan", Fault::MissingParty(one.name));
        }
        template
    }

    fn line(&mut self, place: &str, raw: &RawBlock) -> Option<Line> {
        let when = raw.jika.as_ref().and_then(|name| self.condition(place, name));
        let unless = raw.kecuali.as_ref().and_then(|name| self.condition(place, name));
        self.guarded = when.is_some() || unless.is_some();
        let things = [
            raw.teks.is_some(),
            raw.judul_bagian.is_some(),
            raw.tengah.is_some(),
            raw.butir.is_some(),
            raw.bagian.is_some(),
        ];
        if things.iter().filter(|one| **one).count() != 1 {
            self.say(place, Fault::OneThing);
            return None;
        }
        let lists = raw.butir.is_some();
        for (key, there, fits) in [
            ("label", raw.label.is_some(), lists || raw.teks.is_some()),
            ("huruf", raw.huruf.is_some(), lists),
            ("tambahan", raw.tambahan.is_some(), lists),
            ("kolom", raw.kolom.is_some(), raw.bagian.is_some()),
        ] {
            if there && !fits {
                self.say(place, Fault::NotHere(key));
            }
        }
        let label = raw.label.clone().unwrap_or_default();
        let what = if let Some(text) = &raw.teks {
            let value = self.words(place, text, when);
            if label.is_empty() { What::Text(value) } else { What::Field { label, value } }
        } else if let Some(text) = &raw.judul_bagian {
            What::Heading(self.words(place, text, when))
        } else if let Some(text) = &raw.tengah {
            What::Centre(self.words(place, text, when))
        } else if let Some(texts) = &raw.butir {
            let more = raw.tambahan.as_ref().and_then(|name| self.part(place, name, Some(PartShape::Lines), None));
            let lines = texts.iter().map(|text| self.words(place, text, when)).collect();
            What::List { label, lettered: raw.huruf.unwrap_or(false), lines, more }
        } else {
            let name = raw.bagian.as_deref().unwrap_or_default();
            let name = self.part(place, name, None, raw.kolom.as_deref())?;
            What::Part { name, columns: raw.kolom.clone().unwrap_or_default() }
        };
        Some(Line { when, unless, what })
    }

    /// A sentence. A name that is not in every letter needs a condition on one of the names the sentence has.
    fn words(&mut self, place: &str, text: &str, when: Option<&'static str>) -> Words {
        if text.chars().count() > MAX_SENTENCE {
            self.say(place, Fault::TooLong(MAX_SENTENCE));
            return Words::default();
        }
        let schema = self.schema;
        let (words, errors) = Words::read(text.trim(), |name| schema.value(name).map(|one| one.name));
        for error in errors {
            let fault = match error {
                WordsError::Brace => Fault::Brace,
                WordsError::Unknown(name) => {
                    Fault::UnknownValue { name, allowed: listed(schema.all_values().map(|one| one.name)) }
                }
            };
            self.say(place, fault);
        }
        let sometimes = |name: &&str| schema.value(name).is_some_and(|one| one.need == Need::Sometimes);
        let loose: Vec<&'static str> = words.names().filter(|name| sometimes(name)).collect();
        if let Some(first) = loose.first().filter(|_| when.is_none_or(|when| !loose.contains(&when))) {
            self.say(place, Fault::Unguarded(first));
        }
        words.names().for_each(|name| self.uses(name));
        words
    }

    /// A word that is in every letter has to stand where every letter has it.
    fn uses(&mut self, name: &'static str) {
        let always = [self.schema.value(name).map(|one| one.need), self.schema.part(name).map(|one| one.need)];
        if !self.guarded || !always.contains(&Some(Need::Must)) {
            self.used.insert(name);
        } else {
            self.hanging.insert(name);
        }
    }

    /// A name a block waits for: a word or a part.
    fn condition(&mut self, place: &str, name: &str) -> Option<&'static str> {
        let schema = self.schema;
        let known = schema.value(name).map(|one| one.name).or_else(|| schema.part(name).map(|one| one.name));
        match known {
            Some(known) => {
                if schema.value(known).is_some_and(|one| one.need == Need::Sometimes) {
                    self.used.insert(known);
                }
                Some(known)
            }
            None => {
                let values = schema.all_values().filter(|one| one.need == Need::Sometimes).map(|one| one.name);
                let parts = schema.parts.iter().filter(|one| one.need == Need::Sometimes).map(|one| one.name);
                let allowed = listed(values.chain(parts));
                self.say(place, Fault::UnknownValue { name: name.to_owned(), allowed });
                None
            }
        }
    }

    fn part(
        &mut self,
        place: &str,
        name: &str,
        wanted: Option<PartShape>,
        heads: Option<&[String]>,
    ) -> Option<&'static str> {
        let schema = self.schema;
        let fits = |shape: PartShape| wanted.is_none_or(|wanted| wanted == shape);
        let Some(part) = schema.part(name).filter(|part| fits(part.shape)) else {
            let allowed = listed(schema.parts.iter().filter(|part| fits(part.shape)).map(|part| part.name));
            self.say(place, Fault::UnknownPart { name: name.to_owned(), allowed });
            return None;
        };
        let found = heads.map_or(0, <[String]>::len);
        let columns = if let PartShape::Rows(columns) = part.shape { columns } else { 0 };
        if columns != found {
            self.say(place, Fault::Columns { columns, found });
        }
        self.uses(part.name);
        Some(part.name)
    }

    fn party(&mut self, place: &str, name: &str) -> Option<&'static str> {
        let known = self.schema.parties.iter().find(|one| one.name == name).map(|one| one.name);
        if known.is_none() {
            let allowed = listed(self.schema.parties.iter().map(|one| one.name));
            self.say(place, Fault::UnknownParty { name: name.to_owned(), allowed });
        }
        known
    }

    fn listed<T: Copy>(
        &mut self,
        place: &str,
        value: &str,
        parse: fn(&str) -> Option<T>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let found = parse(value);
        if found.is_none() {
            let allowed = listed(all.iter().map(|one| name(*one)));
            self.say(place, Fault::NotInList { value: value.to_owned(), allowed });
        }
        found
    }

    fn needed(&mut self, key: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.say(key, Fault::MissingKey(key));
        }
    }

    /// What the letter is not whole without.
    fn missing(&mut self) {
        let schema = self.schema;
        let values = schema.values.iter().filter(|one| one.need != Need::May && !self.used.contains(one.name));
        let parts = schema.parts.iter().filter(|one| one.need != Need::May && !self.used.contains(one.name));
        let missing = values
            .map(|one| (one.name, Fault::MissingValue(one.name)))
            .chain(parts.map(|one| (one.name, Fault::MissingPart(one.name))));
        let fault = |(name, fault)| if self.hanging.contains(name) { Fault::Hanging(name) } else { fault };
        let faults: Vec<Fault> = missing.map(fault).collect();
        faults.into_iter().for_each(|fault| self.say("isi", fault));
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
