//! One person on the command line, read as a staff list of one row.

use hadir_domain::people::EmployeeType;

use crate::services::files::NamedFile;

/// One person as the columns of a staff list.
#[derive(Debug, clap::Args)]
pub struct NewPerson {
    /// Nama / name
    #[arg(long)]
    name: String,
    /// PNS, CPNS, PPPK, PPPK_PARUH_WAKTU, NON_ASN
    #[arg(long = "type")]
    employee_type: EmployeeType,
    /// NIP
    #[arg(long, default_value = "")]
    nip: String,
    /// NI PPPK
    #[arg(long, default_value = "")]
    ni_pppk: String,
    /// Nomor lokal / local number
    #[arg(long, default_value = "")]
    local: String,
    /// Kode unit / code of the unit
    #[arg(long, default_value = "")]
    unit: String,
    /// Jabatan / post
    #[arg(long, default_value = "")]
    title: String,
    /// Golongan / rank
    #[arg(long, default_value = "")]
    rank: String,
    /// Kode lokasi / code of the site
    #[arg(long, default_value = "")]
    site: String,
    /// PIN di mesin / PIN on the terminal
    #[arg(long, default_value = "")]
    pin: String,
    /// Nomor seri mesin / serial number
    #[arg(long, default_value = "")]
    device: String,
    /// Mulai bertugas / first day
    #[arg(long, default_value = "", value_name = "YYYY-MM-DD")]
    from: String,
    /// Kepala unit / leads the unit
    #[arg(long)]
    head: bool,
}

impl NewPerson {
    /// The same as a list of one row, so that one path checks and stores both.
    pub fn sheet(&self) -> anyhow::Result<NamedFile> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([
            "nama",
            "jenis",
            "nip",
            "ni_pppk",
            "nomor_lokal",
            "kode_unit",
            "jabatan",
            "golongan",
            "kode_lokasi",
            "pin",
            "mesin",
            "mulai",
            "kepala",
        ])?;
        writer.write_record([
            self.name.as_str(),
            self.employee_type.as_str(),
            &self.nip,
            &self.ni_pppk,
            &self.local,
            &self.unit,
            &self.title,
            &self.rank,
            &self.site,
            &self.pin,
            &self.device,
            &self.from,
            if self.head { "ya" } else { "" },
        ])?;
        Ok(NamedFile { name: self.name.clone(), bytes: writer.into_inner()? })
    }
}
