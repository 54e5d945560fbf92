//! Whether the public page is on: one proposes, another confirms; closing it takes one alone.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;

codes!(
    /// What is said about the page.
    SwitchWord {
        /// Somebody proposes to open it.
        Proposed = "proposed",
        /// Another opened it.
        Opened = "opened",
        /// The proposal was rejected, or taken back.
        Rejected = "rejected",
        /// It was closed.
        Closed = "closed",
    }
);

/// One word about the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The proposal it is about; its own key for a proposal and for closing.
    pub proposal: Uuid,
    /// What.
    pub word: SwitchWord,
    /// From which day on figures are published, of a proposal.
    pub from_on: Option<Date>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A proposal nobody answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its key.
    pub proposal: Uuid,
    /// From which day on figures are to be published.
    pub from_on: Date,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How the page stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Switch {
    /// From which day on figures are published; `None` while it is closed.
    pub open_from: Option<Date>,
    /// What waits for a second officer.
    pub waiting: Option<Waiting>,
}

/// Why a word does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchBar {
    /// It is open already.
    IsOpen,
    /// It is closed already.
    IsClosed,
    /// A proposal waits for its answer.
    ProposalWaits,
    /// That proposal does not wait.
    NotWaiting,
    /// Nobody confirms what they proposed.
    OwnProposal,
}

impl Switch {
    /// What all words come to, oldest first.
    pub fn of(said: &[Said]) -> Self {
        let mut switch = Self::default();
        for one in said {
            switch.hear(one);
        }
        switch
    }

    fn hear(&mut self, one: &Said) {
        match one.word {
            SwitchWord::Proposed => {
                self.waiting = one.from_on.map(|from_on| Waiting {
                    proposal: one.proposal,
                    from_on,
                    by: one.by.clone(),
                    at: one.at,
                });
            }
            SwitchWord::Opened => self.open_from = self.waiting.take().map(|waiting| waiting.from_on),
            SwitchWord::Rejected => self.waiting = None,
            SwitchWord::Closed => {
                self.open_from = None;
                self.waiting = None;
            }
        }
    }

    /// Whether a word may be said now.
    ///
    /// # Errors
    ///
    /// [`SwitchBar`], the first that applies.
    pub fn may(&self, word: SwitchWord, proposal: Option<Uuid>, by: &str) -> Result<(), SwitchBar> {
        match word {
            SwitchWord::Proposed if self.open_from.is_some() => Err(SwitchBar::IsOpen),
            SwitchWord::Proposed if self.waiting.is_some() => Err(SwitchBar::ProposalWaits),
            SwitchWord::Closed if self.open_from.is_none() => Err(SwitchBar::IsClosed),
            SwitchWord::Proposed | SwitchWord::Closed => Ok(()),
            SwitchWord::Opened | SwitchWord::Rejected => {
                let waiting = self.waiting.as_ref().filter(|waiting| Some(waiting.proposal) == proposal);
                let waiting = waiting.ok_or(SwitchBar::NotWaiting)?;
                let own = word == SwitchWord::Opened && waiting.by == by;
                if own { Err(SwitchBar::OwnProposal) } else { Ok(()) }
            }
        }
    }
}
