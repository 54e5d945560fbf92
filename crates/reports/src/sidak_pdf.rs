//! The record of an online sidak as PDF/A-2b, A4 upright, with its mark.

use typst::foundations::{Array, Bytes, Dict, IntoValue, dict};

use crate::qr::qr_svg;
use crate::sidak::{Counts, Sidak, SidakLine, SidakNamed, SidakReply, SidakReport, WORDS};
use crate::text::thousands;
use crate::typeset::{Document, PdfError, breakable, line, or_dots, printable, typeset};
use hadir_domain::numerals::day_in_words;

/// The layout of the paper: another layout makes another file of the same content.
pub const TEMPLATE: &str = concat!(include_str!("shared.typ"), include_str!("sidak.typ"));

/// Longest text of a cell or sentence that is printed.
const SENTENCE: usize = 1_200;

/// The record as PDF bytes. The same value gives the same bytes.
///
/// # Errors
///
/// [`PdfError::Date`] for an instant no PDF can name.
pub fn sidak_pdf(report: &SidakReport) -> Result<Vec<u8>, PdfError> {
    let sidak = report.sidak();
    typeset(&Document {
        template: TEMPLATE,
        inputs: inputs(sidak)?,
        ident: format!("{}\n{}\n{}\n{}", sidak.instansi, sidak.title, sidak.on, sidak.footer),
        created_at: sidak.created_at,
        tagged: true,
    })
}

fn inputs(of: &Sidak) -> Result<Dict, PdfError> {
    let qr = of.mark.as_ref().map(|mark| qr_svg(&mark.qr)).transpose()?;
    let words = WORDS.iter().map(|(_, word)| (*word).into_value()).collect::<Array>();
    Ok(dict! {
        "instansi" => line(&of.instansi),
        "title" => text(&of.title),
        "basis" => or_dots(&of.basis),
        "opening" => format!(
            "Pada hari ini {} telah dilaksanakan inspeksi mendadak secara daring dengan hasil sebagai berikut.",
            day_in_words(of.on)
        ),
        "hours" => text(&of.hours),
        "called-by" => text(&of.called_by),
        "scope" => text(&of.scope),
        "sample" => text(&of.sample),
        "snapshot" => breakable(&printable(&of.snapshot, 128)),
        "words" => words,
        "share" => share(&of.whole),
        "definitions" => DEFINITIONS,
        "offices" => of.offices.iter().map(|one| counted(one).into_value()).collect::<Array>(),
        "groups" => of.groups.iter().map(|one| counted(one).into_value()).collect::<Array>(),
        "whole" => dict! { "roster" => number(of.whole.total()), "counts" => counts(&of.whole) },
        "named" => of.named.iter().map(|one| named(one).into_value()).collect::<Array>(),
        "replies" => of.replies.iter().map(|one| reply(one).into_value()).collect::<Array>(),
        "instructions" => sentences(&of.instructions),
        "posts" => sentences(&of.posts),
        "silent" => sentences(&of.silent),
        "printed-at" => line(&of.printed_at),
        "footer" => printable(&of.footer, 90),
        "mark-qr" => qr.map(|svg| Bytes::from_string(svg).into_value()).unwrap_or_default(),
        "mark-words" => of.mark.as_ref().map(|mark| breakable(&printable(&mark.words, 240))).unwrap_or_default(),
    })
}

const DEFINITIONS: &str = "Tidak menjawab: panggilan sampai di HP dan waktunya habis. Tidak terjangkau: panggilan tidak \
    sampai di HP. Belum terdengar: belum ada yang dapat berbicara tentang pegawai itu. Tanpa keterangan (sementara): \
    pernyataan kepala unit. Di luar tempat: bertugas di luar, atau menjawab dari luar tempat tugas.";

fn share(whole: &Counts) -> String {
    let (there, due) = (whole.there(), whole.due());
    let tenths = if due == 0 { 0 } else { (u64::from(there) * 1_000 + u64::from(due) / 2) / u64::from(due) };
    format!(
        "Hadir {} dari {} yang wajib hadir ({},{} persen), di antaranya terlambat {}. Tidak dihitung sebagai wajib hadir: \
         berizin {}, libur {}, belum waktunya {}. Seluruh daftar {} pegawai; setiap pegawai dihitung tepat sekali.",
        number(there),
        number(due),
        tenths / 10,
        tenths % 10,
        number(whole.of("terlambat")),
        number(whole.of("berizin")),
        number(whole.of("libur")),
        number(whole.of("belum_waktunya")),
        number(whole.total()),
    )
}

fn number(count: u32) -> String {
    thousands(u64::from(count))
}

fn counts(of: &Counts) -> Array {
    of.0.iter().map(|count| number(*count).into_value()).collect()
}

fn counted(of: &SidakLine) -> Dict {
    dict! {
        "name" => text(&of.name),
        "roster" => number(of.roster),
        "counts" => counts(&of.counts),
        "attested" => if of.attested.is_empty() { "belum".to_owned() } else { line(&of.attested) },
    }
}

fn named(of: &SidakNamed) -> Dict {
    let or_none = |words: &str| if words.is_empty() { "–".to_owned() } else { text(words) };
    dict! {
        "no" => of.no.to_string(),
        "name" => text(&of.name),
        "office" => text(&of.office),
        "found" => text(&of.found),
        "said" => or_none(&of.said),
        "follows" => or_none(&of.follows),
    }
}

fn reply(of: &SidakReply) -> Dict {
    dict! {
        "office" => text(&of.office),
        "question" => text(&of.question),
        "text" => if of.text.is_empty() { "(belum dijawab)".to_owned() } else { text(&of.text) },
        "photos" => if of.photos == 0 { String::new() } else { format!("{} foto terlampir", of.photos) },
    }
}

fn sentences(of: &[String]) -> Array {
    of.iter().take(400).map(|sentence| text(sentence).into_value()).collect()
}

fn text(of: &str) -> String {
    breakable(&printable(of, SENTENCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidak::tests::sample;
    use crate::typeset::pages;

    fn pdf(sidak: Sidak) -> Vec<u8> {
        sidak_pdf(&SidakReport::checked(sidak).expect("a record")).expect("a document")
    }

    #[test]
    fn a_record_is_pdf_a_and_the_same_value_gives_the_same_bytes() {
        let bytes = pdf(sample(4));
        assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
        assert!(bytes == pdf(sample(4)));
        assert!(pages(&bytes) >= 2);
    }

    #[test]
    fn a_city_of_fifty_offices_and_hostile_text_are_printed() {
        let mut sidak = sample(50);
        sidak.named[0].name = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0}".into();
        sidak.replies[0].text = "W".repeat(50_000);
        sidak.basis = String::new();
        assert!(pages(&pdf(sidak)) >= 3);
    }

    #[test]
    fn a_share_is_printed_with_what_it_is_made_of() {
        let said = share(&sample(1).whole);
        assert!(said.starts_with("Hadir 13 dari 18 yang wajib hadir (72,2 persen)"), "{said}");
        assert_eq!(
            share(&Counts::default()).split('.').next(),
            Some("Hadir 0 dari 0 yang wajib hadir (0,0 persen), di antaranya terlambat 0")
        );
    }
}
