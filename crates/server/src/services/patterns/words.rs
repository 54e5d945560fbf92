//! What patterns say in plain words: facts with their figures, and the honest reasons such facts have.

use hadir_domain::patterns::{PhoneGroup, PhoneGroupKind, PointClass, PointCluster};

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

fn words(id: impl Into<String>, en: impl Into<String>) -> Words {
    Words { id: id.into(), en: en.into() }
}

/// Metres as people say them.
pub fn metres(of: f64) -> String {
    if of < 10.0 { format!("{of:.1}").replace('.', ",") } else { format!("{of:.0}") }
}

/// Degrees as printed in Indonesia.
pub fn degrees((lat, lon): (f64, f64), decimals: usize) -> String {
    format!("{lat:.decimals$}; {lon:.decimals$}").replace('.', ",")
}

/// How positions of a class are found.
pub fn class(of: PointClass) -> Words {
    match of {
        PointClass::Satellite => words("satelit (GPS)", "satellites (GPS)"),
        PointClass::Network => words("Wi-Fi atau jaringan", "Wi-Fi or the network"),
        PointClass::Grid => words("perkiraan kasar se-kota", "a rough guess for the town"),
    }
}

/// What is known of a point.
pub fn of_point(point: &PointCluster, site: Option<&str>) -> Vec<Words> {
    let mut facts = vec![words(
        format!(
            "{} rekaman dari {} orang pada {} hari menyebut titik yang sama sampai {} angka desimal.",
            point.punches, point.people, point.days, point.cell.decimals
        ),
        format!(
            "{} punches of {} people on {} days name the same point to {} decimals.",
            point.punches, point.people, point.days, point.cell.decimals
        ),
    )];
    let found = class(point.class);
    facts.push(words(
        format!("Posisi itu umumnya ditemukan dengan {}.", found.id),
        format!("These positions were mostly found with {}.", found.en),
    ));
    if let Some((best, worst)) = point.accuracy_m {
        facts.push(words(
            format!(
                "Ketelitian yang disebut HP {} sampai {} meter, {} nilai berbeda.",
                metres(best),
                metres(worst),
                point.accuracies
            ),
            format!(
                "Phones stated an accuracy of {best:.1} to {worst:.1} metres, {} different values.",
                point.accuracies
            ),
        ));
    }
    if let (Some(name), Some((_, far))) = (site, point.site) {
        facts.push(words(
            format!("Kantor terdekat: {name}, {} meter dari titik tengahnya.", metres(far)),
            format!("Nearest office: {name}, {far:.0} metres from its middle."),
        ));
    }
    facts
}

/// Why a point may honestly repeat.
pub fn why_point(of: PointClass) -> Vec<Words> {
    match of {
        PointClass::Satellite => vec![
            words(
                "Posisi satelit hampir tidak pernah persis sama pada hari berbeda; HP yang menyimpan posisi lama dapat mengulangnya.",
                "Satellite positions are hardly ever exactly the same on different days; a phone that keeps an old position may repeat it.",
            ),
            words(
                "Beberapa HP menyebut ketelitian baik untuk posisi dari Wi-Fi, sehingga titik Wi-Fi tampak seperti satelit.",
                "Some phones state a good accuracy for a Wi-Fi position, so that a Wi-Fi point looks like satellites.",
            ),
            words(
                "Dua rekaman dalam beberapa detik (tombol ditekan dua kali) memakai posisi yang sama.",
                "Two punches within seconds (the button pressed twice) use the same position.",
            ),
        ],
        PointClass::Network => vec![
            words(
                "Titik Wi-Fi memang persis sama untuk semua orang di ruangan itu, setiap hari. Ini wajar dan bukan tanda kecurangan.",
                "A Wi-Fi point is exactly the same for everybody in that room, every day. This is natural and no sign of misuse.",
            ),
            words(
                "Komputer meja dan HP di dalam gedung hampir selalu memakai titik seperti ini.",
                "Desk computers and phones inside buildings nearly always use such a point.",
            ),
        ],
        PointClass::Grid => vec![words(
            "Titik kisi adalah perkiraan kasar yang sama untuk seluruh kota, dipakai bila HP tidak memberi posisi teliti. Ini wajar dan bukan tanda kecurangan.",
            "A grid point is a rough guess, the same for a whole town, used when a phone gives no exact position. This is natural and no sign of misuse.",
        )],
    }
}

