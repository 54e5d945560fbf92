//! Rows a second of the readers, on one core.

use std::fmt::Write;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use hadir_intake::{Caps, Input, Options};

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn attlog_of_a_hundred_thousand_rows(bencher: Bencher<'_, '_>) {
    const ROWS: u32 = 100_000;
    let mut text = String::new();
    for row in 0..ROWS {
        let (day, second) = (row / 4_000 + 1, row % 4_000 * 14);
        let _ = writeln!(
            text,
            "{:>9}\t2026-01-{day:02} {:02}:{:02}:{:02}\t1\t0\t1\t0",
            row % 500 + 1,
            6 + second / 3_600,
            second / 60 % 60,
            second % 60
        );
    }
    let options = Options::default();
    let input = Input { name: "1_attlog.dat", bytes: text.as_bytes(), options: &options };
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::new(text.len()))
        .bench_local(|| black_box(hadir_intake::read(&input).expect("an attlog")));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn push_of_a_hundred_thousand_rows(bencher: Bencher<'_, '_>) {
    const ROWS: u32 = 100_000;
    let mut text = String::new();
    for row in 0..ROWS {
        let (day, second) = (row / 4_000 + 1, row % 4_000 * 14);
        let _ = writeln!(
            text,
            "{}\t2026-01-{day:02} {:02}:{:02}:{:02}\t0\t1\t\t0\t0\t255\t255\t255",
            row % 500 + 1,
            6 + second / 3_600,
            second / 60 % 60,
            second % 60
        );
    }
    let caps = Caps::default();
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::new(text.len()))
        .bench_local(|| black_box(hadir_intake::adms::attlog(text.as_bytes(), &caps)));
}
