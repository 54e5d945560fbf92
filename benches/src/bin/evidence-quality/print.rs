//! A measurement as tables and as a plot.

use std::fmt::Write as _;

use hadir_sim::scenario::quality::{Report, WayReport};

/// Prints the tables, in Markdown so that they can stand in the documents.
pub fn tables(report: &Report) {
    let honest = &report.honest;
    println!("{} punches of phones, {} frauds; honest {}", report.punches, report.frauds, honest.punches);
    println!(
        "honest: doubtful or worse {}, contradicted {}, supported {}",
        percent(honest.doubtful, honest.punches),
        percent(honest.contradicted, honest.punches),
        percent(honest.supported, honest.punches)
    );
    for (network, (punches, doubtful)) in &honest.by_network {
        println!("  network {network}: {punches} honest punches, doubtful {}", percent(*doubtful, *punches));
    }
    println!("limits of the score: 0.5 % {:.6}, 0.1 % {:.6}\n", report.limits[0], report.limits[1]);
    println!(
        "| fraud that left a trace | n | at 0.5 % | at 0.1 % | verdict doubtful+ | contradicted | naive, medium, careful at 0.5 % | traceless |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (label, way) in &report.ways {
        row(&format!("{label:?}"), way);
    }
    row("all with a trace", &report.findable);
    row("all traceless", &report.traceless);
    println!("\n| every fraud, traceless too | n | at 0.5 % | at 0.1 % |");
    println!("|---|---|---|---|");
    for (name, way) in report.ways.iter().map(|(label, way)| (format!("{label:?}"), way)) {
        whole(&name, way);
    }
    whole("all", &report.whole);
    println!("\n| honest look-alike | n | doubtful+ | contradicted | above the 0.5 % limit |");
    println!("|---|---|---|---|---|");
    for (look, seen) in &report.look_alikes {
        println!(
            "| {look:?} | {} | {} | {} | {} |",
            seen.punches,
            percent(seen.doubtful, seen.punches),
            percent(seen.contradicted, seen.punches),
            percent(seen.above_limit, seen.punches)
        );
    }
    println!("\n| people looked at per 1,000 a month | people | who cheat | of those findable |");
    println!("|---|---|---|---|");
    for budget in &report.budgets {
        println!("| {} | {} | {:.3} | {:.3} |", budget.per_thousand, budget.people, budget.precision, budget.recall);
    }
    println!("\n| score from | n | mean score | share of frauds |");
    println!("|---|---|---|---|");
    for bin in &report.calibration {
        println!("| {:.1} | {} | {:.4} | {:.4} |", bin.from, bin.punches, bin.mean_score, bin.fraud_share);
    }
    println!("\nBrier {:.5}, mean distance of the bins {:.5}", report.brier, report.calibration_error);
}

fn whole(name: &str, way: &WayReport) {
    let [half, tenth] = way.recall_of_all;
    println!("| {name} | {} | {half:.3} | {tenth:.3} |", way.punches + way.traceless);
}

fn row(name: &str, way: &WayReport) {
    let variants: Vec<String> = way.by_variant.values().map(|(count, share)| format!("{share:.3} ({count})")).collect();
    println!(
        "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} |",
        way.punches,
        way.recall_half_percent,
        way.recall_tenth_percent,
        way.recall_verdict,
        way.recall_contradicted,
        variants.join(", "),
        way.traceless
    );
}

fn percent(part: usize, whole: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of punches")]
    let share = if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 };
    format!("{part} ({share:.3} %)")
}

/// Mean score against the share of frauds, one dot a bin, the wider the more punches.
pub fn plot(report: &Report) -> String {
    const SIDE: f64 = 400.0;
    const EDGE: f64 = 60.0;
    let x = |share: f64| EDGE + share * SIDE;
    let y = |share: f64| EDGE + (1.0 - share) * SIDE;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 520 520\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>Calibration of the score</title>\n<rect width=\"520\" height=\"520\" fill=\"white\"/>\n",
    );
    for tenth in 0..=10 {
        let share = f64::from(tenth) / 10.0;
        let _ = writeln!(
            svg,
            "<path d=\"M{0:.0} {1:.0}V{2:.0}M{3:.0} {4:.0}H{5:.0}\" stroke=\"#ddd\"/>\
             <text x=\"{0:.0}\" y=\"{6:.0}\" text-anchor=\"middle\">{share:.1}</text>\
             <text x=\"{7:.0}\" y=\"{8:.0}\" text-anchor=\"end\">{share:.1}</text>",
            x(share),
            y(0.0),
            y(1.0),
            x(0.0),
            y(share),
            x(1.0),
            y(0.0) + 18.0,
            x(0.0) - 8.0,
            y(share) + 4.0
        );
    }
    let _ = writeln!(
        svg,
        "<path d=\"M{:.0} {:.0}L{:.0} {:.0}\" stroke=\"#888\" stroke-dasharray=\"4\"/>\
         <text x=\"260\" y=\"508\" text-anchor=\"middle\">mean score</text>\
         <text x=\"16\" y=\"260\" text-anchor=\"middle\" transform=\"rotate(-90 16 260)\">share of frauds</text>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    for bin in report.calibration.iter().filter(|bin| bin.punches > 0) {
        #[expect(clippy::cast_precision_loss, reason = "counts of punches")]
        let radius = 3.0 + (bin.punches as f64).log10() * 1.5;
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#0b6e6e\"><title>{} punches, score {:.3}, frauds {:.3}</title></circle>",
            x(bin.mean_score),
            y(bin.fraud_share),
            bin.punches,
            bin.mean_score,
            bin.fraud_share
        );
    }
    svg.push_str("</svg>\n");
    svg
}
