//! The treasurer's list: a row a person, and on a second sheet a row a line.

use hadir_domain::people::{Person, Post};
use hadir_reports::table::{Cell, Column, Table};

use super::monthly::{OfMonth, OfPerson, unit_of};

/// The headings of the list with their widths.
const PEOPLE: [(&str, u16); 18] = [
    ("Periode", 10),
    ("Unit kerja", 32),
    ("NIP / Nomor", 21),
    ("Nama", 34),
    ("Golongan", 9),
    ("Jenis pegawai", 16),
    ("Skema", 16),
    ("TPP (Rp)", 14),
    ("Dasar potongan (Rp)", 14),
    ("Potongan (%)", 10),
    ("Potongan (Rp)", 14),
    ("Selisih bulan lalu (Rp)", 14),
    ("Jumlah potongan (Rp)", 14),
    ("Sisa (Rp)", 14),
    ("Hari belum selesai", 10),
    ("Belum diketahui", 10),
    ("Keadaan", 14),
    ("Dasar besaran", 30),
];

/// The headings of the lines.
const LINES: [(&str, u16); 10] = [
    ("NIP / Nomor", 21),
    ("Nama", 34),
    ("Bulan", 10),
    ("Tanggal", 12),
    ("Sebab", 46),
    ("Aturan", 24),
    ("Dasar hukum", 46),
    ("Persen", 10),
    ("Rupiah", 14),
    ("Naskah", 16),
];

fn columns(of: &[(&str, u16)]) -> Vec<Column> {
    of.iter().map(|(heading, width)| Column::new(heading, *width)).collect()
}

/// A row a person. `with_sum` puts the sums below, for people; programs read the rows alone.
pub fn people(month: &OfMonth, with_sum: bool) -> Table {
    let mut rows: Vec<Vec<Cell>> = month.people.iter().map(|of| row(month, of)).collect();
    if with_sum {
        let totals = month.totals();
        let mut sum = vec![Cell::Empty; PEOPLE.len()];
        sum[3] = "JUMLAH".into();
        sum[7] = totals.tpp_rupiah.into();
        sum[10] = totals.cut_rupiah.into();
        sum[11] = totals.carried_rupiah.into();
        sum[12] = totals.total_rupiah.into();
        sum[13] = totals.net_rupiah.into();
        rows.push(sum);
    }
    Table { name: "TPP".into(), columns: columns(&PEOPLE), rows }
}

fn row(month: &OfMonth, of: &OfPerson) -> Vec<Cell> {
    let found = &of.allowance;
    let count = |length: usize| Cell::Number(i64::try_from(length).unwrap_or(i64::MAX));
    let amount = |rupiah: Option<i64>| rupiah.map_or(Cell::Empty, Cell::Number);
    vec![
        month.month.to_string().into(),
        unit_of(&month.units, of).map(|unit| unit.name.clone()).unwrap_or_default().into(),
        number(&of.person).into(),
        of.person.name.clone().into(),
        rank(of.post.as_ref()).into(),
        found.employee_type.as_str().into(),
        found.schedule.clone().into(),
        amount(found.tpp_rupiah),
        amount(found.tpp_rupiah.map(|_| found.base_rupiah)),
        found.percent.clone().into(),
        found.cut_rupiah.into(),
        found.carried_rupiah.into(),
        found.total_rupiah.into(),
        amount(found.net_rupiah),
        count(found.waiting.len()),
        count(found.unknown.len()),
        if of.paid { "dibayar" } else { "perhitungan" }.into(),
        found.amount_source.clone().into(),
    ]
}

/// A row a line: of the month, and what earlier months carry into it.
pub fn lines(month: &OfMonth) -> Table {
    let mut rows = Vec::new();
    for of in &month.people {
        let who = || [Cell::from(number(&of.person)), Cell::from(of.person.name.clone())];
        let checked = |confirmed: bool| Cell::from(if confirmed { "dicocokkan" } else { "belum dicocokkan" });
        for line in &of.allowance.lines {
            let mut row = who().to_vec();
            row.extend([
                month.month.to_string().into(),
                line.date.to_string().into(),
                line.because.clone().into(),
                line.rule.clone().into(),
                line.article.clone().into(),
                line.percent.clone().into(),
                line.rupiah.into(),
                checked(line.confirmed),
            ]);
            rows.push(row);
        }
        for line in &of.allowance.carried {
            let mut row = who().to_vec();
            row.extend([
                line.month.clone().into(),
                line.date.to_string().into(),
                format!("{}; {}", line.label, line.because).into(),
                line.rule.clone().into(),
                line.article.clone().into(),
                Cell::Empty,
                line.rupiah.into(),
                checked(line.confirmed),
            ]);
            rows.push(row);
        }
    }
    Table { name: "Baris".into(), columns: columns(&LINES), rows }
}

/// What nobody can say the price of, a row a sentence.
pub fn unknown(month: &OfMonth) -> Table {
    let rows = month.people.iter().flat_map(|of| {
        let sentences = of.allowance.unknown.iter();
        sentences.map(|text| vec![number(&of.person).into(), of.person.name.clone().into(), text.clone().into()])
    });
    let columns = columns(&[("NIP / Nomor", 21), ("Nama", 34), ("Belum diketahui", 100)]);
    Table { name: "Belum diketahui".into(), columns, rows: rows.collect() }
}

fn number(person: &Person) -> String {
    person.printed_number().map(|number| number.value.clone()).unwrap_or_default()
}

fn rank(post: Option<&Post>) -> String {
    post.and_then(|post| post.rank.clone()).unwrap_or_default()
}
