//! The readiness list (*pendataan*) as a table: who still misses what.

use hadir_domain::readiness::{Need, Standing};

use crate::table::{Cell, Column, Table};

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadinessLine {
    /// Unit served in.
    pub unit: String,
    /// Name with titles.
    pub name: String,
    /// The number with its middle hidden.
    pub number_masked: String,
    /// How the person stands with each need, in the order of [`Need::ALL`].
    pub standings: Vec<Standing>,
    /// Whether a passkey proves the person.
    pub passkey: bool,
}

/// The need in a column's heading.
pub fn heading(need: Need) -> &'static str {
    match need {
        Need::Identifier => "Nomor pegawai",
        Need::Site => "Lokasi kerja",
        Need::Roster => "Jadwal 14 hari",
        Need::Superior => "Atasan",
        Need::Pin => "PIN mesin",
        Need::Account => "Akun",
        Need::FirstLogin => "Sudah masuk",
        Need::Phone => "HP aktif",
    }
}

/// The list with a last row of how many miss each; `people` are the sheet's rows.
pub fn readiness_table(people: &[ReadinessLine]) -> Table {
    let mut columns = vec![
        Column::new("No", 5),
        Column::new("Unit", 30),
        Column::new("Nama", 32),
        Column::new("Nomor", 22),
        Column::new("Kurang", 9),
    ];
    columns.extend(Need::ALL.iter().map(|need| Column::new(heading(*need), 14)));
    columns.push(Column::new("Sandi-kunci (info)", 14));
    let mut rows: Vec<Vec<Cell>> = people.iter().zip(1..).map(|(line, no)| row(line, no)).collect();
    if !people.is_empty() {
        rows.push(sums(people));
    }
    Table { name: "Pendataan".into(), columns, rows }
}

fn row(line: &ReadinessLine, no: i64) -> Vec<Cell> {
    let lacking = line.standings.iter().filter(|standing| **standing == Standing::Lacking).count();
    let mut cells = vec![
        Cell::Number(no),
        line.unit.as_str().into(),
        line.name.as_str().into(),
        line.number_masked.as_str().into(),
        Cell::Number(count(lacking)),
    ];
    cells.extend(line.standings.iter().map(|standing| match standing {
        Standing::Ready => "ada".into(),
        Standing::Lacking => "BELUM".into(),
        Standing::NotNeeded => "tidak perlu".into(),
    }));
    cells.push(if line.passkey { "ada".into() } else { "tidak".into() });
    cells
}

fn sums(people: &[ReadinessLine]) -> Vec<Cell> {
    let lacking =
        |place: usize| people.iter().filter(|line| line.standings.get(place) == Some(&Standing::Lacking)).count();
    let all: usize = (0..Need::ALL.len()).map(lacking).sum();
    let mut cells = vec![Cell::Empty, Cell::Empty, "Jumlah yang belum".into(), Cell::Empty, Cell::Number(count(all))];
    cells.extend((0..Need::ALL.len()).map(|place| Cell::Number(count(lacking(place)))));
    cells
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, lacking: &[Need]) -> ReadinessLine {
        let standing = |need: &Need| if lacking.contains(need) { Standing::Lacking } else { Standing::Ready };
        ReadinessLine {
            unit: "SD Negeri 1".into(),
            name: name.into(),
            number_masked: "2099••••••••••1001".into(),
            standings: Need::ALL.iter().map(standing).collect(),
            passkey: false,
        }
    }

    #[test]
    fn the_last_row_counts_who_misses_what_and_adds_up() {
        let people = [line("Ani", &[Need::Site, Need::Phone]), line("Budi", &[Need::Phone]), line("Cici", &[])];

        let table = readiness_table(&people);

        let numbers = |row: &[Cell]| -> Vec<i64> {
            row.iter().filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).collect()
        };
        assert_eq!(table.rows.len(), 4);
        assert_eq!(numbers(&table.rows[0]), [1, 2]);
        assert_eq!(numbers(&table.rows[3]), [3, 0, 1, 0, 0, 0, 0, 0, 2]);
        assert!(table.rows.iter().all(|row| row.len() <= table.columns.len()));
    }

    #[test]
    fn nobody_gives_headings_alone() {
        assert!(readiness_table(&[]).rows.is_empty());
    }
}
