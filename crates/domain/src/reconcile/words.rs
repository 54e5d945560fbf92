//! Disagreements, values and causes in plain words, both languages.

use jiff::civil::{Date, DateTime};

use super::codes::{CauseKind, Speaker};
use super::compare::Note;
use super::found::Value;
use super::input::Scene;

/// Text in Indonesian and English.
pub(super) type Both = (String, String);

impl Speaker {
    /// Its name in a sentence, Indonesian.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Machine => "mesin",
            Self::Kiosk => "tablet kantor",
            Self::Phone => "HP",
            Self::RollCall => "apel",
            Self::Superior => "pemeriksaan atasan",
            Self::Portal => "portal",
            Self::Manual => "daftar manual",
            Self::Recap => "rekap lain",
        }
    }

    /// Its name in a sentence, English.
    pub fn english(self) -> &'static str {
        match self {
            Self::Machine => "terminal",
            Self::Kiosk => "office tablet",
            Self::Phone => "phone",
            Self::RollCall => "roll call",
            Self::Superior => "superior's check",
            Self::Portal => "portal",
            Self::Manual => "manual roll",
            Self::Recap => "other recap",
        }
    }
}

impl Value {
    /// What is shown of it: `07:12–16:05`, `S`, `TL 45`.
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        match (self.first, self.last) {
            (Some(first), Some(last)) => parts.push(format!("{}–{}", clock(first), clock(last))),
            (Some(first), None) => parts.push(clock(first)),
            (None, _) => {}
        }
        if let Some(status) = self.status.filter(|status| parts.is_empty() || *status != crate::status::Status::H) {
            parts.push(status.to_string());
        }
        if let Some(late) = self.late {
            parts.push(format!("TL {late}"));
        }
        if parts.is_empty() { "?".into() } else { parts.join(" ") }
    }
}

fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

fn place(scene: &Scene, number: u32) -> &str {
    scene.places.get(number as usize).map_or("?", |place| place.name.as_str())
}

fn unit(scene: &Scene, number: u32) -> &str {
    scene.units.get(number as usize).map_or("?", |unit| unit.name.as_str())
}

/// Hours and minutes, or minutes alone.
fn span(minutes: i64) -> Both {
    let minutes = minutes.abs();
    match (minutes / 60, minutes % 60) {
        (0, rest) => (format!("{rest} menit"), format!("{rest} minutes")),
        (hours, 0) => (format!("{hours} jam"), format!("{hours} hours")),
        (hours, rest) => (format!("{hours} jam {rest} menit"), format!("{hours} h {rest} min")),
    }
}

