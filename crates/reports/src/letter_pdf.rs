//! A letter as PDF/A-2b, A4 upright, in the letterhead of its office, with its mark.

use hadir_domain::discipline_letters::{Arrangement, Block, Paper, PaperForm, Signatory, rank_line};
use hadir_domain::numerals::long_date;
use jiff::Timestamp;
use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::paper_mark::PaperMark;
use crate::qr::qr_svg;
use crate::typeset::{Document, PdfError, breakable, printable, typeset};

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = concat!(include_str!("shared.typ"), include_str!("letter.typ"));

/// Longest text of one block, in characters. A letter is never cut: a longer one is refused.
pub const MAX_BLOCK: usize = 20_000;
/// Longest closing sentence that is held together with the signatures.
const MAX_CLOSING: usize = 900;

/// The head of an office's paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Names from the top: `Pemerintah Kota Contoh`, then the agency. The last is the largest.
    pub names: Vec<String>,
    /// Address, telephone, mail: a line each.
    pub address: Vec<String>,
    /// A PNG, JPEG or SVG ([`crate::logo::check`]). One that cannot be drawn is left out.
    pub logo: Option<Vec<u8>>,
}

/// An electronic signature that stands in place of ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectronicMark {
    /// Who of [`Paper::signatures`], counted from 0.
    pub signatory: usize,
    /// By whom, as the certificate says.
    pub by: String,
    /// Anything the law wants beside it, as the name of the certificate service; empty for nothing.
    pub note: String,
}

/// What a print of a letter has beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterPrint {
    /// The letterhead.
    pub letterhead: Letterhead,
    /// Signatures that are electronic.
    pub electronic: Vec<ElectronicMark>,
    /// The mark by which anybody can check it.
    pub mark: Option<PaperMark>,
    /// Words across the page of what is no letter, as a preview; empty for a letter.
    pub across: String,
    /// The foot, at the left.
    pub footer: String,
    /// When it was printed, in words; empty for nothing.
    pub printed_at: String,
    /// Creation date of the file.
    pub created_at: Timestamp,
}

/// Why a letter was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// A text is longer than any letter; nothing of a letter is ever cut away.
    #[error("a text has {found} characters, at most {MAX_BLOCK} are set")]
    TooLong {
        /// Characters of the text.
        found: usize,
    },
    /// A row of a table is not as long as its heads.
    #[error("a row has {found} cells, the table {columns} columns")]
    Row {
        /// Columns of the table.
        columns: usize,
        /// Cells of the row.
        found: usize,
    },
    /// Nobody signs.
    #[error("nobody signs the letter")]
    Unsigned,
    /// The typesetter.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

impl LetterError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::TooLong { found } => format!("satu teks berisi {found} huruf, paling banyak {MAX_BLOCK}"),
            Self::Row { columns, found } => format!("satu baris berisi {found} sel, tabelnya {columns} kolom"),
            Self::Unsigned => "surat ini tidak mempunyai penanda tangan".into(),
            Self::Pdf(error) => error.in_indonesian(),
        }
    }
}

/// The letter as PDF bytes. The same values give the same bytes.
///
/// # Errors
///
/// [`LetterError`] where the paper cannot be set whole, or its creation date is none.
pub fn letter_pdf(paper: &Paper, print: &LetterPrint) -> Result<Vec<u8>, LetterError> {
    checked(paper)?;
    match set(paper, print, true) {
        // A broken logo must not cost the letter.
        Err(PdfError::Typeset(_)) if print.letterhead.logo.is_some() => Ok(set(paper, print, false)?),
        done => Ok(done?),
    }
}

fn checked(paper: &Paper) -> Result<(), LetterError> {
    if paper.signatures.is_empty() {
        return Err(LetterError::Unsigned);
    }
    let fits = |text: &str| match text.chars().count() {
        found if found > MAX_BLOCK => Err(LetterError::TooLong { found }),
        _ => Ok(()),
    };
    for text in [&paper.title, &paper.about, &paper.to] {
        fits(text)?;
    }
    for block in &paper.blocks {
        match block {
            Block::Text { text } | Block::Heading { text } | Block::Centre { text } => fits(text)?,
            Block::Field { value, .. } => fits(value)?,
            Block::List { lines, .. } => lines.iter().try_for_each(|line| fits(line))?,
            Block::Exchange { question, answer, .. } => {
                fits(question)?;
                fits(answer)?;
            }
            Block::Table { columns, rows, .. } => {
                for row in rows {
                    if row.len() != columns.len() {
                        return Err(LetterError::Row { columns: columns.len(), found: row.len() });
                    }
                    row.iter().try_for_each(|cell| fits(cell))?;
                }
            }
        }
    }
    Ok(())
}

