//! Numbers and dates in Indonesian words.

use jiff::civil::{Date, Weekday};

const ONES: [&str; 12] =
    ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

const MONTHS: [&str; 12] = [
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

/// A whole number in words: 1100 is `seribu seratus`.
pub fn in_words(number: u16) -> String {
    match number {
        0..=11 => ONES[usize::from(number)].to_owned(),
        12..=19 => format!("{} belas", ONES[usize::from(number - 10)]),
        20..=99 => joined(format!("{} puluh", in_words(number / 10)), number % 10),
        100..=199 => joined("seratus".to_owned(), number - 100),
        200..=999 => joined(format!("{} ratus", in_words(number / 100)), number % 100),
        1000..=1999 => joined("seribu".to_owned(), number - 1000),
        _ => joined(format!("{} ribu", in_words(number / 1000)), number % 1000),
    }
}

fn joined(head: String, rest: u16) -> String {
    if rest == 0 { head } else { format!("{head} {}", in_words(rest)) }
}

/// Name of the weekday.
pub fn day_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Senin",
        Weekday::Tuesday => "Selasa",
        Weekday::Wednesday => "Rabu",
        Weekday::Thursday => "Kamis",
        Weekday::Friday => "Jumat",
        Weekday::Saturday => "Sabtu",
        Weekday::Sunday => "Minggu",
    }
}

/// Name of the month.
pub fn month_name(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// `12 Januari 2026`.
pub fn long_date(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

/// `Senin tanggal dua belas bulan Januari tahun dua ribu dua puluh enam`. Years before our era have no words here.
pub fn date_in_words(date: Date) -> String {
    let (day, year) = (in_words(date.day().unsigned_abs().into()), in_words(date.year().unsigned_abs()));
    format!("{} tanggal {day} bulan {} tahun {year}", day_name(date), month_name(date))
}
