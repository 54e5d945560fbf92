//! Packs of kind `survei_kepuasan`: bands, weights and sample size of the satisfaction survey.

use hadir_domain::survey::{Band, ELEMENTS, SampleRule, Weight};
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Problem;
use crate::pack::{Dated, Header, Provenance, Tally, in_force, read_period};
use crate::read::{Reader, Section};

/// How the survey is computed from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SurveyScheme {
    /// The weights offered; the first is the one to use.
    pub weights: Vec<Weight>,
    /// The bands, best first.
    pub bands: Vec<Band>,
    /// The names of U1 to U9.
    pub elements: Vec<String>,
    /// The parameters of the sample size.
    pub sample: SampleRule,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// The schemes of a pack, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Survey {
    schemes: Vec<Dated<SurveyScheme>>,
}

impl Survey {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header) -> Self {
        let mut last = None;
        let mut schemes = Vec::new();
        for mut section in root.some_sections(r, "schemes") {
            let period = read_period(r, &mut section, header, &mut last);
            let provenance = Provenance::read(r, &mut section);
            let value = scheme(r, &mut section, provenance.clone());
            section.finish(r);
            schemes.push(Dated { from: period.from, to: period.to, value, provenance });
        }
        Self { schemes }
    }

    /// The scheme of a day, or the latest.
    pub fn on(&self, on: Option<Date>) -> Option<&SurveyScheme> {
        on.map_or_else(|| self.schemes.last(), |on| in_force(&self.schemes, on)).map(|scheme| &scheme.value)
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.schemes.iter().for_each(|scheme| tally.count(scheme.provenance.confirmed));
        tally
    }
}

fn scheme(r: &mut Reader, section: &mut Section, provenance: Provenance) -> SurveyScheme {
    let weights = section.words(r, "weights", &Weight::ALL.map(|weight| (weight.as_str(), weight)));
    if weights.is_empty() {
        r.fail(section.key("weights"), Problem::Expected("a list that is not empty"));
    }
    let bands: Vec<Band> = section.some_sections(r, "bands").into_iter().map(|s| band(r, s)).collect();
    if bands.windows(2).any(|pair| pair[0].from_hundredths <= pair[1].from_hundredths) {
        r.fail(section.key("bands"), Problem::Expected("falling from the best band to the worst"));
    }
    let elements = section.texts(r, "elements");
    if elements.len() != ELEMENTS {
        r.fail(section.key("elements"), Problem::Expected("nine elements"));
    }
    let sample = match section.opt_section(r, "sample") {
        Some(sample) => sample_rule(r, sample),
        None => {
            r.fail(section.key("sample"), Problem::Missing);
            SampleRule::KREJCIE_MORGAN
        }
    };
    SurveyScheme { weights, bands, elements, sample, provenance }
}

fn band(r: &mut Reader, mut section: Section) -> Band {
    let band = Band {
        from_hundredths: section.decimal(r, "from", 2),
        mutu: section.text(r, "mutu"),
        kinerja: section.text(r, "kinerja"),
    };
    if band.from_hundredths > 10_000 {
        r.fail(section.key("from"), Problem::Expected("a decimal in quotes"));
    }
    section.finish(r);
    band
}

fn sample_rule(r: &mut Reader, mut section: Section) -> SampleRule {
    let rule = SampleRule {
        chi_square_millionths: section.decimal(r, "chi_square", 6),
        share_millionths: section.decimal(r, "share", 6),
        margin_millionths: section.decimal(r, "margin", 6),
    };
    for (name, value, most) in [
        ("chi_square", rule.chi_square_millionths, 11_000_000),
        ("share", rule.share_millionths, 1_000_000),
        ("margin", rule.margin_millionths, 1_000_000),
    ] {
        if value == 0 || value > most {
            r.fail(section.key(name), Problem::Expected("a decimal in quotes"));
        }
    }
    section.finish(r);
    rule
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;
    use jiff::civil::date;

    #[test]
    fn the_shipped_scheme_asks_the_published_number_of_people() {
        let packs = Packs::shipped();
        let scheme = packs.survey(None).unwrap();

        assert_eq!(scheme.sample, SampleRule::KREJCIE_MORGAN);
        assert_eq!(scheme.weights[0], Weight::Ninth);
        let bounds: Vec<_> = scheme.bands.iter().map(|band| band.from_hundredths).collect();
        assert_eq!(bounds, [8831, 7661, 6500, 2500]);
    }

    #[test]
    fn before_the_regulation_there_is_no_scheme() {
        assert!(Packs::shipped().survey(Some(date(2016, 5, 1))).is_none());
    }
}
