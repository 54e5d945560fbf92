//! Records of punishments as SIASN takes them (`hukdis/save`): JSON with exactly its field names, and rows of a workbook.

use hadir_domain::discipline_letters::HukdisRecord;
use jiff::Timestamp;
use rust_xlsxwriter::XlsxError;

use crate::table::{Cell, Column, Table};
use crate::table_xlsx::table_xlsx;

/// The columns in the order of the record; `path` names the documents, separated by `; `.
pub const COLUMNS: [&str; 20] = [
    "akhirHukumanTanggal",
    "alasanHukumanDisiplinId",
    "golonganId",
    "golonganLama",
    "hukdisYangDiberhentikanId",
    "hukumanTanggal",
    "id",
    "jenisHukumanId",
    "jenisTingkatHukumanId",
    "kedudukanHukumId",
    "keterangan",
    "masaBulan",
    "masaTahun",
    "nomorPp",
    "path",
    "pnsOrangId",
    "skNomor",
    "skTanggal",
    "skPembatalanNomor",
    "skPembatalanTanggal",
];

/// A record as the body of `POST /hukdis/save`, indented, with a line break at the end.
pub fn hukdis_json(record: &HukdisRecord) -> String {
    // A struct of texts and lists of texts is always JSON.
    serde_json::to_string_pretty(record).map(|text| text + "\n").unwrap_or_default()
}

/// A record as the cells of a row, in the order of [`COLUMNS`].
pub fn hukdis_row(record: &HukdisRecord) -> [String; 20] {
    let documents: Vec<&str> = record.path.iter().map(|one| one.dok_nama.as_str()).collect();
    [
        record.akhir_hukuman_tanggal.clone(),
        record.alasan_hukuman_disiplin_id.clone(),
        record.golongan_id.clone(),
        record.golongan_lama.clone(),
        record.hukdis_yang_diberhentikan_id.clone(),
        record.hukuman_tanggal.clone(),
        record.id.clone(),
        record.jenis_hukuman_id.clone(),
        record.jenis_tingkat_hukuman_id.clone(),
        record.kedudukan_hukum_id.clone(),
        record.keterangan.clone(),
        record.masa_bulan.clone(),
        record.masa_tahun.clone(),
        record.nomor_pp.clone(),
        documents.join("; "),
        record.pns_orang_id.clone(),
        record.sk_nomor.clone(),
        record.sk_tanggal.clone(),
        record.sk_pembatalan_nomor.clone(),
        record.sk_pembatalan_tanggal.clone(),
    ]
}

/// Records as a table with the names of their fields above; every cell is text, so that `07` stays `07`.
pub fn hukdis_table(records: &[HukdisRecord]) -> Table {
    Table {
        name: "hukdis".into(),
        columns: COLUMNS.iter().map(|name| Column::new(name, if *name == "keterangan" { 40 } else { 20 })).collect(),
        rows: records.iter().map(|record| hukdis_row(record).map(Cell::from).to_vec()).collect(),
    }
}

/// Records as a workbook with the sheet `hukdis`, a row a record.
///
/// # Errors
///
/// When the instant is outside the years Excel knows, or there are more records than a sheet has rows.
pub fn hukdis_xlsx(records: &[HukdisRecord], created_at: Timestamp) -> Result<Vec<u8>, XlsxError> {
    table_xlsx("Riwayat hukuman disiplin", &[hukdis_table(records)], created_at)
}

#[cfg(test)]
mod tests {
    use hadir_domain::discipline_letters::HukdisDocument;

    use super::*;
    use crate::read_back::sheet;

    fn record() -> HukdisRecord {
        let document = |name: &str| HukdisDocument {
            dok_id: "872".into(),
            dok_nama: name.into(),
            dok_uri: "peremajaan/1".into(),
            object: "o".into(),
            slug: "872".into(),
        };
        HukdisRecord {
            akhir_hukuman_tanggal: "29-03-2027".into(),
            alasan_hukuman_disiplin_id: "A1".into(),
            golongan_id: "32".into(),
            golongan_lama: String::new(),
            hukdis_yang_diberhentikan_id: String::new(),
            hukuman_tanggal: "30-03-2026".into(),
            id: String::new(),
            jenis_hukuman_id: "J1".into(),
            jenis_tingkat_hukuman_id: "S".into(),
            kedudukan_hukum_id: String::new(),
            keterangan: "=tidak masuk kerja".into(),
            masa_bulan: "0".into(),
            masa_tahun: "1".into(),
            nomor_pp: "07".into(),
            path: vec![document("SK"), document("BAP")],
            pns_orang_id: "P1".into(),
            sk_nomor: "800/4".into(),
            sk_tanggal: "26-02-2026".into(),
            sk_pembatalan_nomor: String::new(),
            sk_pembatalan_tanggal: String::new(),
        }
    }

    #[test]
    fn every_column_is_a_field_of_the_record_and_has_its_value() {
        let json: serde_json::Value = serde_json::from_str(&hukdis_json(&record())).unwrap();
        let fields = json.as_object().unwrap();
        assert_eq!(fields.len(), COLUMNS.len());
        for (name, value) in COLUMNS.iter().zip(hukdis_row(&record())) {
            match &fields[*name] {
                serde_json::Value::String(text) => assert_eq!(*text, value, "{name}"),
                documents => {
                    assert_eq!((*name, documents[0]["dok_nama"].as_str()), ("path", Some("SK")));
                    assert_eq!(documents[1]["dok_uri"], "peremajaan/1");
                }
            }
        }
    }

    #[test]
    fn a_row_stays_text() {
        let read = sheet(&hukdis_xlsx(&[record()], Timestamp::UNIX_EPOCH).unwrap(), "hukdis");
        assert_eq!((read.text(0, 13).as_str(), read.text(1, 13).as_str()), ("nomorPp", "07"));
        assert_eq!((read.text(1, 10).as_str(), read.formula(1, 10).as_str()), ("=tidak masuk kerja", ""));
        assert_eq!(read.text(1, 14), "SK; BAP");
    }
}
