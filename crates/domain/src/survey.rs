//! The citizen satisfaction survey (SKM): nine elements, one index, and how many to ask.
//!
//! All arithmetic is exact: whole numbers up to the last step, then one rounding, half up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many elements a survey asks about, U1 to U9.
pub const ELEMENTS: usize = 9;

/// The best score of an element; the worst is 1.
pub const HIGHEST_SCORE: u8 = 4;

/// What each element weighs in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Weight {
    /// One ninth: the elements count alike and the highest index is 100.
    #[serde(rename = "ninth")]
    Ninth,
    /// 0.11, as older worksheets have it: the highest index is 99.
    #[serde(rename = "0.11")]
    PointEleven,
}

impl Weight {
    /// Every weight, the usual one first.
    pub const ALL: [Self; 2] = [Self::Ninth, Self::PointEleven];

    /// The name on the command line and in packs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ninth => "ninth",
            Self::PointEleven => "0.11",
        }
    }

    /// Numerator and denominator.
    fn fraction(self) -> (i128, i128) {
        match self {
            Self::Ninth => (1, 9),
            Self::PointEleven => (11, 100),
        }
    }
}

/// One answer of one respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing was filled in.
    Blank,
    /// 1 to 4.
    Score(u8),
    /// Something was filled in that is no score.
    OutOfRange,
}

impl Answer {
    /// Reads a cell as it stands in a file.
    pub fn parse(cell: &str) -> Self {
        match cell.trim() {
            "" => Self::Blank,
            text => match text.parse::<u8>() {
                Ok(score) if (1..=HIGHEST_SCORE).contains(&score) => Self::Score(score),
                _ => Self::OutOfRange,
            },
        }
    }
}

/// What one respondent answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respondent {
    /// The row the answers stand in, as the reader of the file counts it.
    pub row: u32,
    /// U1 to U9.
    pub answers: [Answer; ELEMENTS],
}

/// One band of the index, from its lower bound up to the next band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Lower bound in hundredths: 8831 is 88.31.
    pub from_hundredths: u32,
    /// Quality letter, A to D.
    pub mutu: String,
    /// The word for it, such as `Sangat Baik`.
    pub kinerja: String,
}

/// A respondent who does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The respondent's row.
    pub row: u32,
    /// `blank_U4` or `out_of_range_U2`: the first element that stands in the way.
    pub reason: String,
}

/// The survey's figures, as decimal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyResult {
    /// How many respondents count.
    pub respondents: u64,
    /// Those who do not, in the order of the rows handed in.
    pub left_out: Vec<LeftOut>,
    /// Average per element, four places, keyed U1 to U9.
    pub nrr: BTreeMap<String, String>,
    /// The index, two places.
    pub ikm: String,
    /// The index, ten places.
    pub ikm_exact: String,
    /// Quality letter.
    pub mutu: String,
    /// The word for it.
    pub kinerja: String,
    /// The weight it was computed with.
    pub weight: Weight,
}

/// Why there is no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SurveyError {
    /// Nobody gave nine scores.
    #[error("no respondent answered all nine elements")]
    NoRespondents,
    /// No bands were handed in.
    #[error("the rules hold no band for the index")]
    NoBands,
}

