//! Numbers and dates in Indonesian words, as official records write them.

use jiff::civil::{Date, Weekday};

/// The months, January first.
pub const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
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

/// The name of the month.
pub fn month_name(day: Date) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

/// `12 Januari 2026`.
pub fn long_date(day: Date) -> String {
    format!("{} {} {}", day.day(), month_name(day), day.year())
}

/// `Senin tanggal dua belas bulan Januari tahun dua ribu dua puluh enam`. Years before our era have no words here.
pub fn date_in_words(day: Date) -> String {
    let words = |number: i16| in_words(u32::from(number.unsigned_abs()));
    let (number, year) = (words(i16::from(day.day())), words(day.year()));
    format!("{} tanggal {number} bulan {} tahun {year}", weekday_name(day), month_name(day))
}

/// A day as the first sentence of an official record names it:
/// `Senin tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam (23-11-2026)`.
pub fn day_in_words(day: Date) -> String {
    format!("{} ({:02}-{:02}-{:04})", date_in_words(day), day.day(), day.month(), day.year())
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

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (number, words) in [
            (0, "nol"),
            (7, "tujuh"),
            (10, "sepuluh"),
            (11, "sebelas"),
            (12, "dua belas"),
            (19, "sembilan belas"),
            (20, "dua puluh"),
            (21, "dua puluh satu"),
            (100, "seratus"),
            (111, "seratus sebelas"),
            (200, "dua ratus"),
            (999, "sembilan ratus sembilan puluh sembilan"),
            (1000, "seribu"),
            (1001, "seribu satu"),
            (1100, "seribu seratus"),
            (1945, "seribu sembilan ratus empat puluh lima"),
            (2026, "dua ribu dua puluh enam"),
            (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
            (11_000, "sebelas ribu"),
        ] {
            assert_eq!(in_words(number), words);
        }
    }

    /// The value of words, read back by another way than they were made.
    fn value(words: &str) -> u32 {
        let (mut total, mut part) = (0, 0);
        for word in words.split(' ') {
            let ones = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
            match word {
                "sepuluh" => part += 10,
                "sebelas" => part += 11,
                "seratus" => part += 100,
                "seribu" => total += 1000,
                "belas" => part += 10,
                "puluh" => part = part / 10 * 10 + part % 10 * 10,
                "ratus" => part *= 100,
                "ribu" => (total, part) = (total + part * 1000, 0),
                _ => part += u32::try_from(ones.iter().position(|one| *one == word).unwrap()).unwrap(),
            }
        }
        total + part
    }

    #[test]
    fn every_number_up_to_9999_reads_back() {
        for number in 0..=9999 {
            let words = in_words(number);
            let back = value(&words);
            // `tiga ratus dua puluh` multiplies only its last figure; the reader above does so by tens.
            assert_eq!(back, number, "{words}");
        }
    }

    #[test]
    fn a_date_is_said_in_full() {
        assert_eq!(
            date_in_words(date(2026, 1, 12)),
            "Senin tanggal dua belas bulan Januari tahun dua ribu dua puluh enam"
        );
        assert_eq!(long_date(date(2026, 8, 1)), "1 Agustus 2026");
        assert_eq!(weekday_name(date(2026, 3, 27)), "Jumat");
    }
}
