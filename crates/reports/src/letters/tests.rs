use std::collections::BTreeSet;

use hadir_domain::discipline_letters::{Block, Need, PatternError};
use jiff::civil::date;

use super::sample::{full, minimal};
use super::*;

fn changed(kind: LetterKind, from: &str, to: &str) -> Vec<Fault> {
    let text = shipped::text(kind);
    assert!(text.contains(from), "{from}");
    let problems = check(&text.replacen(from, to, 1), kind).unwrap_err();
    problems.into_iter().map(|one| one.fault).collect()
}

fn said(paper: &Paper) -> String {
    paper.blocks.iter().map(|block| format!("{block:?}\n")).collect()
}

#[test]
fn every_shipped_template_is_valid() {
    for kind in LetterKind::ALL {
        assert_eq!(check(shipped::text(*kind), *kind), Ok(()), "{kind:?}");
    }
    let codes: BTreeSet<String> = LetterTemplates::shipped().0.into_values().map(|one| one.0.code).collect();
    assert_eq!(codes.len(), LetterKind::ALL.len(), "no two kinds share a code");
}

#[test]
fn a_letter_offers_exactly_what_its_list_says() {
    for kind in LetterKind::ALL {
        let schema = kind.schema();
        for letter in [full(*kind), minimal(*kind)] {
            let fields = letter.fields();
            assert_eq!((fields.kind, letter.kind()), (*kind, *kind));
            for name in fields.values.keys() {
                assert!(schema.value(name).is_some(), "{kind:?} {name}");
            }
            for name in fields.parts.keys() {
                assert!(schema.part(name).is_some(), "{kind:?} {name}");
            }
            for name in fields.parties.keys() {
                assert!(schema.parties.iter().any(|one| one.name == *name), "{kind:?} {name}");
            }
        }
        let fields = full(*kind).fields();
        for one in schema.all_values().filter(|one| one.need != Need::Sometimes) {
            assert!(fields.values.contains_key(one.name), "{kind:?} {}", one.name);
        }
        for one in schema.parts {
            assert!(fields.parts.contains_key(one.name), "{kind:?} {}", one.name);
        }
    }
}

#[test]
fn every_word_of_a_full_letter_stands_on_its_paper() {
    let templates = LetterTemplates::shipped();
    for kind in LetterKind::ALL {
        let letter = full(*kind);
        let paper = templates.paper(&letter);
        let all = format!("{paper:?}").to_lowercase();
        let flags = ["lisan", "diterima_sendiri", "pns", "pppk", "non_asn"];
        let must = |name: &str| kind.schema().value(name).is_some_and(|one| one.need != Need::May);
        for (name, value) in letter.fields().values.iter().filter(|(name, _)| must(name) && !flags.contains(name)) {
            let escaped = format!("{value:?}").to_lowercase();
            assert!(all.contains(escaped.trim_matches('"')), "{kind:?} {name}: {value}");
        }
        let signers: usize = letter.fields().parties.values().map(Vec::len).sum();
        assert_eq!(paper.signatures.len(), signers, "{kind:?}");
        assert!(!templates.paper(&minimal(*kind)).signatures.is_empty());
    }
}

#[test]
fn an_unknown_placeholder_is_refused_by_name_and_what_there_is_is_listed() {
    let text = shipped::text(LetterKind::Summons).replace("{pasal}", "{psal}");
    let problems = check(&text, LetterKind::Summons).unwrap_err();
    let words: Vec<String> = problems.iter().map(Problem::in_indonesian).collect();
    assert_eq!(words[0].split(". Yang ada: ").next(), Some("isi 7: isian {psal} tidak dikenal"));
    assert!(words[0].ends_with("unit_kerja, pelanggaran, pasal"), "{}", words[0]);
    assert_eq!(words[1..], ["isi: isian {pasal} wajib dipakai; tulis {pasal} pada salah satu teks"]);
    let at = text.lines().position(|line| line.contains("{psal}")).unwrap() + 1;
    assert_eq!((problems[0].line, problems[1].line), (Some(at), None), "the line the officer has to change");
    let broken = check("bentuk = \"surat\"\nkode = \n", LetterKind::Summons).unwrap_err();
    assert_eq!(broken[0].line, Some(2));
    let pattern = shipped::text(LetterKind::Decision).replace("{nomor:3}", "3");
    assert_eq!(check(&pattern, LetterKind::Decision).unwrap_err()[0].line, Some(4));
}

