//! The leaf of one record: a commitment that shows nothing of the record and fixes every byte of it.

use sha2::{Digest, Sha256};

/// Bytes of salt in front of a record's body. Destroying them with the body leaves a leaf nobody can guess back.
pub const SALT_BYTES: usize = 16;

/// A record's salt, random, used once.
pub type Salt = [u8; SALT_BYTES];

/// The hash that stands for a record in its journal row and in the log.
pub type Commitment = [u8; 32];

/// What kind of record a leaf stands for. The kind is part of the hash, so that no record passes for another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// One claimed moment.
    Punch,
    /// One file taken in.
    Import,
    /// A roster entry.
    Assignment,
    /// An approved paper: leave, field duty, guard duty.
    Exception,
    /// An officer's word that ends the waiting for a source.
    Ruling,
    /// A request to see a day differently.
    Correction,
    /// A decision on a request or a case.
    Decision,
    /// A rule pack put in force.
    RuleActivation,
    /// A day's verdict, sealed at period lock.
    Verdict,
    /// The destruction of a body.
    Erasure,
    /// The first leaf after a restore.
    Epoch,
    /// A step in the life of a phone's key or of a station at an office.
    Phone,
    /// What a person asks for.
    Request,
    /// The closing of a month, or its opening again.
    Period,
    /// What was left of a leave when a person came into the register.
    LeaveOpening,
    /// A step in the life of a terminal.
    Terminal,
    /// How a place of work is drawn from a moment on.
    Site,
    /// One-time codes printed for the people of a unit.
    CodePrinting,
    /// An outage that was proposed, or its end.
    Outage,
    /// An entry of the list of tolerance zones, or its end.
    ToleranceZone,
    /// Signer and scanned sheet of a roll.
    Roll,
    /// What is proposed about a terminal's clock, and an officer's word about it.
    Clock,
    /// A key of the log, of its clock or of receipts, put in use or out of it.
    LogKey,
    /// A printed paper that carries a mark to check it by.
    Document,
    /// The order to keep what retention or a request would destroy, or its end.
    LegalHold,
    /// A right given to somebody, or taken.
    Grant,
    /// A step towards the end of a discrepancy between sources.
    Settlement,
    /// A step of an OPD towards working without paper, or back.
    Rollout,
    /// A sample drawn for an audit, a finding, or what follows from it.
    Audit,
    /// What a roll call or a superior saw.
    Check,
    /// A list of people by somebody else: who is paid, who is active.
    RosterList,
    /// A doubt about punches, and every step of its case.
    Doubt,
    /// A punch that counts no more, after its misuse was confirmed.
    Void,
    /// A list of people a head was asked about, its answer, or that none came.
    CrossCheck,
    /// A drawing of people to be called, a call, or what became of it.
    SpotCheck,
    /// What a colleague says to have seen.
    Witness,
    /// An online sidak: who is called, what was said of it, and how it stood when it was closed.
    Sidak,
    /// A visit on site, who was seen there, and what was found.
    Visit,
    /// An apel or ceremony, who stood in its ranks, and how it was closed.
    Apel,
    /// An instruction of a leader, and what became of it.
    Instruction,
    /// An explanation somebody is asked for, and every step after it.
    FollowUp,
    /// The roll of a day a head attests.
    DayRoll,
    /// A counter that must be staffed, who serves there, and what citizens reported.
    ServicePost,
    /// Figures as they were published, and their corrections.
    Publication,
    /// A discipline case and everything done in it.
    DisciplineCase,
    /// A stop of pay after days in a row, and how it ended.
    PayStop,
    /// A reprimand in the register.
    Reprimand,
    /// What somebody's whole allowance is from a day on.
    AllowanceAmount,
    /// The allowance of a month as it was paid.
    AllowanceMonth,
    /// The words, letterheads and numbers of letters, papers beside the steps of a case, and their electronic signatures.
    Letter,
    /// A change of the rules: proposed, signed or rejected.
    RuleChange,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 51] = [
        Self::Punch,
        Self::Import,
        Self::Assignment,
        Self::Exception,
        Self::Ruling,
        Self::Correction,
        Self::Decision,
        Self::RuleActivation,
        Self::Verdict,
        Self::Erasure,
        Self::Epoch,
        Self::Phone,
        Self::Request,
        Self::Period,
        Self::LeaveOpening,
        Self::Terminal,
        Self::Site,
        Self::CodePrinting,
        Self::Outage,
        Self::ToleranceZone,
        Self::Roll,
        Self::Clock,
        Self::LogKey,
        Self::Document,
        Self::LegalHold,
        Self::Grant,
        Self::Settlement,
        Self::Rollout,
        Self::Audit,
        Self::Check,
        Self::RosterList,
        Self::Doubt,
        Self::Void,
        Self::CrossCheck,
        Self::SpotCheck,
        Self::Witness,
        Self::Sidak,
        Self::Visit,
        Self::Apel,
        Self::Instruction,
        Self::FollowUp,
        Self::DayRoll,
        Self::ServicePost,
        Self::Publication,
        Self::DisciplineCase,
        Self::PayStop,
        Self::Reprimand,
        Self::AllowanceAmount,
        Self::AllowanceMonth,
        Self::Letter,
        Self::RuleChange,
    ];

    /// The code in the hash and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Punch => "punch",
            Self::Import => "import",
            Self::Assignment => "assignment",
            Self::Exception => "exception",
            Self::Ruling => "ruling",
            Self::Correction => "correction",
            Self::Decision => "decision",
            Self::RuleActivation => "rule_activation",
            Self::Verdict => "verdict",
            Self::Erasure => "erasure",
            Self::Epoch => "epoch",
            Self::Phone => "phone",
            Self::Request => "request",
            Self::Period => "period",
            Self::LeaveOpening => "leave_opening",
            Self::Terminal => "terminal",
            Self::Site => "site",
            Self::CodePrinting => "code_printing",
            Self::Outage => "outage",
            Self::ToleranceZone => "tolerance_zone",
            Self::Roll => "roll",
            Self::Clock => "clock",
            Self::LogKey => "log_key",
            Self::Document => "document",
            Self::LegalHold => "legal_hold",
            Self::Grant => "grant",
            Self::Settlement => "settlement",
            Self::Rollout => "rollout",
            Self::Audit => "audit",
            Self::Check => "check",
            Self::RosterList => "roster_list",
            Self::Doubt => "doubt",
            Self::Void => "void",
            Self::CrossCheck => "cross_check",
            Self::SpotCheck => "spot_check",
            Self::Witness => "witness",
            Self::Sidak => "sidak",
            Self::Visit => "visit",
            Self::Apel => "apel",
            Self::Instruction => "instruction",
            Self::FollowUp => "follow_up",
            Self::DayRoll => "day_roll",
            Self::ServicePost => "service_post",
            Self::Publication => "publication",
            Self::DisciplineCase => "discipline_case",
            Self::PayStop => "pay_stop",
            Self::Reprimand => "reprimand",
            Self::AllowanceAmount => "allowance_amount",
            Self::AllowanceMonth => "allowance_month",
            Self::Letter => "letter",
            Self::RuleChange => "rule_change",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The commitment to a record: SHA-256 of `hadir-leaf-v1\n`, the kind and a line end, the salt, the body.