fn set(paper: &Paper, print: &LetterPrint, pictures: bool) -> Result<Vec<u8>, PdfError> {
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(paper, print, pictures)?,
        ident: format!("{}\n{}\n{}\n{}", paper.kind.as_str(), paper.head.number, paper.head.on, print.footer),
        created_at: print.created_at,
        tagged: true,
    })
}

fn inputs(paper: &Paper, print: &LetterPrint, pictures: bool) -> Result<Dict, PdfError> {
    let head = &paper.head;
    let qr = print.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let logo = print.letterhead.logo.as_ref().filter(|logo| pictures && !logo.is_empty());
    let date = long_date(head.on);
    let (body, closing) = match paper.blocks.split_last() {
        Some((Block::Text { text }, body)) => {
            let (before, closing) = closing_of(text);
            let before = (!before.is_empty()).then(|| paragraphs(before));
            (groups(body).into_iter().chain(before).collect::<Vec<_>>(), paragraphs(closing))
        }
        Some((last @ Block::Field { value, .. }, body)) if value.chars().count() <= MAX_CLOSING => {
            (groups(body), groups(std::slice::from_ref(last)).remove(0))
        }
        _ => (groups(&paper.blocks), paragraphs("")),
    };
    let name = if paper.title.is_empty() { &paper.about } else { &paper.title };
    let signers = paper.signatures.iter().enumerate().map(|(at, one)| {
        let electronic = print.electronic.iter().find(|mark| mark.signatory == at);
        signer(one, electronic).into_value()
    });
    Ok(dict! {
        "name" => text(&format!("{name} {}", head.number)),
        "secret" => head.confidential,
        "names" => texts(&print.letterhead.names),
        "address" => texts(&print.letterhead.address),
        "logo" => logo.map(|logo| Bytes::new(logo.clone()).into_value()).unwrap_or_default(),
        "logo-format" => logo.map(|logo| crate::logo::format_of(logo).into_value()).unwrap_or_default(),
        "form" => paper.form.as_str(),
        "title" => text(&paper.title),
        "number" => if head.number.trim().is_empty() { ".".repeat(40) } else { text(&head.number) },
        "nature" => text(&paper.nature),
        "attachments" => text(&paper.attachments),
        "about" => text(&paper.about),
        "to" => text(&paper.to),
        "place" => text(&head.place),
        "date" => date.clone(),
        "place-date" => if head.place.trim().is_empty() { date } else { format!("{}, {date}", text(&head.place)) },
        "blocks" => body.into_iter().map(IntoValue::into_value).collect::<Array>(),
        "closing" => closing,
        "side-by-side" => paper.arrangement == Arrangement::SideBySide && paper.form == PaperForm::Record,
        "signers" => signers.collect::<Array>(),
        "copies" => texts(&head.copies),
        "across" => text(&print.across),
        "footer" => printable(&print.footer, 90),
        "printed-at" => text(&print.printed_at),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => print.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

/// Blocks as the template takes them; fields that belong together share a grid, a label seen before begins another.
fn groups(blocks: &[Block]) -> Vec<Dict> {
    let mut out: Vec<Dict> = Vec::new();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for block in blocks {
        let Block::Field { label, value } = block else {
            flush(&mut rows, &mut out);
            out.push(other(block));
            continue;
        };
        let (begins, clause) = (rows.iter().any(|(seen, _)| seen == label), is_clause(label));
        if begins || rows.last().is_some_and(|(last, _)| is_clause(last) != clause) {
            flush(&mut rows, &mut out);
        }
        rows.push((label, value));
    }
    flush(&mut rows, &mut out);
    out
}

/// `KESATU`, `KEDUA`: the parts of a decree.
fn is_clause(label: &str) -> bool {
    label.chars().any(char::is_alphabetic) && !label.chars().any(char::is_lowercase) && label.chars().count() > 3
}

fn flush(rows: &mut Vec<(&str, &str)>, out: &mut Vec<Dict>) {
    let Some((first, _)) = rows.first() else { return };
    let clause = is_clause(first);
    let row = |(label, value): (&str, &str)| dict! { "label" => text(label), "value" => text(value) }.into_value();
    out.push(dict! { "is" => "fields", "clause" => clause, "rows" => rows.drain(..).map(row).collect::<Array>() });
}

fn other(block: &Block) -> Dict {
    match block {
        Block::Text { text } => paragraphs(text),
        Block::Heading { text: words } => dict! { "is" => "heading", "text" => text(words) },
        Block::Centre { text: words } => dict! { "is" => "centre", "text" => text(words) },
        Block::Field { label, value } => paragraphs(&format!("{label}: {value}")),
        Block::List { label, lettered, lines } => dict! {
            "is" => "list", "label" => text(label), "lettered" => *lettered, "lines" => texts(lines),
        },
        Block::Exchange { number, question, answer } => dict! {
            "is" => "exchange",
            "number" => number.to_string(),
            "question" => split(question),
            "answer" => split(answer),
        },
        Block::Table { columns, rows, total } => table(columns, rows, *total),
    }
}

/// A table with the widths of its columns and which of them are numbers.
fn table(columns: &[String], rows: &[Vec<String>], total: bool) -> Dict {
    let column = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let numeric = |at: usize| column(at).all(|cell| cell.chars().all(|one| one.is_ascii_digit()) && cell.len() < 9);
    let cell = |words: &String| breakable(&printable(words, MAX_BLOCK)).into_value();
    dict! {
        "is" => "table",
        "columns" => columns.iter().map(cell).collect::<Array>(),
        "widths" => widths(columns, rows).into_iter().map(IntoValue::into_value).collect::<Array>(),
        "numeric" => (0..columns.len()).map(|at| numeric(at).into_value()).collect::<Array>(),
        "rows" => rows.iter().map(|row| row.iter().map(cell).collect::<Array>().into_value()).collect::<Array>(),
        "total" => total,
    }
}

/// Shares of the width a table has, in characters: each column its longest word, what is left by how much longer its cells are.
fn widths(columns: &[String], rows: &[Vec<String>]) -> Vec<i64> {
    /// Characters of a line of the page in the size of tables.
    const LINE: usize = 96;
    /// Words longer than this may break.
    const WORD: usize = 19;
    let length = |text: &str| text.chars().count();
    let word = |text: &str| text.split(' ').map(length).max().unwrap_or(0).min(WORD) + 2;
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    // Heads are bold, hence wider.
    let least = |at: usize| cells(at).map(|cell| word(cell)).fold(word(&columns[at]) * 9 / 8, usize::max);
    let least: Vec<usize> = (0..columns.len()).map(least).collect();
    let wants =
        |at: usize| cells(at).map(|cell| length(cell) + 2).max().unwrap_or(0).min(LINE).saturating_sub(least[at]);
    let wanted: usize = (0..columns.len()).map(wants).sum();
    let left = LINE.saturating_sub(least.iter().sum());
    let share = |at: usize| least[at] + (left * wants(at)).checked_div(wanted).unwrap_or(0);
    (0..columns.len()).map(|at| i64::try_from(share(at)).unwrap_or(1).max(1)).collect()
}

fn signer(of: &Signatory, electronic: Option<&ElectronicMark>) -> Dict {
    let role = of.as_what.trim().trim_end_matches(',');
    // Who signs as what they are is not named twice.
    let post = if role.eq_ignore_ascii_case(of.who.post.trim()) { "" } else { of.who.post.as_str() };
    let rank = of.who.golongan.as_deref().map(|golongan| rank_line(Some(golongan))).unwrap_or_default();
    dict! {
        "role" => text(role),
        "post" => text(post),
        "name" => if of.who.name.trim().is_empty() { ".".repeat(40) } else { text(&of.who.name) },
        "rank" => text(&rank),
        "number" => text(of.who.number.as_deref().unwrap_or_default()),
        "refused" => text(of.refused.as_deref().unwrap_or_default()),
        "electronic" => electronic.map(|mark| text(&mark.by)).unwrap_or_default(),
        "electronic-note" => electronic.map(|mark| text(&mark.note)).unwrap_or_default(),
    }
}

/// The end of a text that is held together with the signatures, from a sentence on where it can be, and what is before it.
fn closing_of(text: &str) -> (&str, &str) {
    let Some((most, _)) = text.char_indices().rev().nth(MAX_CLOSING - 1).filter(|(at, _)| *at > 0) else {
        return ("", text);
    };
    let tail = &text[most..];
    let after = |found: Option<usize>, width: usize| found.map(|at| most + at + width);
    let cut = after(tail.find('\n'), 1).or_else(|| after(tail.find(". "), 2)).or_else(|| after(tail.find(' '), 1));
    text.split_at(cut.filter(|at| !text[*at..].trim().is_empty()).unwrap_or(most))
}

fn paragraphs(of: &str) -> Dict {
    dict! { "is" => "text", "lines" => split(of) }
}

/// A paragraph a line; empty lines are left out.
fn split(of: &str) -> Array {
    of.lines().map(text).filter(|line| !line.is_empty()).map(|line| line.into_value()).collect()
}

fn texts(of: &[String]) -> Array {
    of.iter().map(|one| text(one).into_value()).collect()
}

/// Text on one line, of printable characters. Only words longer than a line may break.
fn text(of: &str) -> String {
    let text = printable(of, MAX_BLOCK);
    if text.split(' ').any(|word| word.chars().count() > 60) { breakable(&text) } else { text }
}

#[cfg(test)]
#[path = "letter_pdf_tests.rs"]
mod tests;
