//! Reasons in words: what was expected, what was seen, and which honest explanation remains.

use super::signal::{Family, Signal};

/// A sentence in both languages.
pub(super) struct Words {
    pub id: String,
    pub en: String,
}

fn both(id: impl Into<String>, en: impl Into<String>) -> Words {
    Words { id: id.into(), en: en.into() }
}

/// Tenths as a decimal.
fn tenths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{},{}", value.abs() / 10, value.abs() % 10)
}

/// Minutes since three o'clock as a time of day.
fn clock(minute: i64) -> String {
    let minute = (minute + 180).rem_euclid(1440);
    format!("{:02}.{:02}", minute / 60, minute % 60)
}

/// A stretch of minutes in both languages.
fn stretch(minutes: i64) -> (String, String) {
    match minutes.abs() {
        minutes @ 0..120 => (format!("{minutes} menit"), format!("{minutes} minutes")),
        minutes @ 120..2880 => (format!("{} jam", minutes / 60), format!("{} hours", minutes / 60)),
        minutes => (format!("{} hari", minutes / 1440), format!("{} days", minutes / 1440)),
    }
}

/// How often a reason was found on a person's punches.
pub(super) fn often(count: usize, id: &str, en: &str) -> Words {
    both(format!("Pada {count} rekaman. {id}"), format!("On {count} punches. {en}"))
}

/// The words of a signal with its numbers.
pub(super) fn of(signal: Signal, facts: [i64; 3]) -> Words {
    match signal.family() {
        Family::Place => place(signal, facts),
        Family::Hand => hand(signal, facts),
        Family::Time => time(signal, facts),
        Family::Body => body(signal, facts),
        Family::Seen => seen(signal, facts),
        Family::Habit => habit(signal, facts),
    }
}

