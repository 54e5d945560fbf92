//! Typst as a library: a fixed template, values of others only through `sys.inputs`, PDF/A-2b out.
//!
//! **Invariant:** a template is compiled into the program. Text from outside reaches it as values and is never source.

use std::sync::LazyLock;

use jiff::{Timestamp, tz::TimeZone};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::text::clean;

static REGULAR: &[u8] = include_bytes!("../assets/DejaVuSansCondensed.ttf");
static BOLD: &[u8] = include_bytes!("../assets/DejaVuSansCondensed-Bold.ttf");

static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| [REGULAR, BOLD].into_iter().filter_map(|data| Font::new(Bytes::new(data), 0)).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Why no PDF was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// More people than one PDF takes; print it unit by unit.
    #[error("a PDF takes at most {max} people, this recap has {found}")]
    TooLarge {
        /// Most people.
        max: usize,
        /// People of the recap.
        found: usize,
    },
    /// The instant handed in is outside the years a PDF can name.
    #[error("the creation date is outside the years 1 to 9999")]
    Date,
    /// The typesetter refused; a fault of the template.
    #[error("typesetting failed: {0}")]
    Typeset(String),
}

impl PdfError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::TooLarge { max, found } => {
                format!("satu PDF memuat paling banyak {max} pegawai, rekap ini {found}; cetaklah per unit")
            }
            Self::Date => "tanggal pembuatan di luar tahun 1 sampai 9999".into(),
            Self::Typeset(reason) => format!("PDF tidak dapat disusun: {reason}"),
        }
    }
}

/// Text as the shipped fonts can print it: cleaned, and every character they lack shown as `�`.
///
/// PDF/A forbids characters without a glyph, so one emoji in a name would otherwise stop the whole document.
pub fn printable(text: &str, max: usize) -> String {
    let known = |letter: char| FONTS.iter().all(|font| font.info().coverage.contains(letter as u32));
    clean(text, max).chars().map(|letter| if known(letter) { letter } else { '\u{fffd}' }).collect()
}

/// A name, title or office as papers print it: on one line, of printable characters, long words breakable.
pub fn line(text: &str) -> String {
    breakable(&printable(text, crate::text::MAX_TEXT))
}

/// The same, or dots to be filled in by hand.
pub fn or_dots(text: &str) -> String {
    let text = line(text);
    if text.is_empty() { ".".repeat(40) } else { text }
}

/// Lets words too long for a column break, by soft hyphens.
pub fn breakable(text: &str) -> String {
    const LONGEST: usize = 18;
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        run = if letter.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST {
            out.push('\u{ad}');
            run = 1;
        }
        out.push(letter);
    }
    out
}

/// What is typeset.
pub struct Document {
    /// Typst source, part of the program.
    pub template: &'static str,
    /// Values the template finds in `sys.inputs`; text in them should have gone through [`printable`].
    pub inputs: Dict,
    /// Names the document stably; its hash becomes the PDF's identifier.
    pub ident: String,
    /// Instant written as creation date.
    pub created_at: Timestamp,
    /// Whether the structure is tagged for screen readers: yes for letters, no for wide grids.
    pub tagged: bool,
}

/// Typesets a document as PDF/A-2b. The same document gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] and [`PdfError::Typeset`].
pub fn typeset(document: &Document) -> Result<Vec<u8>, PdfError> {
    let options = options(document)?;
    let desk = Desk {
        library: LazyHash::new(Library::builder().with_inputs(document.inputs.clone()).build()),
        source: Source::detached(document.template),
    };
    let pages = typst::compile::<PagedDocument>(&desk).output;
    let bytes = pages.and_then(|pages| typst_pdf::pdf(&pages, &options)).map_err(|errors| said(&errors));
    // The typesetter remembers every compile for ever unless told to forget, failed ones too.
    comemo::evict(0);
    bytes
}

/// Draws the first page of a document as a PNG, one pixel a point. The same document gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Typeset`].
pub fn picture(document: &Document) -> Result<Vec<u8>, PdfError> {
    let desk = Desk {
        library: LazyHash::new(Library::builder().with_inputs(document.inputs.clone()).build()),
        source: Source::detached(document.template),
    };
    let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| said(&errors));
    let drawn = pages.and_then(|pages| {
        let page = pages.pages().first().ok_or_else(|| PdfError::Typeset("no page".into()))?;
        let options = typst_render::RenderOptions { pixel_per_pt: 1.0.into(), ..Default::default() };
        let pixels = typst_render::render(page, &options);
        pixels.encode_png().map_err(|error| PdfError::Typeset(error.to_string()))
    });
    comemo::evict(0);
    drawn
}

struct Desk {
    library: LazyHash<Library>,
    source: Source,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn options(document: &Document) -> Result<PdfOptions, PdfError> {
    let at = document.created_at.to_zoned(TimeZone::UTC).datetime();
    let part = |number: i8| number.unsigned_abs();
    let timestamp = Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
    .filter(|_| (1..=9999).contains(&at.year()))
    .ok_or(PdfError::Date)?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_2b]).map_err(|error| PdfError::Typeset(error.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(document.ident.clone()),
        creator: Smart::Custom(Some("Hadir".into())),
        timestamp: Some(typst_pdf::Timestamp::new_utc(timestamp)),
        standards,
        tagged: document.tagged,
        ..PdfOptions::default()
    })
}

fn said(errors: &EcoVec<SourceDiagnostic>) -> PdfError {
    let messages: Vec<String> = errors.iter().take(3).map(|error| error.message.to_string()).collect();
    PdfError::Typeset(messages.join("; "))
}

/// How many pages a document has.
#[cfg(test)]
pub(crate) fn pages(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.match_indices("/Type/Page").filter(|(at, _)| !text[at + 10..].starts_with('s')).count()
}

#[cfg(test)]
mod tests {
    use typst::foundations::dict;

    use super::*;

    fn made(template: &'static str, inputs: Dict, created_at: Timestamp) -> Result<Vec<u8>, PdfError> {
        typeset(&Document { template, inputs, ident: "a".into(), created_at, tagged: true })
    }

    #[test]
    fn both_fonts_are_there() {
        assert_eq!(FONTS.len(), 2);
    }

    #[test]
    fn text_from_outside_is_never_source() {
        let template = "#set text(font: \"DejaVu Sans\")\n#sys.inputs.name";

        let bytes =
            made(template, dict! { "name" => "#panic(\"x\") $ * _ \\ #read(\"/etc/passwd\")" }, Timestamp::UNIX_EPOCH);

        assert!(bytes.expect("a document").starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn a_template_reads_no_file() {
        let refused = made("#read(\"/etc/hostname\")", dict! {}, Timestamp::UNIX_EPOCH);

        assert!(matches!(refused, Err(PdfError::Typeset(reason)) if reason.contains("access denied")));
    }

    #[test]
    fn a_character_without_a_glyph_is_replaced() {
        assert_eq!(printable("Siti 漢 نور", 99), "Siti \u{fffd} نور");
    }

    #[test]
    fn a_year_no_pdf_can_name_is_refused() {
        assert_eq!(made("x", dict! {}, Timestamp::MIN), Err(PdfError::Date));
    }
}
