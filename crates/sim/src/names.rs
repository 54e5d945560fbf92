//! Names of people who do not exist: common given names beside family words made of syllables.

use crate::dice::Dice;

/// A man or a woman, as digit 15 of a NIP tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Man,
    Woman,
}

const MEN: [&str; 36] = [
    "Agus", "Ahmad", "Andi", "Bayu", "Bambang", "Budi", "Dedi", "Dimas", "Eko", "Fajar", "Gilang", "Hadi", "Hendra",
    "Imam", "Indra", "Irfan", "Joko", "Made", "Muhamad", "Nanang", "Nyoman", "Oki", "Pandu", "Rahmat", "Rangga",
    "Rizal", "Rudi", "Satria", "Slamet", "Teguh", "Tomi", "Udin", "Wahyu", "Wayan", "Yoga", "Yusuf",
];

const WOMEN: [&str; 36] = [
    "Aisyah", "Anisa", "Ayu", "Citra", "Desi", "Dewi", "Dian", "Eka", "Endang", "Fitri", "Hana", "Ida", "Indah",
    "Intan", "Kartika", "Ketut", "Laila", "Lestari", "Lina", "Maya", "Mega", "Nia", "Ningsih", "Nur", "Putri", "Ratna",
    "Rina", "Rini", "Sari", "Sinta", "Siti", "Sri", "Tuti", "Wulan", "Yanti", "Yuli",
];

const HEADS: [&str; 32] = [
    "Adi", "Ardi", "Bana", "Basu", "Bima", "Cakra", "Darma", "Djaya", "Gara", "Gita", "Guna", "Hasta", "Jati", "Karta",
    "Kusu", "Lang", "Maha", "Mandra", "Naga", "Pala", "Panca", "Pra", "Rada", "Sasra", "Satya", "Sena", "Surya",
    "Tirta", "Wana", "Wira", "Wisnu", "Yuda",
];

const TAILS: [&str; 24] = [
    "baya", "dipa", "gama", "geni", "graha", "karna", "kusuma", "laga", "loka", "mara", "mukti", "negara", "nala",
    "pati", "prana", "raksa", "rangka", "sada", "sakti", "tama", "tara", "wangsa", "warda", "yasa",
];

/// A name without titles.
pub(crate) fn name(dice: &mut Dice, sex: Sex) -> String {
    let given = match sex {
        Sex::Man => dice.pick(&MEN),
        Sex::Woman => dice.pick(&WOMEN),
    };
    let family = format!("{}{}", dice.pick(&HEADS), dice.pick(&TAILS));
    if dice.chance(0.25) {
        let second = match sex {
            Sex::Man => dice.pick(&MEN),
            Sex::Woman => dice.pick(&WOMEN),
        };
        if second != given {
            return format!("{given} {second} {family}");
        }
    }
    format!("{given} {family}")
}

/// A name with the titles of the person's schooling.
pub(crate) fn titled(dice: &mut Dice, name: String, schooling: &[&str]) -> String {
    if schooling.is_empty() || dice.chance(0.3) {
        return name;
    }
    match *dice.pick(schooling) {
        "dr." => format!("dr. {name}"),
        title => format!("{name}, {title}"),
    }
}
