//! Names as people write them on terminals and in registers, made comparable.
//!
//! A terminal's list holds `M. ABD. ROCHMAN`, the register `H. Muhammad Abdul Rahman, S.Pd., M.M.`: titles and degrees are
//! dropped, spellings folded, initials read as such, and the order of the parts does not matter.

/// Parts of a name looked at; a longer name is longer than any of these lists writes.
const MOST_PARTS: usize = 8;

/// Letters a part needs to be the beginning of another: terminals cut names off.
const SHORTEST_BEGINNING: usize = 3;

/// How much an initial says of the part it stands for, in thousandths.
const INITIAL: u32 = 700;

/// How much a beginning says of the part it stands for, in thousandths.
const BEGINNING: u32 = 900;

/// Parts less alike than this are different parts, in thousandths.
const LEAST_ALIKE: u32 = 700;

/// Degrees and titles, without dots and in small letters. What stands here is never part of a name that is compared.
const TITLES: &[&str] = &[
    // Before the name.
    "dr", "drg", "drh", "drs", "dra", "ir", "prof", "ns", "apt", "bd", "bdn", "h", "hj", "kh", "hjh", "rr", "tgk",
    // After the name.
    "se", "sh", "si", "st", "sp", "spt", "spd", "spdi", "spdsd", "spdpaud", "sag", "sip", "sos", "ssos", "ssi", "skom",
    "skm", "skep", "skeb", "sth", "sthi", "shi", "sei", "sfarm", "sgz", "shum", "ss", "spsi", "sst", "sstp", "stp",
    "skh", "sked", "spi", "shut", "sik", "strkeb", "strkep", "strkes", "sap", "sak", "sm", "mm", "mh", "mkes", "mkm",
    "mpd", "mpdi", "msi", "mp", "mt", "ma", "mag", "map", "mba", "mkom", "msc", "mkep", "mkeb", "mhum", "mpsi", "me",
    "mei", "mak", "mars", "mph", "msos", "mip", "mtr", "amd", "amdkeb", "amdkep", "amdkom", "amk", "amkeb", "amkl",
    "amkg", "amg", "amf", "ama", "ap", "bsc", "ba", "phd", "spog", "spa", "spb", "spm", "sppd", "span", "sprad",
    "spkk",
];

/// Short forms with the name they stand for.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("muh", "muhammad"),
    ("moh", "muhammad"),
    ("mohd", "muhammad"),
    ("mhd", "muhammad"),
    ("moch", "muhammad"),
    ("much", "muhammad"),
    ("muhamad", "muhammad"),
    ("mohamad", "muhammad"),
    ("mohammad", "muhammad"),
    ("mochamad", "muhammad"),
    ("mochammad", "muhammad"),
    ("muchamad", "muhammad"),
    ("muchammad", "muhammad"),
    ("mokhamad", "muhammad"),
    ("mukhamad", "muhammad"),
    ("mohammed", "muhammad"),
    ("abd", "abdul"),
    ("abdoel", "abdul"),
    ("abdl", "abdul"),
    ("akhmad", "ahmad"),
    ("achmad", "ahmad"),
    ("akh", "ahmad"),
    ("ach", "ahmad"),
];

/// A name without titles and degrees, its parts folded to one spelling, in no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainName(Vec<String>);

impl PlainName {
    /// Reads a name; `None` when nothing of it can be compared.
    ///
    /// Parts after the first comma are degrees unless they look like names. A lone letter counts as an initial.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts: Vec<String> = Vec::new();
        for (segment, piece) in text.split([',', ';', '/', '(']).enumerate() {
            for word in piece.split_whitespace() {
                read_word(word, segment > 0, parts.is_empty(), &mut parts);
            }
        }
        parts.truncate(MOST_PARTS);
        parts.sort_unstable();
        (parts.iter().any(|part| part.len() > 1)).then_some(Self(parts))
    }

    /// How alike two names are, in thousandths: twice what agrees over all parts. It does not matter which comes first.
    pub fn similarity(&self, other: &Self) -> u32 {
        let (few, many) = if self.0.len() <= other.0.len() { (&self.0, &other.0) } else { (&other.0, &self.0) };
        let agreed = best_pairing(few, many);
        let parts = u32::try_from(few.len() + many.len()).unwrap_or(u32::MAX);
        2 * agreed / parts.max(1)
    }

    /// Whether it is one word only, which many people share.
    pub fn is_single(&self) -> bool {
        self.0.len() == 1
    }
}

fn read_word(word: &str, after_comma: bool, first: bool, parts: &mut Vec<String>) {
    let lower = word.to_lowercase();
    let dotted = lower.contains('.');
    let whole: String = lower.chars().filter(|letter| letter.is_alphabetic()).collect();
    if whole.is_empty() {
        return;
    }
    let is_title = TITLES.contains(&whole.as_str());
    // `St. Aminah` is Siti Aminah; `S.T.` behind a name is a degree.
    if whole == "st" && first && !after_comma {
        parts.push("siti".to_owned());
        return;
    }
    if is_title && (after_comma || dotted || whole.len() > 1 || first) {
        return;
    }
    if after_comma && dotted {
        return;
    }
    // `M.Abdul` holds two parts, `A.M.` two initials.
    for piece in lower.split(['.', '\'', '`', '-', '_', '*']) {
        let letters: String = piece.chars().filter(|letter| letter.is_alphabetic()).collect();
        if !letters.is_empty() {
            parts.push(folded(&letters));
        }
    }
}

