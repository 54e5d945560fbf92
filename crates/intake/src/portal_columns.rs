//! Which column of a portal's table is what, told from Indonesian and English headings.

use crate::Side;

/// Positions of the columns, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// NIP, number, user id, PIN.
    pub key: usize,
    /// The name.
    pub name: Option<usize>,
    /// The date, where it stands alone.
    pub date: Option<usize>,
    /// What kind of punch.
    pub kind: Option<usize>,
    /// Phone or machine.
    pub device: Option<usize>,
    /// Date and time together, or a time, each with its side.
    pub times: Vec<Time>,
    /// A heading that occurs twice.
    pub repeated: Option<String>,
}

/// A column with a time, and the columns of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Time {
    /// The column.
    pub at: usize,
    /// Whether the column is of arrivals or departures.
    pub side: Option<Side>,
    /// Its place.
    pub place: PlaceColumns,
}

/// Columns of a position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PlaceColumns {
    /// Latitude.
    pub latitude: Option<usize>,
    /// Longitude.
    pub longitude: Option<usize>,
    /// Both in one cell.
    pub pair: Option<usize>,
    /// Accuracy in metres.
    pub accuracy: Option<usize>,
}

const KEYS: [&str; 27] = [
    "nip",
    "nip pegawai",
    "nip baru",
    "nip nipppk",
    "nip ni pppk",
    "ni pppk",
    "nipppk",
    "nomor induk pegawai",
    "nomor induk",
    "no induk",
    "nip nik",
    "id pegawai",
    "no pegawai",
    "nomor pegawai",
    "kode pegawai",
    "employee id",
    "employee no",
    "employee number",
    "emp id",
    "emp no",
    "nrp",
    "nik",
    "user id",
    "userid",
    "username",
    "person id",
    "pin",
];
const LATITUDE: [&str; 3] = ["lat", "latitude", "lintang"];
const LONGITUDE: [&str; 5] = ["long", "longitude", "lon", "lng", "bujur"];
const PAIR: [&str; 7] = ["koordinat", "coordinate", "coordinates", "latlong", "latlng", "gps", "geolokasi"];
const ACCURACY: [&str; 3] = ["akurasi", "accuracy", "acc"];
const DATE: [&str; 3] = ["tanggal", "tgl", "date"];
const CLOCK: [&str; 6] = ["jam", "waktu", "time", "pukul", "scan", "absen"];
const MOMENT: [&str; 3] = ["datetime", "timestamp", "tanggaljam"];
const IN: [&str; 6] = ["masuk", "datang", "in", "checkin", "clockin", "kedatangan"];
const OUT: [&str; 6] = ["pulang", "keluar", "out", "checkout", "clockout", "kepulangan"];
const KIND: [&str; 6] = ["jenis", "tipe", "type", "kind", "arah", "status"];
const DEVICE: [&str; 4] = ["perangkat", "device", "mesin", "hp"];
/// Kinds of people, not of punches.
const ABOUT_PEOPLE: [&str; 5] = ["kelamin", "pegawai", "kepegawaian", "karyawan", "jabatan"];
/// Words that make a column something else: judgements, arrival at a server, schedules, pictures, addresses.
const OTHER: [&str; 32] = [
    "kerja",
    "shift",
    "terlambat",
    "telat",
    "lambat",
    "cepat",
    "durasi",
    "lembur",
    "total",
    "kurang",
    "server",
    "kirim",
    "terkirim",
    "unggah",
    "upload",
    "sync",
    "sinkron",
    "diterima",
    "received",
    "zona",
    "zone",
    "timezone",
    "jadwal",
    "foto",
    "photo",
    "alamat",
    "address",
    "lokasi",
    "location",
    "lahir",
    "unit",
    "updated",
];

impl Columns {
    /// Understands headings in their plain form; nothing where no key or no time is among them.
    pub fn of(headings: &[String]) -> Option<Self> {
        let key = KEYS.iter().find_map(|name| headings.iter().position(|heading| heading == name)).or_else(|| {
            headings.iter().position(|heading| heading.split(' ').any(|word| matches!(word, "nip" | "nipppk")))
        })?;
        let mut columns = Self { key, ..Self::default() };
        let mut places = [PlaceColumns::default(); 3];
        let mut created = None;
        for (at, heading) in headings.iter().enumerate().filter(|(at, _)| *at != key) {
            let words: Vec<&str> = heading.split(' ').collect();
            let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
            let side = if has(&IN) {
                Some(Side::In)
            } else if has(&OUT) {
                Some(Side::Out)
            } else {
                None
            };
            let place = &mut places[slot(side)];
            let (latitude, longitude) = (has(&LATITUDE), has(&LONGITUDE));
            if has(&PAIR) || latitude && longitude {
                place.pair.get_or_insert(at);
            } else if latitude {
                place.latitude.get_or_insert(at);
            } else if longitude {
                place.longitude.get_or_insert(at);
            } else if has(&ACCURACY) {
                place.accuracy.get_or_insert(at);
            } else if has(&OTHER) {
            } else if has(&KIND) && !has(&ABOUT_PEOPLE) {
                columns.kind.get_or_insert(at);
            } else if has(&["nama", "name"]) {
                columns.name.get_or_insert(at);
            } else if has(&DEVICE) {
                columns.device.get_or_insert(at);
            } else if heading == "created at" {
                created = Some(at);
            } else if has(&MOMENT) || has(&DATE) && has(&CLOCK) && !has(&["absen"]) {
                columns.times.push(Time { at, side, place: PlaceColumns::default() });
            } else if has(&DATE) {
                columns.date.get_or_insert(at);
            } else if has(&CLOCK) || side.is_some() && words.len() <= 3 {
                columns.times.push(Time { at, side, place: PlaceColumns::default() });
            }
        }
        if let (true, Some(at)) = (columns.times.is_empty(), created) {
            columns.times.push(Time { at, side: None, place: PlaceColumns::default() });
        }
        let twice = |at: usize| headings.iter().filter(|heading| **heading == headings[at]).count() > 1;
        columns.repeated = columns.times.iter().find(|time| twice(time.at)).map(|time| headings[time.at].clone());
        columns.settle(places, headings);
        (!columns.times.is_empty()).then_some(columns)
    }

