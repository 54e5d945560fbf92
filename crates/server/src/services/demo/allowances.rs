//! What the people of the city get: round figures by rank. The schedule is another region's, as an example.

use hadir_domain::allowance::Rupiah;
use hadir_domain::people::EmployeeType;
use hadir_sim::City;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::super::allowing::amounts::{self, Amount};
use super::super::error::ServiceError;
use super::super::roster_desk::Officer;
use crate::app::App;

/// The schedule the city goes by.
pub(super) const SCHEDULE: &str = "18.05/tpp";

/// Amounts kept in one transaction.
const AT_ONCE: usize = 1_000;

/// Records everybody's amount from a day on.
pub(super) async fn record(app: &App, one: &Instansi, city: &City, from_on: Date) -> Result<(), ServiceError> {
    let officer = Officer { login: "demo", person: None };
    let numbered: Vec<usize> = (0..city.people.len()).collect();
    for some in numbered.chunks(AT_ONCE) {
        let new = some.iter().filter_map(|number| {
            let (person, post) = (&city.people[*number], &city.posts[*number]);
            if person.employee_type == EmployeeType::NonAsn {
                return None;
            }
            let rupiah = Rupiah(amount(post.rank.as_deref().unwrap_or_default(), post.heads_unit));
            let source = "Keputusan Wali Kota Contoh (rekaan)".to_owned();
            Some((person.id, Amount { from_on, rupiah, structural: post.heads_unit, source }))
        });
        amounts::record(app, one, officer, &new.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Whole rupiah a month.
fn amount(rank: &str, heads_unit: bool) -> i64 {
    match (heads_unit, rank.split('/').next()) {
        (true, _) => 12_500_000,
        (false, Some("IV")) => 6_400_000,
        (false, Some("III")) => 4_250_000,
        (false, Some("II")) => 3_100_000,
        _ => 2_400_000,
    }
}
