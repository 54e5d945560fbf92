//! Reasons in words: where somebody was.

use super::{Words, both, tenths};
use crate::evidence::signal::Signal;

pub(super) fn of(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::AccuracyFrozen => both(
            format!(
                "Ketelitian posisi biasanya berubah tiap kali; di sini persis {} m pada {b} hari. Mungkin HP ini memang selalu melaporkan angka yang sama.",
                tenths(a)
            ),
            format!(
                "The accuracy of a position usually changes each time; here it is exactly {} m on {b} days. This phone may always report the same figure.",
                tenths(a)
            ),
        ),
        S::AddressPrivate => both(
            format!(
                "Di kantor HP memakai jaringan kantor atau jaringan seluler yang dipakai ribuan orang; rekaman ini dan rekaman lain pada {a} hari datang dari sambungan yang hanya dipakai orang ini, seperti internet rumah. Mungkin modem yang dibawa sendiri."
            ),
            format!(
                "At the office a phone uses the office's network or a mobile one that thousands share; this and others on {a} days came over a line only this person uses, like one at home. It may be a modem of their own."
            ),
        ),
        S::AltitudeFrozen => both(
            format!(
                "Ketinggian dari satelit biasanya berubah tiap kali; di sini persis {} m pada {b} hari. Mungkin HP ini tidak mengukur ketinggian.",
                tenths(a)
            ),
            format!(
                "Height from satellites usually changes each time; here it is exactly {} m on {b} days. This phone may not measure height.",
                tenths(a)
            ),
        ),
        S::SpeedFrozen => both(
            format!(
                "Kecepatan yang dilaporkan biasanya berubah; di sini persis {} m/detik pada {b} hari. Mungkin HP ini selalu melaporkan angka itu.",
                tenths(a)
            ),
            format!(
                "The reported speed usually changes; here it is exactly {} m/s on {b} days. This phone may always report that figure.",
                tenths(a)
            ),
        ),
        S::AccuracyImpossible => both(
            format!(
                "Penerima satelit di HP paling teliti beberapa meter; di sini dilaporkan {} m. Mungkin aplikasi peramban yang salah mengisi.",
                tenths(a)
            ),
            format!(
                "Phone receivers are good to a few metres at best; here {} m is reported. The browser may fill it in wrongly.",
                tenths(a)
            ),
        ),
        S::AltitudeOdd => both(
            format!(
                "Rekan di kantor ini tercatat pada ketinggian sekitar {b} m; di sini {a} m. Mungkin penerima satelit sedang buruk."
            ),
            format!(
                "Colleagues at this office are at a height of about {b} m; here it is {a} m. Reception may have been bad."
            ),
        ),
        S::AddressAway => both(
            "Rekan di kantor ini biasanya terkirim lewat jaringan kantor; rekaman ini tidak. Mungkin memakai data seluler atau VPN.",
            "Colleagues at this office usually send through its network; this punch did not. It may be mobile data or a VPN.",
        ),
        S::AddressOtherOffice => both(
            "Diharapkan jaringan kantor sendiri atau seluler; terkirim lewat jaringan kantor lain. Mungkin sedang bertugas di sana.",
            "Expected the own office's network or mobile data; it came through another office's network. The person may be on duty there.",
        ),
        S::CodeMissing => both(
            "Rekan di kantor ini biasanya memindai kode kantor; rekaman ini tanpa kode. Mungkin layar kode sedang mati atau kamera rusak.",
            "Colleagues at this office usually read its code; this punch has none. The screen may have been off or the camera broken.",
        ),
        S::CodeRelayed => both(
            format!(
                "Kode kantor hanya terlihat di kantor, tetapi posisinya {a} m di luar batas. Mungkin posisinya yang keliru."
            ),
            format!(
                "The office's code is only seen there, but the position is {a} m beyond the border. The position may be wrong."
            ),
        ),
        S::CodeStale => both(
            "Kode kantor berganti tiap beberapa detik; yang dikirim sudah lewat masanya. Mungkin kamera lambat atau sinyal terlambat.",
            "The office's code changes every few seconds; the one sent had passed. The camera or the signal may have been slow.",
        ),
        S::CodeWrongSite => both(
            "Diharapkan kode kantor sendiri; yang dikirim kode kantor lain. Mungkin sedang bertugas di sana.",
            "Expected the code of the own office; that of another was sent. The person may be on duty there.",
        ),
        S::FixClustered => both(
            format!(
                "Posisi dari hari yang berbeda biasanya tersebar beberapa meter; {a} posisi hari lain berada dalam {b} m dari posisi ini tanpa persis sama. Mungkin selalu dari meja yang sama dengan penerima yang baik."
            ),
            format!(
                "Positions of different days usually scatter over some metres; {a} of other days lie within {b} m of this one without being the same. It may always be the same desk and a good receiver."
            ),
        ),
        S::FixLacking => both(
            "Rekan di kantor ini biasanya mengirim posisi; rekaman ini tanpa posisi. Mungkin izin lokasi mati atau di dalam gedung.",
            "Colleagues at this office usually send a position; this punch has none. Permission may be off, or the place indoors.",
        ),
        S::FixSteady => both(
            format!(
                "Posisi satelit biasanya bergeser {},{:02} kali ketelitiannya; di sini hanya {},{:02} kali selama berhari-hari. Mungkin HP selalu diletakkan di tempat yang sama.",
                b / 100,
                b % 100,
                a / 100,
                a % 100
            ),
            format!(
                "Satellite positions usually scatter by {}.{:02} of their accuracy; here by {}.{:02} over many days. The phone may always lie in the same place.",
                b / 100,
                b % 100,
                a / 100,
                a % 100
            ),
        ),
        S::FixTyped => both(
            format!(
                "Posisi dari HP di sini ditulis dengan {b} angka di belakang koma; yang ini hanya {a}, seperti diketik. Mungkin kebetulan atau peramban lain."
            ),
            format!(
                "Positions of phones here have {b} digits after the point; this one has only {a}, as if typed. It may be chance, or another browser."
            ),
        ),
        S::MockFlag => both(
            "HP sendiri menandai bahwa posisi dibuat oleh aplikasi, bukan oleh penerima satelit. Mungkin ada aplikasi pengembang yang lupa dimatikan.",
            "The phone itself says that the position was made by an app, not by its receiver. A developer's app may have been left on.",
        ),
        S::OfficeCode => both(
            "Kode kantor yang berganti-ganti dipindai tepat waktu.",
            "The office's changing code was read in time.",
        ),
        S::OfficeNetwork => both("Terkirim lewat jaringan kantor.", "It came through the office's network."),
        S::Outside => both(
            format!(
                "Diharapkan di salah satu tempat kerja; posisinya {a} m dari yang terdekat. Mungkin sedang tugas luar atau posisinya keliru."
            ),
            format!(
                "Expected at a place of work; the position is {a} m from the nearest. It may be field duty, or the position is wrong."
            ),
        ),
        S::SameFixAsOthers => both(
            format!(
                "Dua penerima satelit tidak memberi posisi yang sama sampai angka terakhir; {a} orang di sini persis sama. Mungkin posisinya dari daftar Wi-Fi."
            ),
            format!(
                "Two satellite receivers do not give the same position to the last digit; {a} people here do. It may come from a list of Wi-Fi points."
            ),
        ),
        S::SameFixOnDays => both(
            format!(
                "Posisi satelit selalu bergeser sedikit; di sini sama sampai angka terakhir pada {a} hari. Mungkin posisinya dari daftar Wi-Fi."
            ),
            format!(
                "Satellite positions always differ a little; here they are the same to the last digit on {a} days. They may come from a list of Wi-Fi points."
            ),
        ),
        S::TooCentral => both(
            format!(
                "Orang berdiri di mana-mana di kantor; di sini posisinya dalam 3 m dari titik kantor yang diumumkan, pada {a} hari. Mungkin mejanya memang di sana."
            ),
            format!(
                "People stand anywhere in an office; here the position is within 3 m of its published point, on {a} days. The desk may be there."
            ),
        ),
        S::TravelImpossible => both(
            format!(
                "Dua posisi berjarak {a} km dalam {b} menit ({c} km/jam). Mungkin salah satu posisi sudah lama atau keliru."
            ),
            format!("Two positions {a} km apart within {b} minutes ({c} km/h). One of them may be old or wrong."),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}