///
/// No kind holds a line end and the salt has a fixed length, so two different records never give the same bytes.
pub fn commitment(kind: RecordKind, salt: &Salt, body: &[u8]) -> Commitment {
    let mut hash = Sha256::new();
    hash.update(b"hadir-leaf-v1\n");
    hash.update(kind.as_str().as_bytes());
    hash.update(b"\n");
    hash.update(salt);
    hash.update(body);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_leaf_is_the_plain_sha256_anybody_can_compute() {
        // printf 'hadir-leaf-v1\npunch\n' ; 16 zero bytes ; printf '{"a":1}' | sha256sum
        assert_eq!(hex(&commitment(RecordKind::Punch, &[0; 16], b"{\"a\":1}")), VECTOR_PUNCH);
        assert_eq!(hex(&commitment(RecordKind::Import, &[7; 16], b"")), VECTOR_IMPORT);
    }

    #[test]
    fn kind_salt_and_body_each_change_the_leaf() {
        let leaf = commitment(RecordKind::Punch, &[1; 16], b"body");

        assert_ne!(leaf, commitment(RecordKind::Import, &[1; 16], b"body"));
        assert_ne!(leaf, commitment(RecordKind::Punch, &[2; 16], b"body"));
        assert_ne!(leaf, commitment(RecordKind::Punch, &[1; 16], b"bodY"));
    }

    #[test]
    fn every_kind_is_read_back_from_its_code_and_holds_no_line_end() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::parse(kind.as_str()), Some(kind));
            assert!(!kind.as_str().contains('\n'));
        }
    }

    const VECTOR_PUNCH: &str = "7c1c22102104c445a8e65cc706cf143cf2faa300b44b0370b4485b04f757356a";
    const VECTOR_IMPORT: &str = "c36f382f5ea91de5e3fd11a438e4726f3e4976fea0c71522bc1fd942813c81d9";
}
