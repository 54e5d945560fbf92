//! The record of a punishment as SIASN takes it (`hukdis/save`), with exactly its field names.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::discipline_cases::{CaseOpening, CaseStage, CaseState};

/// A document that was uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HukdisDocument {
    /// Its id there.
    pub dok_id: String,
    /// Its name.
    pub dok_nama: String,
    /// Where it lies.
    pub dok_uri: String,
    /// The object.
    pub object: String,
    /// The slug.
    pub slug: String,
}

/// Ids of the reference lists there. They are BKN's own and are handed in, never made up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HukdisRefs {
    /// Id of the person.
    pub pns_orang_id: String,
    /// Reason, of the list `alasan-hukuman-disiplin`.
    pub alasan_id: String,
    /// Kind, of the list `jenis-hukuman`.
    pub jenis_id: String,
    /// Level.
    pub tingkat_id: String,
    /// Standing, of the list `kedudukan-hukum`, where it changes.
    pub kedudukan_id: String,
    /// Golongan now.
    pub golongan_id: String,
    /// Golongan before, where it was lowered.
    pub golongan_lama: String,
    /// The law: `07` is PP 94/2021, `03` PP 53/2010 (seen in clients of third parties).
    pub nomor_pp: String,
    /// Documents uploaded before.
    pub path: Vec<HukdisDocument>,
    /// Number and date of what took the decision away, where something did.
    pub pembatalan: Option<(String, Date)>,
    /// The record that is ended by this one.
    pub diberhentikan_id: String,
}

/// The record. Dates are `dd-mm-yyyy`; what there is not is an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HukdisRecord {
    /// Last day it is served.
    pub akhir_hukuman_tanggal: String,
    /// Reason.
    pub alasan_hukuman_disiplin_id: String,
    /// Golongan now.
    pub golongan_id: String,
    /// Golongan before.
    pub golongan_lama: String,
    /// The record that is ended by this one.
    pub hukdis_yang_diberhentikan_id: String,
    /// First day in force.
    pub hukuman_tanggal: String,
    /// Its own id there; empty for a new one.
    pub id: String,
    /// Kind.
    pub jenis_hukuman_id: String,
    /// Level.
    pub jenis_tingkat_hukuman_id: String,
    /// Standing.
    pub kedudukan_hukum_id: String,
    /// In words.
    pub keterangan: String,
    /// Months beside the years.
    pub masa_bulan: String,
    /// Whole years.
    pub masa_tahun: String,
    /// The law.
    pub nomor_pp: String,
    /// Documents.
    pub path: Vec<HukdisDocument>,
    /// The person.
    pub pns_orang_id: String,
    /// Number of the decision.
    pub sk_nomor: String,
    /// Date of the decision.
    pub sk_tanggal: String,
    /// Number of what took it away.
    pub sk_pembatalan_nomor: String,
    /// Date of what took it away.
    pub sk_pembatalan_tanggal: String,
}

/// Why there is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HukdisMissing {
    /// The decision is not in force, or may still be contested.
    #[error("the decision is not final")]
    NotFinal,
    /// Nobody was punished by a kind of the list.
    #[error("there is no punishment of the list")]
    NoPunishment,
    /// An id of the reference lists is missing.
    #[error("the reference id {0} is missing")]
    NoId(&'static str),
}

impl HukdisRecord {
    /// The record of a final decision: the case is closed as in force. `in_force_on` is its first day in force.
    ///
    /// # Errors
    ///
    /// [`HukdisMissing`] before it is final, without a punishment of the list, or without an id BKN asks for.
    pub fn of(
        opening: &CaseOpening,
        state: &CaseState,
        stage: CaseStage,
        in_force_on: Date,
        refs: &HukdisRefs,
    ) -> Result<Self, HukdisMissing> {
        if stage != CaseStage::Closed {
            return Err(HukdisMissing::NotFinal);
        }
        let decision = state.decision.as_ref().ok_or(HukdisMissing::NoPunishment)?;
        let sanction = state.punishment.as_ref().and_then(|one| one.sanction()).ok_or(HukdisMissing::NoPunishment)?;
        for (name, id) in [
            ("pnsOrangId", &refs.pns_orang_id),
            ("alasanHukumanDisiplinId", &refs.alasan_id),
            ("jenisHukumanId", &refs.jenis_id),
            ("jenisTingkatHukumanId", &refs.tingkat_id),
            ("nomorPp", &refs.nomor_pp),
        ] {
            if id.is_empty() {
                return Err(HukdisMissing::NoId(name));
            }
        }
        let months = sanction.months().unwrap_or(0);
        let last = in_force_on.checked_add(i32::from(months).months()).ok().and_then(|next| next.yesterday().ok());
        let (cancel_number, cancel_on) = match &refs.pembatalan {
            Some((number, on)) => (number.clone(), day(*on)),
            None => (String::new(), String::new()),
        };
        let breaches: Vec<&str> = opening.breaches.iter().map(|one| one.text.as_str()).collect();
        Ok(Self {
            akhir_hukuman_tanggal: last.filter(|_| months > 0).map(day).unwrap_or_default(),
            alasan_hukuman_disiplin_id: refs.alasan_id.clone(),
            golongan_id: refs.golongan_id.clone(),
            golongan_lama: refs.golongan_lama.clone(),
            hukdis_yang_diberhentikan_id: refs.diberhentikan_id.clone(),
            hukuman_tanggal: day(in_force_on),
            id: String::new(),
            jenis_hukuman_id: refs.jenis_id.clone(),
            jenis_tingkat_hukuman_id: refs.tingkat_id.clone(),
            kedudukan_hukum_id: refs.kedudukan_id.clone(),
            keterangan: breaches.join("; "),
            masa_bulan: (months % 12).to_string(),
            masa_tahun: (months / 12).to_string(),
            nomor_pp: refs.nomor_pp.clone(),
            path: refs.path.clone(),
            pns_orang_id: refs.pns_orang_id.clone(),
            sk_nomor: decision.decision.number.clone(),
            sk_tanggal: day(decision.on),
            sk_pembatalan_nomor: cancel_number,
            sk_pembatalan_tanggal: cancel_on,
        })
    }
}

fn day(on: Date) -> String {
    on.strftime("%d-%m-%Y").to_string()
}
