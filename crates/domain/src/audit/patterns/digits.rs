//! Minutes rounder than machines of the same office show.

use super::{Amount, Found, Pattern, PatternKind, count, percent_en, percent_id, share};
use crate::audit::facts::{Example, ExampleKind, UnitFacts};
use crate::audit::rule::AuditRule;

fn on_quarters(minutes: &[u32; 60]) -> u32 {
    minutes.iter().step_by(15).sum()
}

/// Chi-square in thousandths: whether two lists of last digits are of one kind. Nine degrees of freedom.
fn chi_square(one: &[u32; 60], other: &[u32; 60]) -> u64 {
    let digits = |minutes: &[u32; 60]| {
        let mut digits = [0_u128; 10];
        minutes.iter().enumerate().for_each(|(minute, count)| digits[minute % 10] += u128::from(*count));
        digits
    };
    let (one, other) = (digits(one), digits(other));
    let (n, m): (u128, u128) = (one.iter().sum(), other.iter().sum());
    let parts = one.iter().zip(&other).filter(|(a, b)| *a + *b > 0).map(|(a, b)| {
        let apart = (m * a).abs_diff(n * b);
        (1000 * apart * apart).checked_div(n * m * (a + b)).unwrap_or(0)
    });
    u64::try_from(parts.sum::<u128>()).unwrap_or(u64::MAX)
}

/// The share of entries on a quarter of an hour beside that of machines, with the chi-square of last digits.
pub(super) fn pattern(unit: &UnitFacts, rule: &AuditRule) -> Pattern {
    let mut minutes = [0_u32; 60];
    for entry in &unit.entries {
        if let Some(minute) = usize::try_from(entry.time.minute()).ok().and_then(|minute| minutes.get_mut(minute)) {
            *minute += 1;
        }
    }
    let all = unit.entries.len();
    let machine: u32 = unit.machine.iter().sum();
    let round = share(on_quarters(&minutes) as usize, all);
    let usual = share(on_quarters(&unit.machine) as usize, machine as usize);
    let chi = chi_square(&minutes, &unit.machine);
    let found = Found {
        kind: PatternKind::RoundDigits,
        figure: Amount::Share(round),
        expected: Amount::Share(usual),
        sample: count(all).min(machine),
        because: (
            format!(
                "{} dari {all} isian manual tepat :00, :15, :30 atau :45, mesin kantor yang sama {} dari {machine}; \
                 khi-kuadrat digit akhir {},{} (9 derajat bebas).",
                percent_id(round),
                percent_id(usual),
                chi / 1000,
                chi % 1000 / 100
            ),
            format!(
                "{} of {all} manual entries are on :00, :15, :30 or :45, machines of the same office {} of {machine}; \
                 chi-square of last digits {}.{} (9 degrees of freedom).",
                percent_en(round),
                percent_en(usual),
                chi / 1000,
                chi % 1000 / 100
            ),
        ),
        examples: unit
            .entries
            .iter()
            .filter(|entry| entry.time.minute() % 15 == 0)
            .map(|entry| Example { kind: ExampleKind::Roll, id: entry.roll, on: Some(entry.on) })
            .collect(),
    };
    if found.sample < u32::from(rule.digits_least) {
        return found.too_few();
    }
    let strange = round >= u32::from(rule.digits_round) && chi >= u64::from(rule.digits_chi) * 1000;
    if strange { found.shows(rule.points.digits) } else { found.quiet() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside this program: scipy.stats.chi2_contingency of the two rows.
    #[test]
    fn equal_shares_give_zero_and_a_known_table_its_chi_square() {
        let mut even = [0; 60];
        even[..10].fill(10);
        let mut double = [0; 60];
        double[..10].fill(20);
        let (mut one, mut other) = ([0; 60], [0; 60]);
        (one[0], one[5], other[0], other[5]) = (30, 10, 20, 40);

        assert_eq!(chi_square(&even, &double), 0);
        assert_eq!(chi_square(&one, &other), 16_666);
    }
}
