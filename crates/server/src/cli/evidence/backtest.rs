//! `hadir evidence backtest`: weighing punches of a scenario under a policy; stores nothing.

use std::path::{Path, PathBuf};

use hadir_domain::evidence::{Scene, Verdict, Weighed, Weighing, name_of};
use serde::Serialize;

use crate::cli::{Failure, Global, Outcome, output};
use crate::lang::Lang;
use crate::services::backtesting::{self, Answer, Changes, Measured, Recall};

/// Arguments of `hadir evidence backtest`.
#[derive(Debug, clap::Args)]
pub struct Backtest {
    /// Berkas skenario JSON / scenario file
    scenario: PathBuf,
    /// Paket aturan bukti yang dicoba, sebagai ganti yang berlaku / rule pack to try instead of the current one
    #[arg(long, value_name = "PACK.toml")]
    policy: Option<PathBuf>,
    /// Paket aturan kedua: berapa putusan akan berubah / a second pack: how many verdicts would change
    #[arg(long, value_name = "PACK.toml")]
    compare: Option<PathBuf>,
    /// Kode daerah / region code
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Banyak baris peringkat / lines of the ranking
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

/// The answer, and what another policy would change where one was asked for.
#[derive(Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    answer: Answer<'a>,
    compare: &'a Changes,
}

/// Weighs and prints.
pub fn run(global: &Global, args: &Backtest) -> Outcome {
    let lang = global.lang();
    let scenario = backtesting::scenario(&args.scenario, lang).map_err(Failure::Work)?;
    let on = backtesting::last_day(&scenario).ok_or_else(|| {
        Failure::Work(lang.pick(
            "skenario ini tidak berisi rekaman; tidak ada yang ditimbang".into(),
            "this scenario has no punches; there is nothing to weigh".into(),
        ))
    })?;
    let policy =
        |pack: Option<&Path>| backtesting::policy(pack, args.region.as_deref(), on, lang).map_err(Failure::Work);
    let tried = policy(args.policy.as_deref())?;
    // A pack that is tried is compared with the one in force, unless another is named.
    let other = match (&args.compare, &args.policy) {
        (Some(pack), _) => Some(policy(Some(pack))?),
        (None, Some(_)) if !global.json => Some(policy(None)?),
        _ => None,
    };
    let weighing = backtesting::run(&scenario, &tried);
    let changes = other.map(|other| {
        let after = backtesting::run(&scenario, &other);
        backtesting::changes(&scenario.scene, &weighing, &after, &other.version, &scenario.labels)
    });
    if global.json {
        let answer = Answer::of(&scenario.scene, &weighing, &tried.version, lang);
        return match &changes {
            Some(compare) => output::json(&Compared { answer, compare }),
            None => output::json(&answer),
        };
    }
    println!("{}: {}", lang.pick("aturan", "policy"), tried.version);
    for note in &scenario.notes {
        println!("! {note}");
    }
    verdicts(&weighing, lang);
    ranking(&scenario.scene, &weighing, args.top, lang)?;
    if let Some(measured) = backtesting::measure(&scenario.scene, &weighing, &scenario.labels) {
        println!();
        print_measured(&measured, lang)?;
    }
    if let Some(changes) = &changes {
        println!();
        print_changes(changes, lang)?;
    }
    Ok(())
}

/// A verdict in words.
pub fn word(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Supported => lang.pick("didukung", "supported"),
        Verdict::Unverified => lang.pick("belum terbukti", "unverified"),
        Verdict::Doubtful => lang.pick("diragukan", "doubtful"),
        Verdict::Contradicted => lang.pick("dibantah", "contradicted"),
    }
}

fn verdicts(weighing: &Weighing, lang: Lang) {
    let counts = Verdict::ALL.iter().map(|verdict| {
        let count = weighing.punches.iter().filter(|punch| punch.verdict == *verdict).count();
        format!("{} {count}", word(*verdict, lang))
    });
    println!("{}: {}", weighing.punches.len(), counts.collect::<Vec<_>>().join(", "));
}

/// The punches with the most against them, in the queue or below it.
fn ranking(scene: &Scene, weighing: &Weighing, top: usize, lang: Lang) -> Outcome {
    let mut order: Vec<&Weighed> =
        weighing.punches.iter().filter(|punch| punch.reasons.iter().any(|reason| reason.weight > 0)).collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.weight));
    let rows: Vec<Vec<String>> = order
        .iter()
        .take(top)
        .map(|punch| {
            let input = &scene.punches[punch.punch as usize];
            let against = punch.reasons.iter().filter(|reason| reason.weight > 0).map(|reason| reason.code);
            vec![
                input.id.clone(),
                scene.people.get(input.person as usize).map(|person| person.id.clone()).unwrap_or_default(),
                word(punch.verdict, lang).to_owned(),
                format!("{:.3}", f64::from(punch.score) / 1e6),
                against.map(|code| lang.pick(name_of(code).0, name_of(code).1)).collect::<Vec<_>>().join("; "),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    println!();
    output::table(
        &lang.pick(
            ["rekaman", "pegawai", "putusan", "peluang", "tanda"],
            ["punch", "person", "verdict", "score", "signals"],
        ),
        &rows,
    )
}

fn share(part: usize, of: usize) -> String {
    if of == 0 { "-".into() } else { format!("{:.2} %", part as f64 * 100.0 / of as f64) }
}

/// Prints what labels or outcomes tell.
pub fn print_measured(measured: &Measured, lang: Lang) -> Outcome {
    println!(
        "{}: {} {}, {} {}",
        lang.pick("alarm keliru atas rekaman jujur", "false alarms on honest punches"),
        share(measured.honest_flagged, measured.honest),
        lang.pick("diragukan atau dibantah", "doubtful or contradicted"),
        share(measured.honest_contradicted, measured.honest),
        lang.pick("dibantah", "contradicted"),
    );
    let row = |recall: &Recall| {
        vec![
            recall.label.clone(),
            recall.punches.to_string(),
            share(recall.flagged, recall.punches),
            share(recall.contradicted, recall.punches),
            share(recall.at_half_percent, recall.punches),
            share(recall.at_tenth_percent, recall.punches),
        ]
    };
    let rows: Vec<Vec<String>> = measured.labels.iter().chain([&measured.misuse]).map(row).collect();
    output::table(
        &lang.pick(
            ["label", "rekaman", "ditandai", "dibantah", "pada 0,5 %", "pada 0,1 %"],
            ["label", "punches", "flagged", "contradicted", "at 0.5 %", "at 0.1 %"],
        ),
        &rows,
    )
}

/// Prints what another policy changes.
pub fn print_changes(changes: &Changes, lang: Lang) -> Outcome {
    println!(
        "{} {}: {}",
        lang.pick("putusan yang lain di bawah", "verdicts that differ under"),
        changes.policy,
        changes.changed
    );
    for (old, new, count) in &changes.by_verdict {
        println!("  {} -> {}: {count}", word(*old, lang), word(*new, lang));
    }
    changes.measured.as_ref().map_or(Ok(()), |measured| print_measured(measured, lang))
}
