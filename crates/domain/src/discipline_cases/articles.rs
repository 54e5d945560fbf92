//! Obligations a breach may be of, by what the case rests on. They are proposed; whoever opens the case names the article.

use std::sync::Arc;

use jiff::civil::Date;

use super::words::CaseOrigin;
use crate::hours::RuleRef;
use crate::people::EmployeeType;

/// One obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The article, as a case names it.
    pub article: String,
    /// The obligation in words.
    pub text: String,
    /// Whether a breach of it is about days of attendance that are counted.
    pub attendance: bool,
    /// For which beginnings of a case it is proposed.
    pub origins: Vec<CaseOrigin>,
    /// Whom it binds.
    pub types: Vec<EmployeeType>,
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// Where it stands, and whether it was checked.
    pub rule: Arc<RuleRef>,
}

/// The obligations of a region, in the order in which they are proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleTable(Vec<Article>);

impl ArticleTable {
    /// In the order of the packs.
    pub fn new(articles: Vec<Article>) -> Self {
        Self(articles)
    }

    /// What is proposed for a beginning and an employment on a day; for every employment where it is not known yet whom it is
    /// about.
    pub fn candidates(&self, origin: CaseOrigin, of: Option<EmployeeType>, on: Date) -> impl Iterator<Item = &Article> {
        self.0.iter().filter(move |one| {
            let binds = of.is_none_or(|of| one.types.contains(&of));
            one.origins.contains(&origin) && binds && one.from <= on && one.to.is_none_or(|to| on <= to)
        })
    }
}
