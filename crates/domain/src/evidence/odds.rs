//! Logarithms without a mathematical library, so that every machine gives the same number.

/// 10^(1/100).
const STEP: f64 = 1.023_292_992_280_754;

/// Beyond this nothing changes in millionths.
const FAR: i32 = 800;

/// 10^(tenths of decibans / 100), by multiplication alone.
pub(super) fn ratio(weight: i32) -> f64 {
    let weight = weight.clamp(-FAR, FAR);
    let mut value = 1.0;
    for _ in 0..weight.unsigned_abs() / 100 {
        value *= 10.0;
    }
    for _ in 0..weight.unsigned_abs() % 100 {
        value *= STEP;
    }
    if weight < 0 { 1.0 / value } else { value }
}

/// Log-odds as a probability, in millionths.
pub(super) fn millionths(weight: i32) -> u32 {
    let odds = ratio(weight);
    (odds / (1.0 + odds) * 1e6 + 0.5) as u32
}

/// The highest weight a signal may have that this share of honest punches shows: -100·log10(share), at least 0.
///
/// A likelihood ratio is a probability divided by the share, and no probability is above 1.
pub(super) fn most_for_share(share: f64) -> i32 {
    if share >= 1.0 {
        return 0;
    }
    let (mut low, mut high) = (0, FAR);
    while low < high {
        let middle = (low + high + 1) / 2;
        if share * ratio(middle) <= 1.0 { low = middle } else { high = middle - 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_log_odds() {
        assert_eq!(millionths(0), 500_000);
        assert_eq!(millionths(100), 909_091);
        assert_eq!(millionths(-200), 9901);
        assert!(millionths(i32::MAX) >= 999_999 && millionths(i32::MIN) == 0);
    }

    #[test]
    fn what_half_of_a_crowd_shows_weighs_three_decibans_at_most() {
        assert_eq!(most_for_share(0.5), 30);
        assert_eq!(most_for_share(1.0), 0);
        assert_eq!(most_for_share(0.01), 200);
        assert_eq!(most_for_share(0.0), FAR);
    }
}
