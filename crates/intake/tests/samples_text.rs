//! The public sample files, where `HADIR_SAMPLES` names their folder.

use std::path::PathBuf;

use hadir_intake::{FileFacts, Format, Input, Lang, Options, read};

fn sample(name: &str) -> Option<FileFacts> {
    let Some(folder) = std::env::var_os("HADIR_SAMPLES") else {
        println!("HADIR_SAMPLES is not set: {name} was not read");
        return None;
    };
    let bytes = std::fs::read(PathBuf::from(folder).join(name)).expect(name);
    let reading = read(&Input { name, bytes: &bytes, options: &Options::default() }).expect(name);
    Some(FileFacts::of(name, &bytes, &reading, Lang::Id))
}

#[test]
fn the_attlog_sample_has_its_known_figures() {
    let Some(facts) = sample("1_attlog.dat") else { return };

    assert_eq!(facts.format, Format::ZkAttlog);
    assert_eq!([facts.rows, facts.events, facts.distinct_events, facts.employees], [2400, 2400, 2400, 54]);
    assert_eq!(facts.first.as_deref(), Some("2020-02-24T10:52:43"));
    assert_eq!(facts.last.as_deref(), Some("2020-03-13T17:02:13"));
    assert_eq!((facts.malformed.len(), facts.unidentified, facts.suspect_clock), (0, 0, 0));
    assert_eq!(facts.warnings, []);
}

#[test]
fn the_attlog_sample_says_the_same_shuffled_unpadded_and_with_other_line_ends() {
    let Some(facts) = sample("1_attlog.dat") else { return };
    let folder = std::env::var_os("HADIR_SAMPLES").expect("it was read a moment ago");
    let text = std::fs::read_to_string(PathBuf::from(folder).join("1_attlog.dat")).expect("the sample is text");
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let other: String = (0..lines.len()).map(|at| format!("{}\r\n", lines[at * 1009 % lines.len()])).collect();

    let reading = read(&Input { name: "a", bytes: other.as_bytes(), options: &Options::default() }).expect("an attlog");
    let again = FileFacts::of("a", other.as_bytes(), &reading, Lang::Id);

    assert_eq!(
        (again.rows, again.events, again.distinct_events, again.employees, again.employee_days),
        (facts.rows, facts.events, facts.distinct_events, facts.employees, facts.employee_days)
    );
    assert_eq!((again.first, again.last, again.suspect_clock), (facts.first, facts.last, facts.suspect_clock));
}

#[test]
fn the_glog_sample_has_its_known_figures() {
    let Some(facts) = sample("001_GL.TXT") else { return };

    assert_eq!(facts.format, Format::Glog);
    assert_eq!([facts.rows, facts.events, facts.distinct_events, facts.employees], [48, 48, 47, 6]);
    let (first, last) = (facts.first.unwrap(), facts.last.unwrap());
    assert_eq!((&first[..10], &last[..10]), ("2025-11-03", "2025-11-07"));
    assert_eq!((facts.malformed.len(), facts.suspect_clock), (0, 0));
    assert_eq!(facts.warnings, []);
}
