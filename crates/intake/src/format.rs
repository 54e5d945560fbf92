//! The file formats Hadir understands, by stable name.

use serde::{Serialize, Serializer};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// USB export of a ZKTeco-family terminal (`1_attlog.dat`).
    ZkAttlog,
    /// Text log of the GLog family (`001_GL.TXT`, `GLG_001.TXT`, `AGL_001.TXT`).
    Glog,
    /// CSV of web presence with coordinates.
    PortalCsv,
    /// Hikvision `AcsEvent` pages.
    Hikvision,
    /// Fingerspot cloud webhook messages, one JSON a line.
    Fingerspot,
    /// EasyLink scan log pages.
    Easylink,
    /// Who is enrolled on a machine: PIN, name, NIP, site.
    RosterPins,
    /// A terminal program's daily log: one row per person and day, scans in numbered columns.
    DailyLog,
    /// An office's recap, one sheet per person, arrival, middle and departure.
    PersonRecap,
    /// A month matrix of codes: one row per person, one column per day.
    MonthMatrix,
    /// A sheet of arrivals and departures without a header.
    InOutSheet,
    /// A monthly sheet typed by hand from a signed roll.
    ManualMonth,
    /// A roll typed at the desk from a signed sheet.
    TypedRoll,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 13] = [
        Self::ZkAttlog,
        Self::Glog,
        Self::PortalCsv,
        Self::Hikvision,
        Self::Fingerspot,
        Self::Easylink,
        Self::RosterPins,
        Self::DailyLog,
        Self::PersonRecap,
        Self::MonthMatrix,
        Self::InOutSheet,
        Self::ManualMonth,
        Self::TypedRoll,
    ];

    /// The stable name, as `hadir inspect --json` prints it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ZkAttlog => "zk-attlog",
            Self::Glog => "glog",
            Self::PortalCsv => "portal-csv",
            Self::Hikvision => "hikvision",
            Self::Fingerspot => "fingerspot",
            Self::Easylink => "easylink",
            Self::RosterPins => "roster-pins",
            Self::DailyLog => "daily-log",
            Self::PersonRecap => "person-recap",
            Self::MonthMatrix => "month-matrix",
            Self::InOutSheet => "in-out-sheet",
            Self::ManualMonth => "manual-month",
            Self::TypedRoll => "typed-roll",
        }
    }

    /// What a file of another kind lacks to be of this format, in Indonesian.
    pub(crate) fn lacks_id(self) -> &'static str {
        match self {
            Self::ZkAttlog => "tidak ada baris berisi nomor, tanggal, jam, dan kode",
            Self::Glog => "tidak ada judul EnNo dan DateTime, dan tidak ada baris yang berakhir dengan tanggal dan jam",
            Self::PortalCsv => "tidak ada baris judul yang memuat nomor orang dan jam",
            Self::Hikvision => "tidak ada AcsEvent, InfoList, AccessControllerEvent, atau employeeNoString",
            Self::Fingerspot => "tidak ada cloud_id, status_scan, atau scan_date",
            Self::Easylink => "tidak ada IsSession, Result, atau ScanDate",
            Self::RosterPins => "tidak ada baris judul yang memuat PIN dengan nama atau NIP",
            Self::DailyLog => "tidak ada judul Enroll ID, Date, 1, 2 dan seterusnya",
            Self::PersonRecap => "tidak ada judul Tanggal dengan Datang dan Pulang per orang",
            Self::MonthMatrix => "tidak ada matriks tanggal sebulan dengan kode dan nama bulannya",
            Self::InOutSheet => "tidak ada kolom nomor orang, tanggal, dan jam",
            Self::TypedRoll => "baris pertamanya bukan hadir-daftar-manual-1",
            Self::ManualMonth => "tidak ada kolom tanggal sebulan dengan tanda hadir dan nama bulannya",
        }
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