/// Computes averages, index and band.
///
/// A respondent with a blank or an answer outside 1 to 4 is left out whole and listed. The index is
/// rounded to two places first and banded then, because the published bands have gaps (88.300 to
/// 88.31). Below the lowest bound the lowest band holds: only weight 0.11 gets there (24.75).
///
/// # Errors
///
/// [`SurveyError::NoRespondents`] when nobody is left, [`SurveyError::NoBands`] without bands.
///
/// # Legal source
///
/// PermenPANRB 14/2017: NRR = sum of scores / respondents, SKM = sum of NRR x 1/9, IKM = SKM x 25.
/// The bands come from the rule pack.
pub fn compute(rows: &[Respondent], weight: Weight, bands: &[Band]) -> Result<SurveyResult, SurveyError> {
    let mut totals = [0_i128; ELEMENTS];
    let mut respondents = 0_u64;
    let mut left_out = Vec::new();
    for row in rows {
        match scores(row) {
            Ok(scores) => {
                respondents += 1;
                for (total, score) in totals.iter_mut().zip(scores) {
                    *total += i128::from(score);
                }
            }
            Err(reason) => left_out.push(LeftOut { row: row.row, reason }),
        }
    }
    if respondents == 0 {
        return Err(SurveyError::NoRespondents);
    }

    let people = i128::from(respondents);
    let (numerator, denominator) = weight.fraction();
    let index = Fraction { over: totals.iter().sum::<i128>() * 25 * numerator, under: people * denominator };
    let band = band_of(index.rounded(2), bands).ok_or(SurveyError::NoBands)?;
    let nrr = totals.iter().enumerate().map(|(place, total)| {
        let average = Fraction { over: *total, under: people };
        (format!("U{}", place + 1), average.text(4))
    });

    Ok(SurveyResult {
        respondents,
        left_out,
        nrr: nrr.collect(),
        ikm: index.text(2),
        ikm_exact: index.text(10),
        mutu: band.mutu.clone(),
        kinerja: band.kinerja.clone(),
        weight,
    })
}

/// The nine scores, or why the respondent is left out.
fn scores(row: &Respondent) -> Result<[u8; ELEMENTS], String> {
    let mut scores = [0; ELEMENTS];
    for (place, answer) in row.answers.iter().enumerate() {
        scores[place] = match answer {
            Answer::Score(score) if (1..=HIGHEST_SCORE).contains(score) => *score,
            Answer::Blank => return Err(format!("blank_U{}", place + 1)),
            Answer::Score(_) | Answer::OutOfRange => return Err(format!("out_of_range_U{}", place + 1)),
        };
    }
    Ok(scores)
}

/// The highest band whose bound the index reaches, else the lowest.
fn band_of(index_hundredths: i128, bands: &[Band]) -> Option<&Band> {
    bands
        .iter()
        .filter(|band| i128::from(band.from_hundredths) <= index_hundredths)
        .max_by_key(|band| band.from_hundredths)
        .or_else(|| bands.iter().min_by_key(|band| band.from_hundredths))
}

/// A fraction of whole numbers, neither negative; `under` is never 0.
#[derive(Debug, Clone, Copy)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    /// The value times 10^places, rounded half up.
    fn rounded(self, places: u32) -> i128 {
        (2 * self.over * 10_i128.pow(places) + self.under) / (2 * self.under)
    }

    /// Decimal text with that many places, rounded half up.
    fn text(self, places: u32) -> String {
        let unit = 10_i128.pow(places);
        let value = self.rounded(places);
        format!("{}.{:0width$}", value / unit, value % unit, width = places as usize)
    }
}

/// The parameters of the sample size, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRule {
    /// Chi-square for one degree of freedom: 3.841 at 95 per cent. At most 11.
    pub chi_square_millionths: u32,
    /// Share of the population assumed: 0.5 asks for the most people. At most 1.
    pub share_millionths: u32,
    /// Margin of error: 0.05. At most 1.
    pub margin_millionths: u32,
}

impl SampleRule {
    /// The parameters Krejcie and Morgan published: 3.841, 0.5 and 0.05.
    pub const KREJCIE_MORGAN: Self =
        Self { chi_square_millionths: 3_841_000, share_millionths: 500_000, margin_millionths: 50_000 };

    /// How many of a population to ask, rounded half up.
    ///
    /// S = X² N P (1 - P) / (d² (N - 1) + X² P (1 - P)).
    pub fn size(self, population: u64) -> u64 {
        const MILLION: u128 = 1_000_000;
        let chi_square = u128::from(self.chi_square_millionths).min(11 * MILLION);
        let share = u128::from(self.share_millionths).min(MILLION);
        let margin = u128::from(self.margin_millionths).min(MILLION);
        let spread = chi_square * share * (MILLION - share);
        let over = spread * u128::from(population);
        let under = margin * margin * MILLION * u128::from(population.saturating_sub(1)) + spread;
        if under == 0 {
            return population;
        }
        u64::try_from((2 * over + under) / (2 * under)).unwrap_or(population).min(population)
    }
}

