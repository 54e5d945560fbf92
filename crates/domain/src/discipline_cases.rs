//! A discipline case as a pure process: stages, who acts, clocks in working days, appeals, the ethics council beside it.
//!
//! **Invariants:** nothing decides by itself, every act has a named person; nobody acts in their own case; who decides holds
//! the power by the matrix and, but for what the law leaves to the direct superior alone, has not reported, verified or
//! examined; after a case is closed nothing is accepted but to open it again; a person outside the case never sees it; a
//! decision is never changed by a recount of the days underneath, only put before the one who decided.

mod act;
mod articles;
mod bodies;
mod check;
mod deciding;
mod due;
mod effects;
mod fold;
mod ground;
mod jeopardy;
mod offices;
mod refusal;
mod refusal_words;
mod rule;
mod secrecy;
mod state;
mod step;
mod step_word;
mod words;
mod words_en;
mod working;

pub use self::act::{
    Actor, Assigned, Breach, CaseAct, CaseOpening, CouncilMember, Decision, Exchange, Punishment, Signature, TeamMember,
};
pub use self::articles::{Article, ArticleTable};
pub use self::bodies::{check_council, check_team};
pub use self::check::{Setting, check, check_opening, goes_to_bpasn};
pub use self::due::{Due, Lapse, Urgency, lapses, next_steps, urgency};
pub use self::effects::{Block, BlockKind, blocks};
pub use self::ground::{Drift, Ground};
pub use self::jeopardy::{PastBreach, PastDecision, Repeat, check_jeopardy, repeat};
pub use self::offices::{Office, Power, PowerHolder, PowerTable};
pub use self::refusal::Refusal;
pub use self::rule::{
    ByDate, CaseNotCovered, CaseRule, CaseTable, CouncilRule, CouncilTable, Limit, Period, Uncovered,
};
pub use self::secrecy::{Sight, may_see};
pub use self::state::{CaseState, DecisionKept, EthicsTrack, ReportKept, Summons};
pub use self::step::CaseStep;
pub use self::step_word::StepWord;
pub use self::words::{
    CaseDuty, CaseOrigin, CaseStage, Clock, CloseReason, CouncilView, DueWhat, HeadView, MoralForm, Outcome,
    TeamElement,
};
pub use self::working::WorkClock;

#[cfg(test)]
mod tests;
