//! A template as its file has it.

use serde::Deserialize;

/// The file. Keys nobody reads are refused, so that a misspelt one is noticed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTemplate {
    pub bentuk: String,
    pub kode: String,
    pub nomor: String,
    #[serde(default)]
    pub judul: String,
    #[serde(default)]
    pub hal: String,
    #[serde(default)]
    pub tentang: String,
    #[serde(default)]
    pub sifat: String,
    #[serde(default)]
    pub lampiran: String,
    #[serde(default)]
    pub kepada: String,
    #[serde(default)]
    pub tembusan: Vec<String>,
    #[serde(default)]
    pub susunan: Option<String>,
    #[serde(default)]
    pub tanya_awal: Vec<String>,
    #[serde(default)]
    pub tanya_akhir: Vec<String>,
    pub isi: Vec<RawBlock>,
    pub tanda_tangan: Vec<RawSigner>,
}

/// A block of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBlock {
    pub jika: Option<String>,
    pub kecuali: Option<String>,
    pub label: Option<String>,
    pub teks: Option<String>,
    pub judul_bagian: Option<String>,
    pub tengah: Option<String>,
    pub butir: Option<Vec<String>>,
    pub tambahan: Option<String>,
    pub huruf: Option<bool>,
    pub bagian: Option<String>,
    pub kolom: Option<Vec<String>>,
}

/// Who signs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSigner {
    pub pihak: String,
    pub sebagai: String,
}