/// How many of a population to ask, by the parameters Krejcie and Morgan published.
///
/// # Legal source
///
/// PermenPANRB 14/2017, annex: sample table of Krejcie and Morgan. The annex itself was not read; the
/// figures are computed.
pub fn sample_size(population: u64) -> u64 {
    SampleRule::KREJCIE_MORGAN.size(population)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bands() -> Vec<Band> {
        [(8831, "A", "Sangat Baik"), (7661, "B", "Baik"), (6500, "C", "Kurang Baik"), (2500, "D", "Tidak Baik")]
            .map(|(from_hundredths, mutu, kinerja)| Band {
                from_hundredths,
                mutu: mutu.into(),
                kinerja: kinerja.into(),
            })
            .to_vec()
    }

    /// Respondents whose scores add up to these totals.
    fn people(respondents: u32, totals: [u32; ELEMENTS]) -> Vec<Respondent> {
        (0..respondents)
            .map(|place| Respondent {
                row: place + 2,
                answers: totals
                    .map(|total| Answer::Score((total / respondents + u32::from(place < total % respondents)) as u8)),
            })
            .collect()
    }

    fn spread(sum: u32) -> [u32; ELEMENTS] {
        std::array::from_fn(|place| sum / 9 + u32::from((place as u32) < sum % 9))
    }

    const GOLDEN: [u32; ELEMENTS] = [105, 101, 100, 116, 102, 105, 106, 105, 115];

    #[test]
    fn the_published_example_gives_its_index() {
        let result = compute(&people(29, GOLDEN), Weight::Ninth, &bands()).unwrap();

        assert_eq!(result.respondents, 29);
        assert_eq!(result.ikm, "91.48");
        assert_eq!(result.ikm_exact, "91.4750957854");
        assert_eq!((result.mutu.as_str(), result.kinerja.as_str()), ("A", "Sangat Baik"));
        assert_eq!(result.nrr["U1"], "3.6207");
        assert_eq!(result.nrr["U4"], "4.0000");
        assert_eq!(result.nrr.len(), ELEMENTS);
    }

    #[test]
    fn weight_0_11_gives_the_figure_of_the_old_worksheets() {
        let result = compute(&people(29, GOLDEN), Weight::PointEleven, &bands()).unwrap();

        assert_eq!(result.ikm, "90.56");
        assert_eq!(result.weight, Weight::PointEleven);
    }

    #[test]
    fn the_highest_index_is_100_by_ninths_and_99_by_0_11() {
        let content = people(3, [12; ELEMENTS]);

        assert_eq!(compute(&content, Weight::Ninth, &bands()).unwrap().ikm, "100.00");
        assert_eq!(compute(&content, Weight::PointEleven, &bands()).unwrap().ikm, "99.00");
    }

    #[test]
    fn the_lowest_answers_are_band_d_by_either_weight() {
        let angry = people(3, [3; ELEMENTS]);

        for (weight, ikm) in [(Weight::Ninth, "25.00"), (Weight::PointEleven, "24.75")] {
            let result = compute(&angry, weight, &bands()).unwrap();
            assert_eq!((result.ikm.as_str(), result.mutu.as_str()), (ikm, "D"));
        }
    }

    #[test]
    fn the_index_is_rounded_before_it_is_banded() {
        // 158949 points of 5000 people are exactly 88.305; one point less is 88.3044.
        for (sum, exact, ikm, mutu) in
            [(158_949, "88.3050000000", "88.31", "A"), (158_948, "88.3044444444", "88.30", "B")]
        {
            let result = compute(&people(5000, spread(sum)), Weight::Ninth, &bands()).unwrap();
            assert_eq!((result.ikm_exact.as_str(), result.ikm.as_str(), result.mutu.as_str()), (exact, ikm, mutu));
        }
    }

    #[test]
    fn every_band_begins_at_its_bound() {
        for (index, mutu) in
            [(10_000, "A"), (8831, "A"), (8830, "B"), (7661, "B"), (7660, "C"), (6500, "C"), (6499, "D"), (2500, "D")]
        {
            assert_eq!(band_of(index, &bands()).unwrap().mutu, mutu, "{index}");
        }
    }

    #[test]
    fn a_respondent_with_a_gap_is_left_out_whole_and_listed() {
        let mut rows = people(29, GOLDEN);
        let mut blank = rows[0].clone();
        blank.row = 90;
        blank.answers[3] = Answer::Blank;
        let mut high = rows[0].clone();
        high.row = 91;
        high.answers[1] = Answer::parse("5");
        rows.extend([blank, high]);

        let result = compute(&rows, Weight::Ninth, &bands()).unwrap();

        assert_eq!((result.respondents, result.ikm.as_str()), (29, "91.48"));
        let listed: Vec<_> = result.left_out.iter().map(|left| (left.row, left.reason.as_str())).collect();
        assert_eq!(listed, [(90, "blank_U4"), (91, "out_of_range_U2")]);
    }

    #[test]
    fn a_cell_is_a_score_only_as_a_whole_number_from_1_to_4() {
        for (cell, answer) in [
            ("4", Answer::Score(4)),
            (" 1 ", Answer::Score(1)),
            ("", Answer::Blank),
            ("  ", Answer::Blank),
            ("0", Answer::OutOfRange),
            ("5", Answer::OutOfRange),
            ("-1", Answer::OutOfRange),
            ("3.5", Answer::OutOfRange),
            ("999999999999999999999", Answer::OutOfRange),
            ("baik", Answer::OutOfRange),
        ] {
            assert_eq!(Answer::parse(cell), answer, "{cell:?}");
        }
    }

    #[test]
    fn without_respondents_there_is_no_index() {
        let blank = Respondent { row: 2, answers: [Answer::Blank; ELEMENTS] };

        assert_eq!(compute(&[], Weight::Ninth, &bands()), Err(SurveyError::NoRespondents));
        assert_eq!(compute(&[blank], Weight::Ninth, &bands()), Err(SurveyError::NoRespondents));
    }

    #[test]
    fn without_bands_there_is_no_quality() {
        assert_eq!(compute(&people(29, GOLDEN), Weight::Ninth, &[]), Err(SurveyError::NoBands));
    }

    #[test]
    fn the_sample_sizes_are_those_of_the_computed_table() {
        for (population, sample) in [
            (0, 0),
            (1, 1),
            (10, 10),
            (20, 19),
            (30, 28),
            (40, 36),
            (50, 44),
            (75, 63),
            (100, 80),
            (150, 108),
            (200, 132),
            (250, 152),
            (300, 169),
            (400, 196),
            (500, 217),
            (600, 234),
            (800, 260),
            (1000, 278),
            (1500, 306),
            (2000, 322),
            (3000, 341),
            (4000, 351),
            (5000, 357),
            (10_000, 370),
            (20_000, 377),
            (1_000_000, 384),
            (u64::MAX, 384),
        ] {
            assert_eq!(sample_size(population), sample, "{population}");
        }
    }

    proptest! {
        #[test]
        fn a_larger_population_never_needs_fewer_people(population in any::<u64>()) {
            let here = sample_size(population);
            prop_assert!(here <= population);
            prop_assert!(here <= sample_size(population.saturating_add(1)));
        }

        #[test]
        fn one_better_answer_never_lowers_the_index(
            answers in proptest::collection::vec(1_u8..=4, ELEMENTS..200), place in any::<prop::sample::Index>(),
        ) {
            let rows = |answers: &[u8]| -> Vec<Respondent> {
                answers.chunks_exact(ELEMENTS).zip(1..).map(|(nine, row)| Respondent {
                    row,
                    answers: std::array::from_fn(|element| Answer::Score(nine[element])),
                }).collect()
            };
            let mut better = answers.clone();
            let place = place.index(answers.len());
            better[place] = (better[place] + 1).min(HIGHEST_SCORE);
            for weight in Weight::ALL {
                let before: f64 = compute(&rows(&answers), weight, &bands()).unwrap().ikm_exact.parse().unwrap();
                let after: f64 = compute(&rows(&better), weight, &bands()).unwrap().ikm_exact.parse().unwrap();
                prop_assert!(before <= after);
            }
        }
    }
}
