//! Packs of kind `pasal_pelanggaran`: which obligation a breach may be of, by what a case rests on.

use hadir_domain::discipline_cases::{Article, ArticleTable, CaseOrigin};
use hadir_domain::people::EmployeeType;
use jiff::civil::Date;

use crate::error::Problem;
use crate::pack::{Header, Provenance, Scope, Tally, read_period};
use crate::read::{Reader, Section};

/// What one pack says. What a region proposes stands before what the nation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArticleRules(Vec<Row>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    article: String,
    text: String,
    attendance: bool,
    origins: Vec<CaseOrigin>,
    types: Vec<EmployeeType>,
    from: Date,
    to: Option<Date>,
    provenance: Provenance,
}

impl ArticleRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let rows: Vec<Row> =
            root.some_sections(r, "articles").into_iter().map(|section| row(r, section, header)).collect();
        if *scope == Scope::National {
            for origin in CaseOrigin::ALL.iter().filter(|origin| !rows.iter().any(|row| row.origins.contains(origin))) {
                r.fail(format!("articles ({})", origin.as_str()), Problem::Missing);
            }
        }
        Self(rows)
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.0.iter().for_each(|row| tally.count(row.provenance.confirmed));
        tally
    }
}

fn row(r: &mut Reader, mut section: Section, header: &Header) -> Row {
    let period = read_period(r, &mut section, header, &mut None);
    let article = section.text(r, "article");
    let text = section.text(r, "text");
    let attendance = section.opt_flag(r, "attendance").unwrap_or(false);
    let origins: Vec<(&str, CaseOrigin)> = CaseOrigin::ALL.iter().map(|origin| (origin.as_str(), *origin)).collect();
    let origins = section.words(r, "origins", &origins);
    let types = section.words(r, "types", &EmployeeType::ALL.map(|of| (of.as_str(), of)));
    for (name, empty) in [("origins", origins.is_empty()), ("types", types.is_empty())] {
        if empty {
            r.fail(section.key(name), Problem::Expected("a list that is not empty"));
        }
    }
    let provenance = Provenance::read(r, &mut section);
    section.finish(r);
    Row { article, text, attendance, origins, types, from: period.from, to: period.to, provenance }
}

/// The nearest pack first, within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &ArticleRules)], cover: &Header) -> ArticleTable {
    let rows = layers.iter().rev().flat_map(|(pack, rules)| rules.0.iter().map(move |row| (pack, row)));
    let articles = rows.map(|(pack, row)| Article {
        article: row.article.clone(),
        text: row.text.clone(),
        attendance: row.attendance,
        origins: row.origins.clone(),
        types: row.types.clone(),
        from: row.from.max(cover.covers_from),
        to: [row.to, cover.covers_to].into_iter().flatten().min(),
        rule: row.provenance.cite(pack),
    });
    ArticleTable::new(articles.collect())
}
