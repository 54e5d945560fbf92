//! Numbers and dates in Indonesian words, as official records write them.

use jiff::civil::{Date, Weekday};

use crate::text::month_name;

const ONES: [&str; 12] =
    ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

/// A number in words: `dua ribu dua puluh enam`.
pub fn in_words(number: u32) -> String {
    let joined = |head: String, rest: u32| {
        if rest == 0 { head } else { format!("{head} {}", in_words(rest)) }
    };
    match number {
        0..=11 => ONES[number as usize].to_owned(),
        12..=19 => format!("{} belas", ONES[(number - 10) as usize]),
        20..=99 => joined(format!("{} puluh", ONES[(number / 10) as usize]), number % 10),
        100..=199 => joined("seratus".into(), number - 100),
        200..=999 => joined(format!("{} ratus", ONES[(number / 100) as usize]), number % 100),
        1_000..=1_999 => joined("seribu".into(), number - 1_000),
        2_000..=999_999 => joined(format!("{} ribu", in_words(number / 1_000)), number % 1_000),
        1_000_000..=999_999_999 => joined(format!("{} juta", in_words(number / 1_000_000)), number % 1_000_000),
        _ => joined(format!("{} miliar", in_words(number / 1_000_000_000)), number % 1_000_000_000),
    }
}

/// The name of a weekday.
pub fn weekday_name(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    }
}

/// A day as the first sentence of an official record names it:
/// `Senin tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam (23-11-2026)`.
pub fn day_in_words(day: Date) -> String {
    let month = month_name(day);
    let month = month.split(' ').next().unwrap_or_default();
    let words = |number: i16| in_words(u32::from(number.unsigned_abs()));
    format!(
        "{} tanggal {} bulan {month} tahun {} ({:02}-{:02}-{:04})",
        weekday_name(day),
        words(i16::from(day.day())),
        words(day.year()),
        day.day(),
        day.month(),
        day.year()
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_spoken() {
        for (number, words) in [
            (0, "nol"),
            (11, "sebelas"),
            (17, "tujuh belas"),
            (20, "dua puluh"),
            (99, "sembilan puluh sembilan"),
            (100, "seratus"),
            (111, "seratus sebelas"),
            (1_001, "seribu satu"),
            (1_945, "seribu sembilan ratus empat puluh lima"),
            (2_026, "dua ribu dua puluh enam"),
            (12_000, "dua belas ribu"),
            (1_100_000, "satu juta seratus ribu"),
            (2_000_000_017, "dua miliar tujuh belas"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }

    #[test]
    fn a_record_begins_with_its_day_in_words() {
        assert_eq!(
            day_in_words(date(2026, 11, 23)),
            "Senin tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam (23-11-2026)"
        );
    }
}
