//! One message of a machine or cloud of another maker: the punches in it, who sent it, and the answer it waits for.
//!
//! The files of the same makers are read by [`crate::read`]; both share the reading of a record.

mod easylink;
mod fingerspot;
mod fkweb;
mod gather;
mod hikvision;
mod multipart;
mod secrets;

use std::ops::Range;

pub use easylink::easylink;
pub use fingerspot::fingerspot;
pub use fkweb::{FkHeaders, fkweb};
pub use hikvision::hikvision;

use crate::adms::{EnrolledPerson, Rows};

/// What one message says.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// What it is about.
    pub kind: Kind,
    /// The machine it says it comes from; a claim.
    pub device: Option<String>,
    /// Its punches and everything that is none. Ranges point into what may be kept.
    pub rows: Rows,
    /// Who is enrolled, where it says so.
    pub people: Vec<EnrolledPerson>,
    /// Where in what may be kept pictures stand.
    pub pictures: Vec<Range<usize>>,
    /// What may be kept in place of the body, where the body carries passwords or templates.
    pub redacted: Option<Vec<u8>>,
    /// What to answer once all of it is kept.
    pub reply: Reply,
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Punches, also none, and other events at a reader.
    Punches,
    /// One page of an answer that was asked for.
    Page {
        /// Whether another page follows.
        more: bool,
    },
    /// The page was refused; the words are the machine's.
    Refused(String),
    /// "I am alive."
    Heartbeat,
    /// "Anything for me?"
    Poll,
    /// Somebody was enrolled, or who is enrolled.
    Enrolment,
    /// The result of a command, or another message, by the maker's name for it.
    Other(String),
    /// It could not be read at all; its bytes are a problem among the rows.
    Unreadable,
}

/// An answer with status 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    fn words(body: &str) -> Self {
        Self { headers: Vec::new(), body: body.to_owned() }
    }
}

impl Message {
    fn new(kind: Kind, device: Option<String>, rows: Rows, reply: Reply) -> Self {
        Self { kind, device, rows, people: Vec::new(), pictures: Vec::new(), redacted: None, reply }
    }
}
