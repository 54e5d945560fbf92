//! Running the binary on a data folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder and the binary.
pub struct Hadir {
    folder: TempDir,
}

/// What a run said.
pub struct Run {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output as the one JSON document it must be.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

impl Hadir {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Where files beside the data folder may be written.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and answers its path as text.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_hadir"))
            .args(arguments)
            .env_clear()
            .env("USER", "petugas")
            .env("HADIR_DATA", self.path("data"))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        read(output)
    }

    /// Runs a command with `--json` and answers its document.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        self.run(&arguments).json()
    }

    /// An office of two people with one terminal, adopted and mapped.
    pub fn office() -> Self {
        let hadir = Self::new();
        hadir.json(&["sites", "add", "KANTOR", "--name", "Kantor", "--tz", "WIB"]);
        hadir.json(&["units", "add", "DINKES", "--name", "Dinas Kesehatan"]);
        hadir.json(&["devices", "add", "HDR001", "--tz", "WIB", "--site", "KANTOR"]);
        let staff = hadir.file(
            "pegawai.csv",
            b"nama;jenis;nip;nomor_lokal;kode_unit;jabatan;golongan;kode_lokasi;pin;mesin;mulai;kepala\n\
              Siti Contoh;PNS;209901022121052001;;DINKES;Kepala Dinas;IV/b;KANTOR;1;HDR001;2025-01-01;ya\n\
              Budi Contoh;Non ASN;;L-7;DINKES;Pengadministrasi;;KANTOR;2;HDR001;2025-01-01;\n",
        );
        let done = hadir.json(&["people", "import", &staff]);
        assert_eq!((&done["new"], &done["errors"]), (&2.into(), &Value::Array(Vec::new())), "{done}");
        hadir
    }
}

/// The shared sample files, where they are.
pub fn samples() -> Option<PathBuf> {
    let folder = std::env::var("HADIR_SAMPLES").ok().map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("HADIR_SAMPLES names no folder: the sample files are not checked");
    }
    folder
}

/// A path as text.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn read(output: Output) -> Run {
    Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