fn place(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
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

fn hand(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::BootShared => both(
            "Tiap HP punya jam dalam sendiri; di sini satu jam dipakai kunci beberapa orang, jadi satu HP. Mungkin HP itu dipinjam karena milik sendiri rusak.",
            "Every phone has an inner clock of its own; here one is used under the keys of several people, so it is one phone. It may have been lent because the own one is broken.",
        ),
        S::BrowserChanged => both(
            "Kunci ini memakai peramban yang sama sebelum dan sesudahnya; hanya kali ini lain. Mungkin mencoba peramban kedua.",
            "This key uses the same browser before and after; only this time another. A second browser may have been tried.",
        ),
        S::KeyAlternates => both(
            format!(
                "Orang biasanya memakai satu HP, atau dua HP pada hari yang sama; HP kedua ini dipakai {a} kali bergantian dengan HP biasa, dan pada {b} dari {c} hari hanya salah satunya. Mungkin memang punya dua HP."
            ),
            format!(
                "People usually use one phone, or both of two on the same day; this second one took {a} turns with the usual one, and on {b} of {c} days only one of them was used. They may simply have two."
            ),
        ),
        S::KeyChurn => both(
            format!(
                "Orang berganti HP tiap beberapa tahun; di sini {a} kunci baru dalam sebulan. Mungkin data peramban sering terhapus."
            ),
            format!(
                "People change phones every few years; here {a} new keys in a month. The browser's data may get cleared often."
            ),
        ),
        S::KeyOfOther => both(
            format!(
                "Diharapkan HP sendiri; rekaman ini dari HP yang dipakai {b} orang dan terdaftar untuk rekan. Mungkin HP dipinjam sebentar atau dipakai bersama keluarga."
            ),
            format!(
                "Expected the own phone; this punch is from a phone that {b} people use and that is a colleague's. It may have been borrowed, or be shared in a family."
            ),
        ),
        S::KeyUnknown => both(
            "Diharapkan HP yang terdaftar; kunci ini tidak terdaftar. Mungkin HP baru yang belum didaftarkan.",
            "Expected a registered phone; nobody registered this key. It may be a new phone.",
        ),
        S::OwnPhone => both(
            "Ditandatangani HP yang terdaftar hanya untuk orang ini.",
            "Signed by a phone that is registered for this person alone.",
        ),
        S::PhoneStands if b == 1 => both(
            format!(
                "HP yang dibawa orang sesekali dimatikan dan bergeser; HP ini menyala {a} hari dan selalu di satu titik. Mungkin HP kantor di atas meja."
            ),
            format!(
                "A phone that somebody carries restarts and moves now and then; this one ran for {a} days at one point. It may lie on a desk."
            ),
        ),
        S::PhoneStands => both(
            format!("HP biasanya sesekali dimatikan; HP ini menyala {a} hari tanpa henti. Banyak HP begitu."),
            format!("Phones restart now and then; this one ran for {a} days. Many phones do."),
        ),
        S::PhotoOfOther => both(
            "Diharapkan foto orang ini saat itu; fotonya sama dengan foto orang lain. Mungkin foto tertukar saat pengiriman.",
            "Expected a photo of this person just then; it is the photo of somebody else. Photos may have been mixed up.",
        ),
        S::SignatureBad => both(
            "Diharapkan tanda tangan HP yang cocok; tanda tangannya tidak cocok. Mungkin data peramban rusak.",
            "Expected a phone's valid signature; it does not hold. The browser's data may be damaged.",
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}

fn time(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    let (id, en) = stretch(a);
    match signal {
        S::CodeFresh => both(
            format!(
                "Kode kantor berganti terus; kode ini masih baru ketika pesan diterima, padahal menurut jam HP pesan itu dibuat {a} menit sebelumnya. Mungkin jam HP baru saja dibetulkan."
            ),
            format!(
                "The office's code changes all the time; this one was fresh when the message came, although by the phone's clock it was made {a} minutes before. The clock may just have been set right."
            ),
        ),
        S::OfficeLate => both(
            format!(
                "Rekaman datang yang tertunda biasanya terkirim bersama yang lain dari luar; yang ini terkirim sendirian {a} menit kemudian lewat jaringan kantor, saat {b} rekan terkirim langsung. Mungkin HP baru tersambung ke jaringan kantor."
            ),
            format!(
                "Arrivals that waited usually come with others and from outside; this one came alone {a} minutes later through the office's network, while {b} colleagues got through at once. The phone may only then have joined the network."
            ),
        ),
        S::ClockMoved => {
            let (way, way_en) = if a < 0 { ("mundur", "back") } else { ("maju", "ahead") };
            both(
                format!(
                    "Jam HP ini biasanya tetap terhadap jam server; hanya di sini {way} {id}. Mungkin jam disetel ulang sesudah baterai habis."
                ),
                format!(
                    "This phone's clock usually keeps its distance from the server's; only here it was {en} {way_en}. It may have been reset after the battery ran out."
                ),
            )
        }
        S::FixAfterClaim => both(
            format!(
                "Posisi ditemukan sebelum tombol ditekan; di sini {id} sesudah jam yang diakui. Mungkin jam HP sedang salah."
            ),
            format!(
                "A position is found before the button is pressed; here {en} after the claimed moment. The phone's clock may have been wrong."
            ),
        ),
        S::OfflineAlone => both(
            format!(
                "Rekaman ini terlambat {id}, padahal {b} rekan di kantor saat itu langsung terkirim ({c} juga terlambat). Mungkin HP ini sedang tanpa sinyal atau mode pesawat."
            ),
            format!(
                "This punch came {en} late, while {b} colleagues at the office got through at once ({c} did not). This phone may have had no signal."
            ),
        ),
        S::OrderBroken => both(
            format!(
                "Nomor urutnya sesudah rekaman lain yang sudah terkirim, tetapi jam yang diakui {id} sebelumnya. Mungkin jam HP disetel ulang di antaranya."
            ),
            format!(
                "Its number comes after another punch that had been received, but it claims to be {en} earlier. The clock may have been reset in between."
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}

fn body(signal: Signal, [a, b, _]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::BodyRepeated => {
            let (what, what_en) =
                if a == 0 { ("Jam dalam HP", "The phone's inner clock") } else { ("Nomor urut", "The running number") };
            both(
                format!(
                    "{what} tidak pernah sama pada dua saat; di sini sama dengan rekaman lain. Mungkin pengiriman diulang oleh kesalahan aplikasi."
                ),
                format!(
                    "{what_en} is never the same at two moments; here it is that of another punch. The app may have sent it again by mistake."
                ),
            )
        }
        S::FixOld => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Posisi diharapkan baru; posisi ini {id} lebih tua daripada jam rekaman. Beberapa HP memang memberi posisi lama."
                ),
                format!(
                    "A position is expected to be fresh; this one is {en} older than the punch. Some phones do give old positions."
                ),
            )
        }
        S::FixReused => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Tiap rekaman punya posisi sendiri; posisi ini sudah terkirim dengan rekaman {id} sebelumnya. Beberapa HP memang menyimpan posisi lama."
                ),
                format!(
                    "Every punch has a position of its own; this one was sent with a punch {en} away. Some phones do keep old positions."
                ),
            )
        }
        S::PhotoAlike => both(
            format!(
                "Foto wajah dari dua hari biasanya berbeda lebih jauh; foto ini nyaris sama dengan {a} foto lain orang ini (paling dekat {b} dari 64 titik berbeda). Mungkin difoto di tempat dan dengan cahaya yang sama."
            ),
            format!(
                "Selfies of two days usually differ more; this one is nearly the same as {a} others of this person (the nearest differs in {b} of 64 points). They may have been taken at the same spot in the same light."
            ),
        ),
        S::PhotoReused => both(
            "Dua foto tidak pernah sama; foto ini sudah dikirim sebelumnya. Mungkin kamera macet dan mengirim gambar lama.",
            "No two photos are the same; this one was sent before. The camera may have stuck.",
        ),
        S::SeqBack => both(
            format!(
                "Nomor urut selalu naik; di sini {a} sesudah {b}, lalu naik lagi dari {b}. Mungkin pesan lama terkirim ulang."
            ),
            format!(
                "The running number always rises; here it is {a} after {b}, and goes on from {b}. An old message may have been sent again."
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}

fn seen(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::AbsentOften => both(
            format!(
                "Orang biasanya terlihat bila dicari; orang ini {a} dari {b} kali tidak terlihat atau tidak menjawab. Mungkin sering di ruang lain atau HP tanpa suara."
            ),
            format!(
                "People are usually there when somebody looks; {a} of {b} times this person was not seen or did not answer. They may often be in another room, or the phone is silent."
            ),
        ),
        S::ByMachine => both("Dicatat mesin atau tablet kantor.", "Taken by a machine or a tablet of the office."),
        S::CheckMissed => both(
            format!(
                "Menurut rekaman seharusnya di kantor; pukul {} dicari dan tidak terlihat. Mungkin sedang di ruang lain.",
                clock(a)
            ),
            format!(
                "By this punch the person should be at work; at {} somebody looked and did not see them. They may have been in another room.",
                clock(a)
            ),
        ),
        S::ColleagueSaw => both(
            format!("Dilihat orang lain pada pukul {}.", clock(a)),
            format!("Seen by somebody else at {}.", clock(a)),
        ),
        S::MachineAgrees => both(
            format!("Mesin kantor mencatat orang ini dalam {a} menit dari rekaman."),
            format!("A machine of the office saw the person within {a} minutes."),
        ),
        S::MachineDiffers => {
            let (id, en) = stretch(a);
            both(
                format!(
                    "Diharapkan mesin dan HP sejalan; mesin kantor mencatat orang ini paling dekat {id} dari rekaman. Mungkin lupa memakai mesin."
                ),
                format!(
                    "Machine and phone should agree; the office's machine saw the person {en} away at the nearest. The machine may have been forgotten."
                ),
            )
        }
        S::MachineSilent => both(
            format!(
                "Orang ini memakai mesin kantor pada {a} dari {b} hari; hari ini tidak. Mungkin mesin sedang rusak."
            ),
            format!(
                "This person uses the office's machine on {a} of {b} days; not on this one. The machine may have been broken."
            ),
        ),
        S::SpotAnswered => both(
            format!("Panggilan pukul {} dijawab dari tempatnya.", clock(a)),
            format!("The call at {} was answered from the place.", clock(a)),
        ),
        S::SpotAway => both(
            format!(
                "Panggilan pukul {} diharapkan dijawab dari kantor dengan HP sendiri; dijawab dari tempat atau HP lain. Mungkin sedang tugas luar.",
                clock(a)
            ),
            format!(
                "The call at {} should be answered from the office with the own phone; it came from another place or phone. It may be field duty.",
                clock(a)
            ),
        ),
        S::SpotMissed => both(
            format!(
                "Panggilan pukul {} tidak dijawab ({b} dari {c} panggilan). Mungkin HP tanpa suara, tanpa sinyal atau sedang rapat.",
                clock(a)
            ),
            format!(
                "The call at {} was not answered ({b} of {c} calls). The phone may have been silent, or the person in a meeting.",
                clock(a)
            ),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}

fn habit(signal: Signal, [a, b, c]: [i64; 3]) -> Words {
    use Signal as S;
    match signal {
        S::LateArrivals => both(
            format!(
                "Gangguan jaringan menunda rekaman datang maupun pulang; di sini rekaman datang {a} hari terkirim terlambat dan sendirian, rekaman lain hanya {b}. Mungkin di jalan ke kantor memang tidak ada sinyal."
            ),
            format!(
                "A bad network delays arrivals and departures alike; here arrivals of {a} days came late and alone, other records only {b} times. There may be no signal on the way to the office."
            ),
        ),
        S::SameDay => both(
            "Rekaman lain pada hari yang sama menunjuk ke tempat lain atau pesan lama, dan tidak ada tanda kantor pada rekaman ini. Mungkin hanya rekaman lain itu yang keliru.",
            "The other record of that day speaks of another place or an old message, and nothing tells of the office in this one. Only the other may be wrong.",
        ),
        S::ArrivalRegular => both(
            format!(
                "Orang datang beberapa menit lebih awal atau lambat; di sini selisihnya {a} detik selama {b} hari. Mungkin memakai pengingat."
            ),
            format!(
                "People come some minutes earlier or later; here they differ by {a} seconds over {b} days. A reminder may be used."
            ),
        ),
        S::Repeated => both(
            format!(
                "Hal serupa ditemukan pada {a} hari orang ini. Mungkin satu sebab yang jujur berulang, misalnya HP yang rusak."
            ),
            format!(
                "The like was found on {a} days of this person. One honest cause may repeat, such as a broken phone."
            ),
        ),
        S::Twins => both(
            format!("Terekam dalam 30 detik dari rekan yang sama pada {b} dari {c} hari. Mungkin berangkat bersama."),
            format!("Within 30 seconds of the same colleague on {b} of {c} days. They may travel together."),
        ),
        _ => both(signal.as_str(), signal.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_words_of_its_own_in_both_languages() {
        for signal in Signal::ALL {
            let Words { id, en } = of(*signal, [1, 2, 3]);
            assert!(
                id.len() > 20 && en.len() > 20 && id != en && id.ends_with('.') && en.ends_with('.'),
                "{id} / {en}"
            );
            let explained = ["Mungkin", "Banyak", "Beberapa"].iter().any(|word| id.contains(word));
            assert!(explained || signal.is_support(), "which honest explanation remains: {id}");
        }
    }
}
