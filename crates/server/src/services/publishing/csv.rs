//! A published table as CSV: a line a figure, so that each OPD adds up by itself; what the figures mean stands above.

use hadir_reports::csv::csv;
use hadir_reports::table::{Cell, Column, Table};

use super::showing::{PublicFigure, PublicTable};

/// Columns of the table below the head.
const COLUMNS: [&str; 7] = ["tanggal", "opd", "kode", "nama", "jumlah", "pegawai_dihitung", "digabung_dari"];

/// The bytes of the file.
pub fn bytes(table: &PublicTable) -> Vec<u8> {
    let mut rows: Vec<Vec<Cell>> = head(table).into_iter().map(|(key, text)| vec![key.into(), text.into()]).collect();
    for definition in &table.definitions {
        let text = format!("{}: {}", definition.name, definition.text);
        rows.push(vec!["# arti".into(), definition.group.as_str().into(), text.into()]);
    }
    rows.push(vec!["# tabel".into()]);
    rows.push(COLUMNS.iter().map(|column| Cell::from(*column)).collect());
    for row in &table.rows {
        rows.extend(row.figures.iter().map(|figure| line(table, &row.opd, row.counted, figure)));
    }
    for figure in &table.total.figures {
        rows.push(line(table, "JUMLAH", table.total.counted, figure));
    }
    let columns = COLUMNS.iter().map(|_| Column::new("", 20)).collect();
    let first = "Hadir: angka kehadiran untuk umum";
    let mut sheet = Table { name: "kehadiran".into(), columns, rows };
    if let Some(column) = sheet.columns.first_mut() {
        column.heading = format!("# {first}");
    }
    csv(&sheet)
}

fn head(table: &PublicTable) -> Vec<(&'static str, String)> {
    let share = &table.total.present;
    let mut head = vec![
        ("# instansi", format!("{} ({})", table.instansi.name, table.instansi.code)),
        ("# jenis", if table.kind == "day" { "hari yang sudah lengkap" } else { "sidak, angka sementara" }.into()),
        ("# dihitung pada", table.counted_at.clone()),
        ("# diterbitkan pada", table.published_at.clone().unwrap_or_default()),
        ("# orang yang sama sejak", table.same_people_since.clone()),
        (
            "# digabung",
            format!(
                "Bagian di bawah {} orang digabung dengan bagian lain; OPD di bawah {} orang tidak ditampilkan ({} OPD).",
                table.smallest, table.smallest_opd, table.too_small
            ),
        ),
        (
            "# hadir",
            format!(
                "{} dari {} orang; {} orang di OPD yang tidak merinci kehadiran tidak ikut dihitung",
                share.numerator, share.denominator, share.excluded
            ),
        ),
    ];
    if !table.waiting.is_empty() {
        head.push(("# menunggu", table.waiting.join(", ")));
    }
    for silent in &table.silent {
        let name = silent.name.as_deref().unwrap_or("HP pegawai");
        let state = if silent.waited_for { "masih ditunggu" } else { "tidak ditunggu lagi" };
        head.push(("# belum melapor", format!("{name}: {state}")));
    }
    if let Some(reason) = &table.withdrawn {
        head.push(("# ditarik", reason.clone()));
    }
    for correction in &table.corrections {
        let opds: Vec<String> = correction.rows.iter().map(|row| format!("{} ({})", row.opd, row.why)).collect();
        head.push(("# koreksi", format!("{}: {}", correction.at, opds.join(", "))));
    }
    head
}

fn line(table: &PublicTable, opd: &str, counted: u32, figure: &PublicFigure) -> Vec<Cell> {
    let definition = table.definitions.iter().find(|one| one.group == figure.group);
    vec![
        table.date.as_str().into(),
        opd.into(),
        figure.group.as_str().into(),
        definition.map_or(Cell::Empty, |one| one.name.as_str().into()),
        i64::from(figure.count).into(),
        i64::from(counted).into(),
        definition.map_or(Cell::Empty, |one| one.merged.join("+").into()),
    ]
}
