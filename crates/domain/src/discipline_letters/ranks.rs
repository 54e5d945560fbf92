//! Golongan and pangkat of PNS: the standard list. PPPK have golongan I to XVII without a pangkat.

/// Golongan and the name of its pangkat, from the lowest.
pub const RANKS: [(&str, &str); 17] = [
    ("I/a", "Juru Muda"),
    ("I/b", "Juru Muda Tingkat I"),
    ("I/c", "Juru"),
    ("I/d", "Juru Tingkat I"),
    ("II/a", "Pengatur Muda"),
    ("II/b", "Pengatur Muda Tingkat I"),
    ("II/c", "Pengatur"),
    ("II/d", "Pengatur Tingkat I"),
    ("III/a", "Penata Muda"),
    ("III/b", "Penata Muda Tingkat I"),
    ("III/c", "Penata"),
    ("III/d", "Penata Tingkat I"),
    ("IV/a", "Pembina"),
    ("IV/b", "Pembina Tingkat I"),
    ("IV/c", "Pembina Utama Muda"),
    ("IV/d", "Pembina Utama Madya"),
    ("IV/e", "Pembina Utama"),
];

/// The pangkat of a golongan, as `III/b`; blanks and capitals do not matter.
pub fn rank_name(golongan: &str) -> Option<&'static str> {
    let plain = golongan.replace(' ', "");
    RANKS.iter().find(|(of, _)| of.eq_ignore_ascii_case(&plain)).map(|(_, name)| *name)
}

/// As letters print it: `Penata Muda Tingkat I (III/b)`, `Golongan IX`, or a dash. What is neither is printed as it stands.
pub fn rank_line(golongan: Option<&str>) -> String {
    let Some(golongan) = golongan.map(str::trim).filter(|text| !text.is_empty()) else { return "-".to_owned() };
    if let Some(name) = rank_name(golongan) {
        return format!("{name} ({})", golongan.replace(' ', ""));
    }
    let roman = golongan.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    if roman { format!("Golongan {golongan}") } else { golongan.to_owned() }
}