#[test]
fn what_a_letter_is_not_whole_without_is_asked_for() {
    use LetterKind::{Decision, Examination, HandOver, Report, Summons};
    let waktu = "[[isi]]\nbagian = \"waktu\"\n";
    assert_eq!(changed(Summons, waktu, ""), [Fault::MissingPart("waktu")]);
    assert_eq!(changed(Summons, "pihak = \"penanda_tangan\"", "pihak = \"x\"").len(), 2);
    assert_eq!(changed(Summons, "hal = \"Panggilan untuk diperiksa\"\n", ""), [Fault::MissingKey("hal")]);
    assert_eq!(
        changed(HandOver, "jika = \"alasan_menolak\"\n", ""),
        [Fault::Unguarded("alasan_menolak")],
        "a reason nobody gave would be printed as a dash"
    );
    assert_eq!(changed(Report, "\"Waktu\", ", ""), [Fault::Columns { columns: 6, found: 5 }]);
    assert_eq!(changed(Decision, "{nomor:3}", "3"), [Fault::Number(PatternError::NoRunning)]);
    assert_eq!(changed(Decision, "judul = ", "sifat = \"x\"\njudul = "), [Fault::NotHere("sifat")]);
    assert_eq!(changed(Examination, "teks = \"Demikian", "tengah = \"Demikian"), [Fault::NoClosing]);
    assert_eq!(changed(Examination, "teks = \"Demikian", "jika = \"perintah\"\nteks = \"Demikian"), [Fault::NoClosing]);
    assert_eq!(changed(Examination, "teks = \"{pernyataan}\"", "teks = \"{pernyataan\"")[0], Fault::Brace);
    assert!(matches!(&changed(Summons, "kode = ", "kde = ")[..], [Fault::Unreadable(_)]));
    assert!(matches!(&changed(Summons, "bentuk = \"surat\"", "bentuk = \"memo\"")[..], [Fault::NotInList { .. }, ..]));
    assert_eq!(check(&"#".repeat(100_000), Summons).unwrap_err()[0].fault, Fault::TooLong(65_536));
    assert_eq!(
        changed(Decision, "label = \"KETIGA\"\n", "label = \"KETIGA\"\njika = \"menimbang\"\n"),
        [Fault::Hanging("upaya")],
        "what every decision says must not hang on a condition"
    );
    assert_eq!(check("", Summons).unwrap_err().len(), 1);
}

#[test]
fn an_office_puts_its_own_words_in_place_of_the_shipped() {
    let own = shipped::text(LetterKind::Summons).replace("Demikian untuk dilaksanakan.", "Harap hadir, Sdr. {nama}.");
    let templates = LetterTemplates::with_overrides(&[("surat_panggilan_1.toml", &own)]).unwrap();
    assert!(said(&templates.paper(&full(LetterKind::Summons))).contains("Harap hadir, Sdr. Dr. Ir."));
    assert_eq!(templates.text(LetterKind::Summons), own);
    let shipped = LetterTemplates::shipped();
    assert_eq!(templates.text(LetterKind::Report), shipped.text(LetterKind::Report));

    let refused = LetterTemplates::with_overrides(&[("memo", ""), ("bap", "isi = 1"), ("lhp", "")]).unwrap_err();
    let names: Vec<&str> = refused.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["memo", "bap", "lhp"]);
    assert_eq!(refused[0].problems[0].in_indonesian(), "memo: tidak ada surat dengan nama ini");
}

