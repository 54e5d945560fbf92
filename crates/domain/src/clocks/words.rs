//! What an episode rests on, in plain words of both languages.

use super::EpisodeKind;

/// Said when a span would catch rows of another clock.
pub(super) const AMBIGUOUS: (&str, &str) = (
    " Rentang ini juga memuat rekaman lain, maka tidak ada waktu yang diusulkan.",
    " The span also holds other records, so no time is proposed.",
);

/// Rows sent as they happened.
pub(super) fn live(kind: EpisodeKind, rows: usize, measured: usize, off: i64, proposes: bool) -> (String, String) {
    let (what, what_en) = what(kind);
    let (by, by_en) = apart(off);
    let more = if measured > 0 { format!(" dan {measured} pengukuran") } else { String::new() };
    let more_en = if measured > 0 { format!(" and {measured} measurements") } else { String::new() };
    let (end, end_en) = if proposes { ("", "") } else { NOTHING };
    (
        format!("{what}: {rows} rekaman langsung{more} menunjukkan jam mesin {by}.{end}"),
        format!("{what_en}: {rows} records sent at once{more_en} show the clock {by_en}.{end_en}"),
    )
}

/// Rows from memory.
pub(super) fn stored(
    kind: EpisodeKind,
    rows: usize,
    measured: Option<i64>,
    jumped: bool,
    power: bool,
) -> (String, String) {
    let (what, what_en) = what(kind);
    let mut text = format!("{what}: {rows} rekaman dari memori mesin.");
    let mut text_en = format!("{what_en}: {rows} records from the memory of the machine.");
    if jumped {
        text.push_str(" Jam mundur tanpa catatan penyetelan jam.");
        text_en.push_str(" The clock went back and the machine's log names no setting.");
    }
    if power {
        text.push_str(" Mesin baru saja dinyalakan.");
        text_en.push_str(" The machine had just been switched on.");
    }
    match measured {
        Some(off) => {
            let (by, by_en) = apart(off);
            text.push_str(&format!(" Saat diukur, jam mesin {by}."));
            text_en.push_str(&format!(" When measured the clock was {by_en}."));
        }
        None => {
            text.push_str(NOTHING.0);
            text_en.push_str(NOTHING.1);
        }
    }
    (text, text_en)
}

/// A clock that runs away.
pub(super) fn drift(slope_ms: i64, farthest_s: i64, measured: usize, days: i64) -> (String, String) {
    let seconds = slope_ms.abs() / 1000;
    let tenths = slope_ms.abs() % 1000 / 100;
    let (way, way_en) = if slope_ms > 0 { ("lebih cepat", "fast") } else { ("lebih lambat", "slow") };
    let farthest = span_id(farthest_s);
    let farthest_en = span_en(farthest_s);
    (
        format!(
            "Jam mesin berjalan {seconds},{tenths} detik sehari {way}, sampai {farthest}, menurut {measured} pengukuran dalam {days} hari."
        ),
        format!(
            "The clock runs {seconds}.{tenths} seconds a day {way_en}, up to {farthest_en}, by {measured} measurements in {days} days."
        ),
    )
}

const NOTHING: (&str, &str) = (
    " Tidak ada yang menunjukkan waktu sebenarnya, maka tidak ada usulan.",
    " Nothing tells the true time, so none is proposed.",
);

fn what(kind: EpisodeKind) -> (&'static str, &'static str) {
    match kind {
        EpisodeKind::BatteryReset => {
            ("Jam mesin kembali ke awal (baterai habis)", "The clock began anew (dead battery)")
        }
        EpisodeKind::WrongDay => ("Tanggal mesin salah", "The date of the machine is wrong"),
        EpisodeKind::Off => ("Jam mesin meleset", "The clock is off"),
        EpisodeKind::Drift => ("Jam mesin melenceng", "The clock runs away"),
        EpisodeKind::JumpBack => ("Jam mesin mundur", "The clock went back"),
    }
}

fn apart(off: i64) -> (String, String) {
    let (way, way_en) = if off > 0 { ("lebih maju", "ahead") } else { ("tertinggal", "behind") };
    (format!("{way} {}", span_id(off.abs())), format!("{} {way_en}", span_en(off.abs())))
}

fn span_id(seconds: i64) -> String {
    parts(seconds, ["hari", "jam", "menit", "detik"])
}

fn span_en(seconds: i64) -> String {
    parts(seconds, ["d", "h", "min", "s"])
}

/// The two largest parts.
fn parts(seconds: i64, names: [&str; 4]) -> String {
    let of = [seconds / 86_400, seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60];
    let said: Vec<String> = of
        .iter()
        .zip(names)
        .filter(|(count, _)| **count > 0)
        .take(2)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if said.is_empty() { format!("0 {}", names[3]) } else { said.join(" ") }
}
