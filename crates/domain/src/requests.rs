//! What a person asks for, the chain of those who decide, and what follows. Pure.
//!
//! A request never changes a record: what is approved becomes a new record that points to the request.

mod chain;
mod wish;

pub use self::chain::{
    Chain, ChainStep, Decider, DecisionAction, NotAllowed, Parties, Progress, RequestState, Seat, Standing, Who,
    decide, may_decide,
};
pub use self::wish::{
    CancelWish, CorrectionCode, CorrectionWish, LeaveWish, PaperWish, RequestKind, SwapWish, Wish, WishProblem,
};

#[cfg(test)]
mod tests;
