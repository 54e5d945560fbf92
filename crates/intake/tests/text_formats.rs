//! Small files of every text format against their expected figures.

use hadir_intake::{FileFacts, Format, Input, Lang, Options, Reading, read};

fn facts(name: &str, bytes: &[u8]) -> FileFacts {
    FileFacts::of(name, bytes, &reading(name, bytes), Lang::En)
}

fn reading(name: &str, bytes: &[u8]) -> Reading {
    read(&Input { name, bytes, options: &Options::default() }).expect(name)
}

macro_rules! fixture {
    ($name:literal) => {
        facts($name, include_bytes!(concat!("fixtures/", $name)))
    };
}

/// rows, events, distinct, employees, employee days, unidentified, suspect
fn figures(facts: &FileFacts) -> [u64; 7] {
    [
        facts.rows,
        facts.events,
        facts.distinct_events,
        facts.employees,
        facts.employee_days,
        facts.unidentified,
        facts.suspect_clock,
    ]
}

fn malformed(facts: &FileFacts) -> Vec<(u64, &str)> {
    facts.malformed.iter().map(|row| (row.line, row.reason.as_str())).collect()
}

fn span(facts: &FileFacts) -> (&str, &str) {
    (facts.first.as_deref().unwrap_or(""), facts.last.as_deref().unwrap_or(""))
}

#[test]
fn an_attlog_with_every_kind_of_trouble() {
    let facts = fixture!("terminal_attlog.dat");

    assert_eq!(facts.format, Format::ZkAttlog);
    assert_eq!(figures(&facts), [13, 9, 8, 3, 6, 1, 1]);
    assert_eq!(malformed(&facts), [(6, "bad_time"), (11, "bad_person_key"), (14, "too_few_columns")]);
    assert_eq!(span(&facts), ("2000-01-01T00:02:07", "2026-01-06T07:02:00"));
}

#[test]
fn an_attlog_of_five_columns_without_padding() {
    let facts = fixture!("cloud_five_columns.dat");

    assert_eq!((facts.format, figures(&facts)), (Format::ZkAttlog, [3, 3, 3, 2, 2, 0, 0]));
}

#[test]
fn a_face_terminals_log_in_utf16() {
    let facts = fixture!("face_utf16.txt");

    assert_eq!((facts.format, figures(&facts)), (Format::Glog, [5, 3, 3, 2, 2, 1, 0]));
    assert_eq!(malformed(&facts), [(6, "bad_date")]);
}

#[test]
fn a_glog_with_american_dates_and_a_column_too_many_in_the_header() {
    let facts = fixture!("glg_american.txt");

    assert_eq!((facts.format, figures(&facts)), (Format::Glog, [6, 5, 5, 2, 4, 0, 0]));
    assert_eq!(span(&facts), ("2026-01-05T07:00:00", "2026-01-14T07:20:00"));
    assert_eq!(facts.warnings[0].detail, "MM/DD/YYYY, 3 of 5 rows ambiguous");
}

#[test]
fn a_portals_csv_with_titles_semicolons_and_decimal_commas() {
    let facts = fixture!("portal_semicolon.csv");

    assert_eq!((facts.format, figures(&facts)), (Format::PortalCsv, [6, 4, 4, 2, 3, 0, 0]));
    assert_eq!(malformed(&facts), [(7, "number_rounded"), (8, "bad_coordinates")]);
    assert_eq!(span(&facts), ("2026-01-05T07:12:33", "2026-01-14T16:29:00"));
}

#[test]
fn a_portals_csv_with_commas_offsets_and_a_western_code_page() {
    let facts = fixture!("portal_comma.csv");

    assert_eq!((facts.format, figures(&facts)), (Format::PortalCsv, [3, 2, 2, 1, 1, 0, 0]));
    assert_eq!(span(&facts), ("2026-02-02T07:12:33+07:00", "2026-02-02T16:10:00+07:00"));
    assert_eq!(malformed(&facts), [(4, "bad_time")]);
}

#[test]
fn pages_of_hikvision_overlap() {
    let facts = fixture!("hikvision_pages.json");

    assert_eq!((facts.format, figures(&facts)), (Format::Hikvision, [5, 3, 2, 2, 2, 1, 0]));
    assert_eq!(span(&facts), ("2026-02-03T07:12:44+07:00", "2026-02-03T16:12:00+07:00"));
    assert_eq!(malformed(&facts), [(7, "bad_time")]);
}

#[test]
fn webhook_lines_of_fingerspot() {
    let facts = fixture!("fingerspot_webhook.jsonl");

    assert_eq!((facts.format, figures(&facts)), (Format::Fingerspot, [6, 3, 3, 2, 2, 0, 0]));
    assert_eq!(malformed(&facts), [(4, "bad_time"), (5, "bad_json")]);
}

#[test]
fn pages_of_easylink() {
    let facts = fixture!("easylink_pages.json");

    assert_eq!((facts.format, figures(&facts)), (Format::Easylink, [3, 3, 3, 2, 2, 0, 0]));
}

#[test]
fn a_roster_of_pins() {
    let facts = fixture!("roster_pins.csv");

    assert_eq!((facts.format, figures(&facts)), (Format::RosterPins, [3, 0, 0, 2, 0, 0, 0]));
    assert_eq!(malformed(&facts), [(4, "number_rounded")]);
}

#[test]
fn the_json_of_the_figures_keeps_to_the_contract() {
    let facts = serde_json::to_value(fixture!("terminal_attlog.dat")).unwrap();

    let mut names: Vec<&str> = facts.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "codes",
            "distinct_events",
            "employee_days",
            "employees",
            "events",
            "file",
            "first",
            "format",
            "last",
            "malformed",
            "period",
            "rows",
            "sha256",
            "suspect_clock",
            "unidentified",
            "warnings"
        ]
    );
    assert_eq!(facts["malformed"][0]["line"], 6);
    assert_eq!(facts["malformed"][0]["reason"], "bad_time");
    assert_eq!(facts["format"], "zk-attlog");
}