/// One spelling for what is written in several ways.
fn folded(part: &str) -> String {
    if let Some((_, full)) = SHORT_FORMS.iter().find(|(short, _)| *short == part) {
        return fold_letters(full);
    }
    fold_letters(part)
}

fn fold_letters(part: &str) -> String {
    // Spelling before 1972, and Arabic sounds.
    let mut text = part.to_owned();
    for (old, new) in [("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("kh", "h"), ("ch", "h"), ("dz", "z")] {
        text = text.replace(old, new);
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        if !folded.ends_with(letter) {
            folded.push(letter);
        }
    }
    folded
}

/// The most that can agree when each part stands for one part of the other at most, in thousandths of a part.
fn best_pairing(few: &[String], many: &[String]) -> u32 {
    let mut best = vec![0_u32; 1 << many.len()];
    for part in few {
        let alike: Vec<u32> = many.iter().map(|other| part_similarity(part, other)).collect();
        let mut next = best.clone();
        for (taken, sum) in best.iter().enumerate() {
            for (place, score) in alike.iter().enumerate() {
                let with = taken | (1 << place);
                if with != taken {
                    next[with] = next[with].max(sum + score);
                }
            }
        }
        best = next;
    }
    best.into_iter().max().unwrap_or(0)
}

fn part_similarity(one: &str, other: &str) -> u32 {
    if one == other {
        return 1000;
    }
    let (short, long) = if one.chars().count() <= other.chars().count() { (one, other) } else { (other, one) };
    let letters = short.chars().count();
    if long.starts_with(short) {
        return match letters {
            1 => INITIAL,
            _ if letters >= SHORTEST_BEGINNING => BEGINNING,
            _ => 0,
        };
    }
    let longest = u32::try_from(long.chars().count()).unwrap_or(u32::MAX);
    let alike = 1000 - (1000 * distance(short, long) / longest.max(1)).min(1000);
    if alike >= LEAST_ALIKE { alike } else { 0 }
}

/// Letters to change, add or drop to get from one to the other.
fn distance(one: &str, other: &str) -> u32 {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<u32> = (0..=u32::try_from(other.len()).unwrap_or(u32::MAX)).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = u32::try_from(place + 1).unwrap_or(u32::MAX);
        for (column, target) in other.iter().enumerate() {
            let change = corner + u32::from(letter != *target);
            corner = row[column + 1];
            row[column + 1] = change.min(corner + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(one: &str, other: &str) -> u32 {
        PlainName::read(one).unwrap().similarity(&PlainName::read(other).unwrap())
    }

    #[test]
    fn titles_and_degrees_are_no_part_of_a_name() {
        for (register, terminal) in [
            ("dr. Wulan Contoh, Sp.A.", "WULAN CONTOH"),
            ("Hj. SITI AMINAH, S.Pd., M.M.", "Siti Aminah"),
            ("Drs. H. Budi Santoso", "BUDI SANTOSO"),
            ("Ns. Rina Wati, S.Kep", "RINA WATI"),
            ("SITI AMINAH SE", "SITI AMINAH"),
            ("Prof. Dr. Ir. Agus Salim, M.Sc., Ph.D.", "agus salim"),
        ] {
            assert_eq!(alike(register, terminal), 1000, "{register} / {terminal}");
        }
    }

    #[test]
    fn short_forms_initials_and_old_spelling_are_the_same_name() {
        assert_eq!(alike("Muhammad Yusuf", "Moh. Yusuf"), 1000);
        assert_eq!(alike("Mochammad Yusuf", "MUH YUSUF"), 1000);
        assert_eq!(alike("Achmad Rochman", "Ahmad Rohman"), 1000);
        assert_eq!(alike("Soeharto", "Suharto"), 1000);
        assert_eq!(alike("St. Aminah", "Siti Aminah"), 1000);
        assert_eq!(alike("M. Yusuf", "Muhammad Yusuf"), 850);
        assert_eq!(alike("Siti Aminah Rahmawati", "SITI AMINAH RAHMAW"), 966);
    }

    #[test]
    fn the_order_of_the_parts_does_not_matter_and_others_are_others() {
        assert_eq!(alike("Aminah Siti", "Siti Aminah"), 1000);
        assert_eq!(alike("Siti Aminah", "Budi Santoso"), 0);
        assert_eq!(alike("Aminah", "Siti Aminah"), 666);
        assert!(alike("Siti Aminah", "Siti Amina") > 900);
        assert!(PlainName::read("Aminah").unwrap().is_single());
    }

    #[test]
    fn a_text_without_a_name_is_none() {
        for text in ["", " ", "12345", "S.Pd.", "A", "dr."] {
            assert_eq!(PlainName::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_from_both_sides_and_never_more_than_whole(one in "[a-z .,]{1,40}", other in "[a-z .,]{1,40}") {
            if let (Some(one), Some(other)) = (PlainName::read(&one), PlainName::read(&other)) {
                prop_assert_eq!(one.similarity(&other), other.similarity(&one));
                prop_assert!(one.similarity(&other) <= 1000);
                prop_assert_eq!(one.similarity(&one), 1000);
            }
        }

        #[test]
        fn any_text_can_be_read(text in ".{0,60}") {
            let _ = PlainName::read(&text);
        }
    }
}