/// What exactly differs.
pub(super) fn detail(scene: &Scene, note: Note, a: Speaker, b: Speaker) -> Both {
    let (a_id, a_en) = (a.indonesian(), a.english());
    let (b_id, b_en) = (b.indonesian(), b.english());
    let later = |minutes: i64| if minutes > 0 { ("lebih lambat", "later") } else { ("lebih awal", "earlier") };
    match note {
        Note::OnLeave(status) => (
            format!("tercatat hadir, padahal ada surat yang menyatakan {status}"),
            format!("recorded as present although a paper says {status}"),
        ),
        Note::TwoPlaces(one, other, minutes) => {
            let (id, en) = span(minutes);
            (
                format!("di {} dan {} dengan selang {id}", place(scene, one), place(scene, other)),
                format!("at {} and at {} within {en}", place(scene, one), place(scene, other)),
            )
        }
        Note::Doubtful => (
            "jam alat tidak dapat dipercaya, sehingga catatan tidak dapat dibandingkan".into(),
            "a clock that cannot be right, so that nothing can be compared".into(),
        ),
        Note::Twice => (
            "satu orang tercatat dengan dua nomor, atau satu nomor dipakai dua orang".into(),
            "one person under two keys, or two people under one".into(),
        ),
        Note::Unit(number) => (
            format!("tercatat di {}, padahal bertugas di unit lain", unit(scene, number)),
            format!("listed under {}, but serves in another unit", unit(scene, number)),
        ),
        Note::Day => {
            (format!("hanya satu yang mencatat: {a_id} atau {b_id}"), format!("only one of {a_en} and {b_en} has it"))
        }
        Note::Arrival => ("jam datang hanya ada di satu pihak".into(), "only one side has an arrival".into()),
        Note::Departure => ("jam pulang hanya ada di satu pihak".into(), "only one side has a departure".into()),
        Note::Status => ("kode harinya berbeda".into(), "they call the day differently".into()),
        Note::ArrivalBy(minutes) => {
            let ((id, en), (word_id, word_en)) = (span(minutes), later(minutes));
            (format!("jam datang menurut {b_id} {id} {word_id}"), format!("the arrival is {en} {word_en} by {b_en}"))
        }
        Note::DepartureBy(minutes) => {
            let ((id, en), (word_id, word_en)) = (span(minutes), later(minutes));
            (format!("jam pulang menurut {b_id} {id} {word_id}"), format!("the departure is {en} {word_en} by {b_en}"))
        }
        Note::LatenessBy(minutes) => {
            let (id, en) = span(minutes);
            (
                format!("menit terlambat yang ditulis berbeda {id} dari jam datang"),
                format!("the stated lateness differs from the arrival by {en}"),
            )
        }
        Note::Columns => (
            "jam datang dan pulang tertukar kolomnya di satu pihak".into(),
            "arrival and departure are in each other's column on one side".into(),
        ),
        Note::EarlyBy(minutes) => {
            let (id, en) = span(minutes);
            (
                format!("menit pulang awal yang ditulis berbeda {id} dari jam pulang"),
                format!("the stated early leave differs from the departure by {en}"),
            )
        }
        Note::Place(one, other) => (
            format!("{a_id} di {}, {b_id} di {}", place(scene, one), place(scene, other)),
            format!("{a_en} at {}, {b_en} at {}", place(scene, one), place(scene, other)),
        ),
        Note::Late => (
            "isinya sama, tetapi baru ditulis lama sesudah harinya".into(),
            "they agree, but one was written long after the day".into(),
        ),
    }
}

/// A cause in words: what, whose, when.
pub(super) fn cause(
    kind: CauseKind,
    speaker: Speaker,
    whose: &str,
    minutes: Option<i32>,
    (from, to): (Date, Date),
) -> Both {
    let (id, en) = (speaker.indonesian(), speaker.english());
    let shift = minutes.map(i64::from).map(span).unwrap_or_default();
    let (way_id, way_en) =
        if minutes.is_some_and(|minutes| minutes < 0) { ("terlambat", "behind") } else { ("lebih cepat", "ahead") };
    let when = if from == to { from.to_string() } else { format!("{from} – {to}") };
    match kind {
        CauseKind::ClockOffset => (
            format!("jam {id} {whose} {way_id} {} ({when})", shift.0),
            format!("the clock of {en} {whose} is {} {way_en} ({when})", shift.1),
        ),
        CauseKind::Zone => (
            format!("zona waktu {id} {whose} salah: {way_id} {} ({when})", shift.0),
            format!("the zone of {en} {whose} is wrong: {} {way_en} ({when})", shift.1),
        ),
        CauseKind::DateOrder => (
            format!("tanggal dan bulan tertukar pada {id} {whose}"),
            format!("day and month are swapped in {en} {whose}"),
        ),
        CauseKind::SwappedColumns => (
            format!("kolom datang dan pulang tertukar pada {id} {whose} ({when})"),
            format!("arrival and departure are in each other's column in {en} {whose} ({when})"),
        ),
        CauseKind::OnePinTwoPeople => (
            format!("satu nomor di {id} {whose} dipakai dua orang ({when})"),
            format!("one key of {en} {whose} is used by two people ({when})"),
        ),
        CauseKind::NeverUploads => {
            (format!("{whose} tidak pernah mengirim {id} ({when})"), format!("{whose} never sent {en} ({when})"))
        }
    }
}