/// What is known of a group of phones.
pub fn of_phones(group: &PhoneGroup) -> Vec<Words> {
    let punches: u32 = group.uses.iter().map(|one| one.punches).sum();
    let mut facts = vec![match group.kind {
        PhoneGroupKind::Shared => words(
            format!(
                "{} orang membuat {punches} rekaman dengan {} kunci yang saling terhubung.",
                group.people.len(),
                group.keys.len()
            ),
            format!(
                "{} people made {punches} punches with {} keys that hang together.",
                group.people.len(),
                group.keys.len()
            ),
        ),
        PhoneGroupKind::Several => words(
            format!("Satu orang memakai {} kunci HP dalam rentang ini.", group.keys.len()),
            format!("One person used {} phone keys in this span.", group.keys.len()),
        ),
    }];
    if let Some(closest) = group.closest_s {
        facts.push(words(
            format!(
                "Jarak terdekat antara rekaman dua orang: {closest} detik; dalam dua menit pada {} hari.",
                group.days_close
            ),
            format!(
                "Closest punches of two people: {closest} seconds; within two minutes on {} days.",
                group.days_close
            ),
        ));
    }
    let foreign = group.uses.iter().filter(|one| !one.on_record).count();
    if foreign > 0 {
        facts.push(words(
            format!("{foreign} pasangan orang dan kunci tidak terdaftar."),
            format!("{foreign} pairs of person and key are not on record."),
        ));
    }
    if !group.runs.is_empty() {
        facts.push(words(
            format!("{} kali satu HP yang menyala dipakai lebih dari satu orang.", group.runs.len()),
            format!("{} times one run of a phone was used by more than one person.", group.runs.len()),
        ));
    }
    facts
}

/// Why phones may honestly be shared or changed.
pub fn why_phones(kind: PhoneGroupKind) -> Vec<Words> {
    match kind {
        PhoneGroupKind::Shared => vec![
            words(
                "Suami istri atau rekan di pos terpencil kadang berbagi satu HP. Mintalah keterangan, lalu daftarkan.",
                "Spouses, or colleagues at a remote post, sometimes share one phone. Ask, then put it on record.",
            ),
            words(
                "HP rusak atau habis baterai: seseorang meminjam HP rekan yang hadir bersamanya.",
                "A broken phone or an empty battery: somebody borrowed the phone of a colleague beside them.",
            ),
            words(
                "HP kantor atau tablet bersama yang belum didaftarkan sebagai perangkat bersama.",
                "An office phone or tablet that was not put on record as shared.",
            ),
        ],
        PhoneGroupKind::Several => vec![
            words(
                "Ganti HP, HP hilang, atau penyimpanan peramban terhapus membuat kunci baru.",
                "A new phone, a lost one, or a cleared browser makes a new key.",
            ),
            words("Seseorang boleh memiliki dua HP.", "Somebody may own two phones."),
        ],
    }
}

/// Why what a time line shows may be honest.
pub fn why_timeline() -> Vec<Words> {
    vec![
        words(
            "Rekaman yang tiba terlambat wajar di tempat tanpa sinyal atau saat listrik padam.",
            "Punches that arrive late are natural without signal or during a power cut.",
        ),
        words(
            "Posisi jauh dari kantor wajar pada dinas luar, tugas di dua tempat, atau bila HP memakai posisi lama.",
            "A position far from the office is natural on field duty, with duty at two places, or when a phone uses an old position.",
        ),
        words(
            "Panggilan yang tidak terjawab wajar saat rapat, melayani warga, atau HP tersimpan di tas.",
            "An unanswered call is natural in a meeting, while serving somebody, or with the phone in a bag.",
        ),
    ]
}
