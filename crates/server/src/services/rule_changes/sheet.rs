//! A comparison as a workbook: the sums, a row a person, a row a day.

use hadir_reports::table::{Cell, Column, Table};

use super::comparing::{Compared, PersonChange};

fn columns(of: &[(&str, u16)]) -> Vec<Column> {
    of.iter().map(|(heading, width)| Column::new(heading, *width)).collect()
}

fn count(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The three sheets.
pub fn tables(compared: &Compared) -> [Table; 3] {
    [sums(compared), people(compared), days(compared)]
}

fn sums(compared: &Compared) -> Table {
    let totals = &compared.totals;
    let (from, to) = compared.span;
    let row = |what: &str, value: Cell| vec![Cell::from(what), value];
    let mut rows = vec![
        row("Paket", compared.info.title.clone().into()),
        row("Jenis", compared.info.kind.into()),
        row("Berlaku mulai", compared.info.covers_from.to_string().into()),
        row("Dicoba pada", format!("{from} s.d. {to}").into()),
        row("Pegawai dilihat", count(totals.people)),
        row("Pegawai berubah", count(totals.changed_people)),
        row("Pegawai tidak berubah", count(totals.unchanged_people)),
        row("Hari dinilai", count(totals.days)),
        row("Hari berubah", count(totals.changed_days)),
        row("Hari dengan status lain", count(totals.status_days)),
        row("Hari yang buktinya sudah dihapus", count(totals.erased_days)),
        row("Selisih menit terlambat", totals.late_minutes.into()),
        row("Selisih menit pulang cepat", totals.early_minutes.into()),
        row("Indikasi muncul", count(totals.ladder_appears)),
        row("Indikasi hilang", count(totals.ladder_vanishes)),
        row("Indikasi pindah jenjang", count(totals.ladder_moves)),
        row("Dipotong lebih (pegawai)", count(totals.cut_more_people)),
        row("Dipotong lebih (Rp)", totals.cut_more_rupiah.into()),
        row("Dipotong kurang (pegawai)", count(totals.cut_less_people)),
        row("Dipotong kurang (Rp)", totals.cut_less_rupiah.into()),
        row("Selisih potongan (Rp)", totals.difference_rupiah.into()),
        row("Tanpa besaran TPP", count(totals.without_amount)),
    ];
    rows.extend(
        compared.moves.iter().map(|((before, after), days)| row(&format!("{before} menjadi {after}"), count(*days))),
    );
    Table { name: "Ringkasan".into(), columns: columns(&[("Perihal", 34), ("Nilai", 30)]), rows }
}

fn who(compared: &Compared, one: &PersonChange) -> [Cell; 3] {
    let number = one.person.printed_number().map_or_else(String::new, |number| number.value.clone());
    let unit = compared.unit_of(one).map(|unit| unit.name.clone()).unwrap_or_default();
    [number.into(), one.person.name.clone().into(), unit.into()]
}

fn people(compared: &Compared) -> Table {
    let rung = |rung: Option<&super::ladder::Rung>| rung.map_or(Cell::Empty, |rung| rung.sanction_text.clone().into());
    let rows = compared.people.iter().map(|one| {
        let ladder = one.ladder.as_ref();
        let mut row = Vec::from(who(compared, one));
        row.push(count(one.days.len() as u64));
        row.push(rung(ladder.and_then(|ladder| ladder.before.as_ref())));
        row.push(rung(ladder.and_then(|ladder| ladder.after.as_ref())));
        let sum = |pick: fn(&super::pay::PayChange) -> i64| one.pay.iter().map(pick).sum::<i64>();
        let pay = [sum(|one| one.before_rupiah), sum(|one| one.after_rupiah), one.rupiah()];
        row.extend(pay.map(|rupiah| if one.pay.is_empty() { Cell::Empty } else { rupiah.into() }));
        row
    });
    let heads = [
        ("NIP / Nomor", 21),
        ("Nama", 34),
        ("Unit kerja", 32),
        ("Hari berubah", 12),
        ("Indikasi sekarang", 40),
        ("Indikasi nanti", 40),
        ("Potongan sekarang (Rp)", 16),
        ("Potongan nanti (Rp)", 16),
        ("Selisih (Rp)", 14),
    ];
    Table { name: "Pegawai".into(), columns: columns(&heads), rows: rows.collect() }
}

fn days(compared: &Compared) -> Table {
    let rows = compared.people.iter().flat_map(|one| {
        one.days.iter().map(move |day| {
            let mut row = Vec::from(who(compared, one));
            let (before, after) = (day.before.minutes(), day.after.minutes());
            let difference = |before: u32, after: u32| Cell::Number(i64::from(after) - i64::from(before));
            row.push(day.on.to_string().into());
            row.push(day.before.code().into());
            row.push(day.after.code().into());
            row.push(difference(before.0, after.0));
            row.push(difference(before.1, after.1));
            row
        })
    });
    let heads = [
        ("NIP / Nomor", 21),
        ("Nama", 34),
        ("Unit kerja", 32),
        ("Tanggal", 12),
        ("Sekarang", 16),
        ("Nanti", 16),
        ("Menit terlambat", 12),
        ("Menit pulang cepat", 12),
    ];
    Table { name: "Hari".into(), columns: columns(&heads), rows: rows.collect() }
}