    /// The same time is not read twice: where sided columns exist they are the punches; of several without a side the
    /// first is, unless they are numbered. A place without a side belongs to every time that has none of its own.
    fn settle(&mut self, places: [PlaceColumns; 3], headings: &[String]) {
        let numbered = |time: &Time| headings[time.at].ends_with(|last: char| last.is_ascii_digit());
        if self.times.iter().any(|time| time.side.is_some()) {
            self.times.retain(|time| time.side.is_some());
        } else if self.times.first().is_some_and(numbered) {
            self.times.retain(numbered);
        } else {
            self.times.truncate(1);
        }
        for time in &mut self.times {
            let own = places[slot(time.side)];
            time.place = if own == PlaceColumns::default() { places[0] } else { own };
        }
    }
}

/// The side a cell of the column of kinds names.
pub(crate) fn side_in(cell: &str) -> Option<Side> {
    let plain = crate::table::plain(cell);
    let has = |names: &[&str]| plain.split(' ').any(|word| names.contains(&word));
    match (has(&IN), has(&OUT)) {
        (true, false) => Some(Side::In),
        (false, true) => Some(Side::Out),
        _ => None,
    }
}

fn slot(side: Option<Side>) -> usize {
    match side {
        None | Some(Side::Middle) => 0,
        Some(Side::In) => 1,
        Some(Side::Out) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::plain;

    fn columns(headings: &str) -> Option<Columns> {
        Columns::of(&headings.split(',').map(plain).collect::<Vec<_>>())
    }

    #[test]
    fn indonesian_and_english_headings_mean_the_same() {
        let indonesian = columns("NIP,Nama,Tanggal,Jam,Jenis,Latitude,Longitude,Akurasi").unwrap();
        let english = columns("employee_id,Name,Date,Time,Type,Lat,Lng,accuracy").unwrap();

        assert_eq!(indonesian, english);
        assert_eq!((indonesian.key, indonesian.date, indonesian.kind), (0, Some(2), Some(4)));
        let place = PlaceColumns { latitude: Some(5), longitude: Some(6), pair: None, accuracy: Some(7) };
        assert_eq!(indonesian.times, [Time { at: 3, side: None, place }]);
    }

    #[test]
    fn arrival_and_departure_may_stand_side_by_side() {
        let found =
            columns("No,NIP,Nama,Tanggal,Jam Masuk,Lat Masuk,Long Masuk,Jam Pulang,Terlambat,Foto Masuk").unwrap();

        let sides: Vec<(usize, Option<Side>)> = found.times.iter().map(|time| (time.at, time.side)).collect();
        assert_eq!(sides, [(4, Some(Side::In)), (7, Some(Side::Out))]);
        assert_eq!(found.times[0].place.longitude, Some(6));
        assert_eq!(found.times[1].place, PlaceColumns::default());
    }

    #[test]
    fn a_time_of_the_server_is_no_punch() {
        let found = columns("NIP,Waktu,Waktu Server,Koordinat").unwrap();

        assert_eq!(found.times.len(), 1);
        assert_eq!((found.times[0].at, found.times[0].place.pair), (1, Some(3)));
    }

    #[test]
    fn numbered_times_are_all_punches() {
        let found = columns("No,NIP,Nama,Jenis Kelamin,Hari,Tanggal,Scan 1,Scan 2,Scan 3,Total Jam").unwrap();

        assert_eq!(found.times.iter().map(|time| time.at).collect::<Vec<_>>(), [6, 7, 8]);
        assert_eq!((found.date, found.kind), (Some(5), None));
    }

    #[test]
    fn the_moment_of_a_record_is_a_time_only_where_there_is_no_other() {
        assert_eq!(columns("user_id,created_at").unwrap().times[0].at, 1);
        assert_eq!(columns("user_id,created_at,waktu").unwrap().times[0].at, 2);
    }

    #[test]
    fn a_table_without_a_key_or_a_time_is_no_presence() {
        assert_eq!(columns("Nama,Tanggal,Jam"), None);
        assert_eq!(columns("PIN,Nama,NIP,Lokasi"), None);
    }
}
