//! What a look at the seal found, for people and as JSON.

use hadir_ledger::finding::{Finding, What};
use hadir_ledger::merkle::Hash;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::{Global, Outcome, output};
use crate::lang::Lang;

/// What was found.
pub struct Verdict {
    /// Whether everything holds.
    pub holds: bool,
    /// Which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them; `None` when it could not be computed.
    pub root: Option<Hash>,
    /// How many checkpoints were borne out.
    pub checkpoints: u64,
    /// How many records gave their leaf.
    pub records: u64,
    /// How many were erased by law.
    pub erased: u64,
    /// How many receipts were kept.
    pub receipts: u64,
    /// How many receipts still wait.
    pub waiting: u64,
    /// What could not be judged with what was there.
    pub unjudged: u64,
    /// How many checkpoints each witness signed.
    pub witnessed: Vec<(String, u64)>,
    /// What the log itself explains, in words.
    pub explained: Vec<String>,
    /// The first thing that does not hold.
    pub first: Option<Finding>,
    /// All of them.
    pub findings: Vec<Finding>,
    /// How many more there were.
    pub more: u64,
}

#[derive(Serialize)]
struct Answer<'a> {
    holds: bool,
    origin: &'a str,
    size: u64,
    root: Option<String>,
    checkpoints: u64,
    records: u64,
    erased: u64,
    receipts: u64,
    receipts_waiting: u64,
    unjudged: u64,
    witnesses: Vec<Witnessed<'a>>,
    explained: &'a [String],
    first: Option<Found<'a>>,
    findings: Vec<Found<'a>>,
    more: u64,
}

#[derive(Serialize)]
struct Witnessed<'a> {
    name: &'a str,
    checkpoints: u64,
}

#[derive(Serialize)]
struct Found<'a> {
    caught_by: &'static str,
    what: &'static str,
    position: Option<u64>,
    record: Option<Uuid>,
    kind: Option<&'static str>,
    place: &'a str,
    detail: &'a str,
}

impl<'a> Found<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            caught_by: finding.caught_by.as_str(),
            what: finding.what.as_str(),
            position: finding.position,
            record: finding.record.map(Uuid::from_bytes),
            kind: finding.kind.map(|kind| kind.as_str()),
            place: &finding.place,
            detail: &finding.detail,
        }
    }
}

/// Prints it in the form asked for.
///
/// # Errors
///
/// When standard output is closed.
pub fn print(global: &Global, verdict: &Verdict) -> Outcome {
    if global.json {
        return output::json(&Answer {
            holds: verdict.holds,
            origin: &verdict.origin,
            size: verdict.size,
            root: verdict.root.map(hex::encode),
            checkpoints: verdict.checkpoints,
            records: verdict.records,
            erased: verdict.erased,
            receipts: verdict.receipts,
            receipts_waiting: verdict.waiting,
            unjudged: verdict.unjudged,
            witnesses: verdict
                .witnessed
                .iter()
                .map(|(name, checkpoints)| Witnessed { name, checkpoints: *checkpoints })
                .collect(),
            explained: &verdict.explained,
            first: verdict.first.as_ref().map(Found::of),
            findings: verdict.findings.iter().map(Found::of).collect(),
            more: verdict.more,
        });
    }
    let lang = global.lang();
    println!(
        "{}",
        lang.pick(
            if verdict.holds { "SEGEL UTUH" } else { "SEGEL TIDAK UTUH" },
            if verdict.holds { "THE SEAL HOLDS" } else { "THE SEAL DOES NOT HOLD" }
        )
    );
    println!("{}", verdict.origin);
    let line = |name: &str, count: u64| println!("  {count:>12}  {name}");
    line(lang.pick("daun", "leaves"), verdict.size);
    line(lang.pick("titik periksa cocok", "checkpoints borne out"), verdict.checkpoints);
    line(lang.pick("rekaman cocok dengan daunnya", "records that give their leaf"), verdict.records);
    line(lang.pick("terhapus menurut hukum", "erased by law"), verdict.erased);
    line(lang.pick("tanda terima ditepati", "receipts kept"), verdict.receipts);
    for (name, checkpoints) in &verdict.witnessed {
        line(
            &lang.pick(format!("titik periksa disaksikan {name}"), format!("checkpoints witnessed by {name}")),
            *checkpoints,
        );
    }
    if verdict.waiting > 0 {
        line(lang.pick("tanda terima masih menunggu", "receipts still waiting"), verdict.waiting);
    }
    if verdict.unjudged > 0 {
        line(lang.pick("di luar bagian ini, tidak dinilai", "outside this part, not judged"), verdict.unjudged);
    }
    verdict.explained.iter().for_each(|explained| println!("i {explained}"));
    if let Some(first) = &verdict.first {
        println!("{} {}", lang.pick("Yang pertama:", "The first:"), sentence(first, lang));
    }
    verdict.findings.iter().for_each(|finding| println!("! {}", sentence(finding, lang)));
    if verdict.more > 0 {
        println!("! {} {}", verdict.more, lang.pick("temuan sejenis lagi", "more of the same kinds"));
    }
    Ok(())
}

fn sentence(finding: &Finding, lang: Lang) -> String {
    let what = match finding.what {
        What::Altered => lang.pick("diubah", "altered"),
        What::Removed => lang.pick("dihilangkan", "removed"),
        What::Added => lang.pick("ditambahkan", "added"),
        What::Reordered => lang.pick("ditukar urutannya", "reordered"),
        What::BackDated => lang.pick("bertanggal mundur", "back-dated"),
        What::Forked => lang.pick("bercabang", "forked"),
        What::Damaged => lang.pick("rusak", "damaged"),
    };
    let mut text = what.to_owned();
    if let Some(position) = finding.position {
        text.push_str(&format!(" @{position}"));
    }
    if let Some(kind) = finding.kind {
        text.push_str(&format!(" {}", kind.as_str()));
    }
    if let Some(record) = finding.record {
        text.push_str(&format!(" {}", Uuid::from_bytes(record)));
    }
    format!("{text} ({}, {}): {}", finding.place, finding.caught_by.as_str(), finding.detail)
}