#[test]
fn a_number_has_the_code_of_its_kind() {
    let templates = LetterTemplates::shipped();
    let on = date(2026, 11, 3);
    let given = ["800.1.6.2/006/SP1/X/2026", "800.1.6.2/030/LHP/X/2026", "800.1.6.2/090/SP1/X/2025"];
    let next = |pattern| templates.next_number(LetterKind::Summons, pattern, given, "DISKOMINFO", on);
    assert_eq!(next(None), "800.1.6.2/007/SP1/XI/2026");
    let own = NumberPattern::parse("800/{nomor}/{unit}/{tahun}").unwrap();
    assert_eq!(next(Some(&own)), "800/1/DISKOMINFO/2026");
    let (opening, closing) = templates.questions();
    assert_eq!((opening.len(), closing.len()), (6, 4));
}

#[test]
fn a_confidential_letter_is_rahasia_and_its_copies_are_those_of_the_office_and_its_own() {
    let templates = LetterTemplates::shipped();
    let paper = templates.paper(&full(LetterKind::Summons));
    assert_eq!((paper.nature.as_str(), paper.title.as_str()), ("Rahasia", "SURAT PANGGILAN I"));
    let decision = templates.paper(&full(LetterKind::Decision));
    assert_eq!(decision.head.copies.len(), 5);
    assert_eq!(decision.about.split(" Dr.").next(), Some("Penjatuhan hukuman disiplin kepada Sdr."));
    let Block::List { lettered: true, lines, .. } = &decision.blocks[0] else { panic!("menimbang") };
    assert_eq!((lines.len(), lines[2].as_str()), (3, "bahwa hal yang memberatkan ialah pernah ditegur"));
}

#[test]
fn a_decision_names_the_law_of_whom_it_is_about() {
    let templates = LetterTemplates::shipped();
    let pns = said(&templates.paper(&full(LetterKind::Decision)));
    assert!(pns.contains("Nomor 94 Tahun 2021") && !pns.contains("Nomor 49 Tahun 2018"));
    assert!(pns.contains("Peraturan Bupati Contoh Nomor 1 Tahun 2026"));
    let pppk = said(&templates.paper(&minimal(LetterKind::Decision)));
    assert!(pppk.contains("Nomor 49 Tahun 2018") && !pppk.contains("Nomor 94 Tahun 2021"));
    let contract = said(&templates.paper(&minimal(LetterKind::Team)));
    assert!(contract.contains("Perjanjian kerja yang bersangkutan") && !contract.contains("tentang Disiplin"));
}

#[test]
fn the_guide_lists_every_name() {
    let guide = include_str!("../../../../docs/guides/surat-disiplin.md");
    for kind in LetterKind::ALL {
        let row = format!("| `{}` |", kind.as_str());
        let row = guide.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row}"));
        let schema = kind.schema();
        for one in schema.values {
            assert!(row.contains(&format!("`{{{}}}`", one.name)), "{kind:?} {}", one.name);
        }
        let parties = schema.parties.iter().map(|one| one.name);
        for name in schema.parts.iter().map(|one| one.name).chain(parties) {
            assert!(row.contains(&format!("`{name}`")), "{kind:?} {name}");
        }
    }
}

#[test]
fn a_record_says_only_what_happened() {
    let templates = LetterTemplates::shipped();
    let taken = |kind| said(&templates.paper(&kind));
    let refused = taken(full(LetterKind::HandOver));
    assert!(refused.contains("menolak menerima: akan mengajukan keberatan") && !refused.contains("diterima sendiri"));
    let own = taken(minimal(LetterKind::HandOver));
    assert!(own.contains("diterima sendiri") && !own.contains("menolak") && !own.contains("dikirim"));
    assert!(taken(full(LetterKind::Examination)).contains("berdasarkan SK Tim Pemeriksa"));
    assert!(!taken(minimal(LetterKind::Examination)).contains("berdasarkan"));
    assert!(taken(minimal(LetterKind::Reprimand)).contains("secara lisan teguran lisan"));
}
