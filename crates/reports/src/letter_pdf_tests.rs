use std::io::Write as _;
use std::process::{Command, Stdio};

use hadir_domain::discipline_cases::Exchange;
use hadir_domain::discipline_letters::{Letter, LetterKind, Need};

use super::*;
use crate::letters::LetterTemplates;
use crate::letters::sample::{LONG_NAME, full, minimal, official};
use crate::typeset::pages;

/// A coat of arms as SVG.
const LOGO: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 48\"><path d=\"M2 2h36v26q0 14-18 18Q2 42 2 28z\" fill=\"#eee\" stroke=\"#222\" stroke-width=\"2\"/></svg>";

fn print() -> LetterPrint {
    LetterPrint {
        letterhead: Letterhead {
            names: vec!["Pemerintah Kota Contoh".into(), "Dinas Komunikasi dan Informatika".into()],
            address: vec![
                "Jalan Contoh Nomor 1, Kota Contoh 99999".into(),
                "Telepon (000) 000000, kominfo@kota.example".into(),
            ],
            logo: Some(LOGO.to_vec()),
        },
        electronic: Vec::new(),
        across: String::new(),
        mark: Some(PaperMark::new(
            "https://hadir.kota.example/check#HD1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(),
            "kota.example/log/kota",
            1_234,
            jiff::civil::date(2026, 1, 12),
            Some("https://hadir.kota.example/check"),
        )),
        footer: "Hadir".into(),
        printed_at: "12 Januari 2026 09.05 WIB".into(),
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn paper(letter: &Letter) -> Paper {
    LetterTemplates::shipped().paper(letter)
}

fn pdf(paper: &Paper, print: &LetterPrint) -> Vec<u8> {
    letter_pdf(paper, print).expect("a document")
}

/// The text of each page as another program reads it, blanks made one.
fn read(bytes: &[u8]) -> Vec<String> {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils, which scripts/test installs");
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let text = child.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(text).unwrap();
    text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(plain).collect()
}

fn plain(text: &str) -> String {
    text.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of a text that a column may have broken into lines are all there, in whatever order the reader took them.
fn assert_words(all: &str, text: &str, of: &str) {
    let all = all.to_lowercase();
    for word in plain(text).to_lowercase().split(' ') {
        assert!(all.contains(word), "{of}: {word} of {text:?} is missing in\n{all}");
    }
}

fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
        std::fs::write(format!("{folder}/surat-{name}.pdf"), bytes).unwrap();
    }
}

#[test]
fn every_letter_is_set_whole_with_its_head_marks_and_page_numbers() {
    for kind in LetterKind::ALL {
        for (name, letter) in [("lengkap", full(*kind)), ("ringkas", minimal(*kind))] {
            let paper = paper(&letter);
            let bytes = pdf(&paper, &print());
            keep(&format!("{}-{name}", kind.as_str()), &bytes);
            let read = read(&bytes);
            let all = read.join(" ");
            for (at, page) in read.iter().enumerate() {
                assert_eq!(page.starts_with("RAHASIA"), paper.head.confidential, "{kind:?} {page}");
                let number = format!("Halaman {} dari {}", at + 1, read.len());
                assert!(page.contains(&number), "{kind:?} {number}");
            }
            assert_eq!(read.len(), pages(&bytes));
            for words in [
                "PEMERINTAH KOTA CONTOH",
                "DINAS KOMUNIKASI DAN INFORMATIKA",
                "Jalan Contoh Nomor 1",
                "12 Januari 2026",
                "800.1.6.2/001/UJI/I/2026",
                "Dokumen ini tersegel",
            ] {
                assert!(all.contains(words), "{kind:?} {words}\n{all}");
            }
            let must = |name: &str| kind.schema().value(name).is_some_and(|one| one.need != Need::May);
            for (name, value) in letter.fields().values.iter().filter(|(name, value)| must(name) && *value != "ya") {
                assert_words(&all, value, name);
            }
            for signatory in &paper.signatures {
                assert_words(&all, &signatory.who.name, "name");
                assert_words(&all, signatory.who.number.as_deref().unwrap_or_default(), "number");
            }
            for copy in &paper.head.copies {
                assert_words(&all, copy, "copy");
            }
        }
    }
}

#[test]
fn a_record_of_examination_goes_over_pages_and_keeps_every_answer_whole() {
    let Letter::Examination(record) = full(LetterKind::Examination) else { panic!("a record") };
    let read = read(&pdf(&paper(&Letter::Examination(record)), &print()));
    assert!(read.len() >= 2, "{}", read.len());
    let all = read.join(" ");
    for number in 1..=17 {
        assert!(all.contains(&format!("Jawaban ke-{number}. Saya mengantar")), "{number}");
    }
    let last = read.last().unwrap();
    assert!(last.contains("Demikian Berita Acara Pemeriksaan ini"), "the signatures are not alone on a page: {last}");
    assert!(last.contains("Tidak menandatangani: ingin membaca dulu"));
    assert_words(last, LONG_NAME, "name");
}

#[test]
fn a_signature_never_stands_alone_wherever_the_page_ends() {
    let Letter::Examination(mut record) = full(LetterKind::Examination) else { panic!("a record") };
    for count in (0..12).chain([40]) {
        record.exchanges = (0..count)
            .map(|number| Exchange { question: format!("Tanya {number}?"), answer: "Ya, demikian.".into() })
            .collect();
        let read = read(&pdf(&paper(&Letter::Examination(record.clone())), &print()));
        let signed: Vec<&String> = read.iter().filter(|page| page.contains("Yang diperiksa,")).collect();
        assert_eq!(signed.len(), 1, "{count}");
        assert!(signed[0].contains("Demikian Berita Acara"), "{count}: {}", signed[0]);
    }
}

#[test]
fn an_electronic_signature_stands_in_its_box_and_says_by_whom() {
    let paper = paper(&full(LetterKind::Decision));
    let mark = |signatory| ElectronicMark {
        signatory,
        by: "Drs. H. Wiratama Contoh, M.M.".into(),
        note: "Sertifikat uji coba, tanpa kekuatan hukum".into(),
    };
    let bytes = pdf(&paper, &LetterPrint { electronic: vec![mark(0)], ..print() });
    keep("elektronik", &bytes);
    let all = read(&bytes).join(" ");
    assert!(all.contains("Ditandatangani secara elektronik oleh"), "{all}");
    assert!(all.contains("Sertifikat uji coba"));
    let other = read(&pdf(&paper, &LetterPrint { electronic: vec![mark(7)], ..print() })).join(" ");
    assert!(!other.contains("elektronik oleh"));
}

/// The letters of a text, sorted.
fn letters_of(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

#[test]
fn a_preview_has_words_across_each_page_and_is_another_file() {
    let paper = paper(&full(LetterKind::Examination));
    let plain = read(&pdf(&paper, &LetterPrint { mark: None, ..print() }));
    let bytes = pdf(&paper, &LetterPrint { across: "CONTOH BUKAN SURAT".into(), mark: None, ..print() });
    keep("pratinjau", &bytes);
    let marked = read(&bytes);
    assert!(plain.len() > 1);
    assert_eq!(plain.len(), marked.len());
    // The words stand askew: the reader takes them apart and strews them over the page.
    for (plain, marked) in plain.iter().zip(&marked) {
        let mut more = letters_of(marked);
        for letter in letters_of(plain) {
            let at = more.iter().position(|one| *one == letter).unwrap_or_else(|| panic!("{letter} is gone: {marked}"));
            more.remove(at);
        }
        assert_eq!(more, letters_of("CONTOH BUKAN SURAT"), "{marked}");
    }
}

#[test]
fn a_letterhead_of_many_lines_is_set_from_the_top() {
    let names = ["Pemerintah Kabupaten Contoh", "Sekretariat Daerah", "Bagian Umum, Perlengkapan dan Rumah Tangga"];
    let letterhead = Letterhead { names: names.map(str::to_owned).to_vec(), ..print().letterhead };
    let all = read(&pdf(&paper(&full(LetterKind::Summons)), &LetterPrint { letterhead, ..print() })).join(" ");
    let at = |words: &str| all.find(&words.to_uppercase()).unwrap_or_else(|| panic!("{words} in {all}"));
    assert!(at(names[0]) < at(names[1]) && at(names[1]) < at(names[2]));
}

#[test]
fn a_letter_is_pdf_a_and_the_same_values_give_the_same_bytes() {
    let paper = paper(&full(LetterKind::Summons));
    let bytes = pdf(&paper, &print());
    assert!(String::from_utf8_lossy(&bytes).contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(bytes == pdf(&paper, &print()));
    assert_eq!(pages(&bytes), 1, "a summons is one page");
}

#[test]
fn a_broken_logo_and_hostile_text_do_not_cost_the_letter() {
    let mut letterhead = print().letterhead;
    letterhead.logo = Some(b"\x89PNG not a picture".to_vec());
    let Letter::Colleague(mut statement) = full(LetterKind::Colleague) else { panic!("a statement") };
    statement.text = "#panic() $x$ *bold* \\ @label <tag> \u{202e}😀 \u{0} {nama} {nip".into();
    statement.subject.name = "W".repeat(400);
    let bytes = pdf(&paper(&Letter::Colleague(statement)), &LetterPrint { letterhead, mark: None, ..print() });
    assert!(read(&bytes).join(" ").contains("#panic() $x$ *bold*"));
    let bare = LetterPrint::default();
    assert!(pages(&pdf(&paper(&minimal(LetterKind::Recap)), &bare)) >= 1);
}

#[test]
fn nothing_of_a_letter_is_cut_away() {
    let Letter::Colleague(mut statement) = full(LetterKind::Colleague) else { panic!("a statement") };
    statement.text = format!("{} TAMAT", "kata ".repeat(3_500));
    let whole = read(&pdf(&paper(&Letter::Colleague(statement.clone())), &print()));
    assert!(whole.len() > 3 && whole.join(" ").contains("TAMAT"));
    statement.text = "x".repeat(MAX_BLOCK + 1);
    let refused = letter_pdf(&paper(&Letter::Colleague(statement)), &print());
    assert_eq!(refused, Err(LetterError::TooLong { found: MAX_BLOCK + 1 }));

    let mut paper = paper(&full(LetterKind::Team));
    if let Some(Block::Table { rows, .. }) = paper.blocks.iter_mut().find(|one| matches!(one, Block::Table { .. })) {
        rows[0].pop();
    }
    assert_eq!(letter_pdf(&paper, &print()), Err(LetterError::Row { columns: 5, found: 4 }));
    paper.signatures.clear();
    assert_eq!(letter_pdf(&paper, &print()), Err(LetterError::Unsigned));
}

#[test]
fn a_column_is_as_wide_as_its_longest_word_and_takes_its_part_of_what_is_left() {
    let texts = |texts: &[&str]| texts.iter().map(|one| (*one).to_owned()).collect::<Vec<String>>();
    let rows = [texts(&["12 Januari 2026", &"kata ".repeat(40), "209909262120052001"])];
    let shares = widths(&texts(&["Tanggal", "Kejadian", "NIP"]), &rows);
    assert!(shares[0] >= 9 && shares[2] >= 20 && shares[1] > 2 * shares[0], "{shares:?}");
    assert!(widths(&texts(&["A", "B"]), &[]).iter().all(|share| *share > 0));
}

#[test]
fn a_long_closing_and_many_who_sign_are_set() {
    let mut paper = paper(&full(LetterKind::Examination));
    paper.blocks.push(Block::text("Demikian ".repeat(400)));
    let sari = official("Sari Contoh, S.H.", "Auditor Ahli Muda");
    paper.signatures.extend((0..14).map(|_| Signatory { as_what: "Saksi".into(), who: sari.clone(), refused: None }));
    let read = read(&pdf(&paper, &print()));
    assert_eq!(read.join(" ").matches("Saksi,").count(), 14);
    let first = read.iter().find(|page| page.contains("Yang diperiksa,")).unwrap();
    assert!(first.contains("Demikian Demikian"), "{first}");
    paper.arrangement = Arrangement::Stacked;
    assert!(pages(&pdf(&paper, &print())) > read.len());
}
