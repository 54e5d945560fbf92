//! `hadir stages` and `hadir match-rates` of a small office.

use crate::support::Hadir;

#[test]
fn the_console_names_each_criterion_that_is_not_met_and_does_not_sign_its_own_proposal() {
    let hadir = Hadir::office();
    let propose = |paper: &str, stage: &str| {
        let asked = ["stages", "propose", "DINKES", "--stage", stage, "--paper", paper, "--reason", "uji"];
        hadir.run(&asked)
    };

    let refused = propose("drop", "wajib");
    let proposed = propose("keep", "uji_coba");
    let own = hadir.run(&["stages", "confirm", "DINKES", "--reason", "uji"]);
    let list = hadir.json(&["stages"]);
    let words = hadir.run(&["stages"]).out;

    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("Daftar kertas belum boleh dihentikan"), "{}", refused.err);
    assert!(refused.err.contains("kecocokan antarsumber - (perlu 95,00%)"), "{}", refused.err);
    assert_eq!(refused.err.trim_end().lines().count(), 1);
    assert_eq!(proposed.status, 0, "{}", proposed.err);
    assert_eq!(own.status, 1);
    assert!(own.err.contains("Anda yang mengusulkannya"), "{}", own.err);
    let dinkes = list["items"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == "DINKES").unwrap();
    assert_eq!((&dinkes["waiting"]["stage"], &dinkes["today"]["stage"]), (&"uji_coba".into(), &"belum".into()));
    assert_eq!((&dinkes["registered"], &dinkes["gate_met"]), (&2.into(), &false.into()));
    assert!(words.contains("! DINKES: pegawai siap 0,00% (perlu 98,00%)"), "{words}");
}

#[test]
fn match_rates_of_days_nobody_reconciled_have_no_rate() {
    let hadir = Hadir::office();

    let rates = hadir.json(&["match-rates", "--from", "2026-01-05", "--to", "2026-01-18"]);
    let unknown = hadir.run(&["match-rates", "--unit", "HANTU"]);

    assert_eq!((&rates["by"], &rates["whole"]["counts"]["roster"]), (&"week".into(), &0.into()));
    assert_eq!(rates["whole"]["periods"].as_array().unwrap().len(), 2);
    assert!(rates["whole"]["counts"]["rate"].is_null() && rates["computed_at"].is_null());
    assert_eq!(rates["target"], "0.9500");
    assert_eq!(unknown.status, 1);
    assert!(unknown.err.contains("HANTU"), "{}", unknown.err);
}
