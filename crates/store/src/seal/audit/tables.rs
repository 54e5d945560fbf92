//! Every sealed table, and what its columns are in the sealed body.
//!
//! A column that is not named here is outside the seal; `docs/decisions/0019` says which and why, and a test holds that
//! each table with a commitment is here with every column it has.

use std::sync::OnceLock;

use hadir_ledger::leaf::RecordKind::{self, *};

use super::cell::Kind;
use super::compare::As;

/// One column of a sealed table.
#[derive(Debug)]
pub struct Column {
    pub(crate) name: &'static str,
    pub(crate) same: As,
    /// Where in the body it is, as JSON pointers; the first that is there.
    pub(crate) paths: &'static [&'static str],
    /// A place in the body without which it is one of before this column was sealed.
    pub(crate) since: Option<&'static str>,
}

impl Column {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it holds: `TEXT`, `INTEGER` or `BLOB`.
    pub fn holds(&self) -> &'static str {
        match self.kind() {
            Kind::Text => "TEXT",
            Kind::Whole | Kind::Flag => "INTEGER",
            Kind::Id | Kind::Bytes => "BLOB",
        }
    }

    /// What it is read as.
    pub(crate) fn kind(&self) -> Kind {
        self.same.kind()
    }
}

/// One sealed table.
#[derive(Debug)]
pub struct Sealed {
    /// Its name.
    pub table: &'static str,
    /// The column that holds the key of the record.
    pub id: &'static str,
    /// What its records are.
    pub kinds: &'static [RecordKind],
    /// Its columns beside the instansi and the commitment.
    pub columns: &'static [Column],
    walk: OnceLock<String>,
}

impl Sealed {
    const fn new(
        table: &'static str,
        id: &'static str,
        kinds: &'static [RecordKind],
        columns: &'static [Column],
    ) -> Self {
        Self { table, id, kinds, columns, walk: OnceLock::new() }
    }

    /// The statement that reads every row with its leaf and body, in the order of the keys: that is the order in which
    /// bodies lie, so that they are read from one end to the other.
    pub(crate) fn sql(&'static self) -> &'static str {
        self.walk.get_or_init(|| {
            let columns: String = self.columns.iter().map(|column| format!(", t.{}", column.name)).collect();
            let (table, id) = (self.table, self.id);
            format!(
                "SELECT t.{id}, t.commitment, p.position, p.kind, p.leaf, q.kind, q.leaf, b.salt, b.payload{columns}
                   FROM {table} t
                   LEFT JOIN leaf_positions p ON p.instansi_id = t.instansi_id AND p.record_id = t.{id}
                   LEFT JOIN leaf_queue q ON q.instansi_id = t.instansi_id AND q.record_id = t.{id}
                   LEFT JOIN record_bodies b ON b.instansi_id = t.instansi_id AND b.record_id = t.{id}
                  WHERE t.instansi_id = $1 ORDER BY t.{id}"
            )
        })
    }
}

macro_rules! column {
    ($name:literal $same:ident $($path:literal)|+) => {
        Column { name: $name, same: As::$same, paths: &[$($path),+], since: None }
    };
    ($name:literal $same:ident $($path:literal)|+ , since $since:literal) => {
        Column { name: $name, same: As::$same, paths: &[$($path),+], since: Some($since) }
    };
}

macro_rules! sealed {
    ($table:literal $id:literal [$($kind:ident),+] { $($name:literal $same:ident $($path:literal)|+ $(, since $since:literal)?;)+ }) => {
        Sealed::new($table, $id, &[$($kind),+], &[$(column!($name $same $($path)|+ $(, since $since)?)),+])
    };
}

/// Every sealed table; tombstones first, because they say whose bodies may be gone.
pub static SEALED: [Sealed; 53] = [
    sealed!("erasure_pieces" "id" [Erasure] {
        "id" Id "/id"; "erasure_id" Id "/erasure"; "person_id" Id "/person"; "class" Text "/class"; "item_count" Whole "/items";
        "from_on" Text "/from_on"; "to_on" Text "/to_on"; "received_at" Instant "/received_at";
    }),
    sealed!("erasures" "id" [Erasure] {
        "id" Id "/id"; "person_id" Id "/person"; "ground" Text "/ground"; "spans" Json "/spans"; "reference" Text "/reference";
        "reason" Text "/reason"; "request_id" Id "/request"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("erasure_steps" "id" [Erasure] {
        "erasure_id" Id "/erasure"; "kind" StepKind "/word"; "id" Id "/id"; "step" Text "/word"; "reason" Text "/reason";
        "by_login" Text "/by_login"; "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("legal_holds" "id" [LegalHold] {
        "id" Id "/id"; "scope" Text "/scope/kind"; "target_id" Id "/scope/id"; "reason" Text "/reason";
        "reference" Text "/reference"; "from_on" Text "/from"; "until_on" Text "/until"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("legal_hold_ends" "id" [LegalHold] {
        "hold_id" Id "/hold"; "id" Id "/id"; "reason" Text "/reason"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("documents" "id" [Document] {
        "id" Id "/id"; "kind" Text "/kind"; "format" Text "/format"; "unit_code" Text "/unit"; "office" Text "/office";
        "period" Text "/period"; "content_hash" Hex "/content_hash"; "replaces" Id "/replaces"; "sha256" Hex "/sha256";
        "log" Text "/log"; "checkpoint_size" Whole "/checkpoint_size"; "checkpoint_root" Hex "/checkpoint_root";
        "issued_by" Hex "/issued_by"; "issued_at" Instant "/issued_at";
    }),
    sealed!("log_epochs" "id" [Epoch] {
        "epoch" Whole "/epoch"; "id" Id "/id"; "origin" Text "/origin"; "from_position" Whole "/from_position";
        "last_checkpoint" Text "/last_checkpoint"; "by_login" Text "/by_login"; "at" Instant "/at";
    }),
    sealed!("log_keys" "id" [LogKey] {
        "id" Id "/id"; "purpose" Text "/purpose"; "step" Text "/step"; "epoch" Whole "/epoch"; "secret" Text "/secret";
        "vkey" Text "/vkey"; "by_login" Text "/by_login"; "reason" Text "/reason"; "at" Instant "/at";
    }),
    sealed!("punches" "id" [Punch] {
        "id" Id "/id", since "/id"; "source" Text "/source"; "device_id" Id "/device";
        "import_id" Id "/import", since "/received_at"; "dedupe_key" DedupeKey "/id", since "/id";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("imports" "id" [Import] {
        "id" Id "/id"; "sha256" Bytes "/sha256"; "file_name" Text "/file_name"; "format" Text "/format";
        "source" Text "/source"; "device_id" Id "/device"; "unit_id" Id "/unit"; "period_from_on" Text "/period/0";
        "period_to_on" Text "/period/1"; "accepted" Flag "/accepted"; "received_count" Whole "/received";
        "new_count" Whole "/new"; "repeated_count" Whole "/repeated"; "problem_count" Whole "/problems";
        "unmatched_count" Whole "/unmatched"; "by_login" Text "/by_login"; "received_at" Instant "/received_at";
    }),
    sealed!("assignments" "id" [Assignment] {
        "id" Id "/id"; "person_id" Id "/person"; "from_on" Text "/from_on"; "to_on" Text "/to_on";
        "pattern" Json "/pattern"; "by_login" Text "/by_login", since "/by_login";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("exceptions" "id" [Exception] {
        "id" Id "/id"; "person_id" Id "/person"; "from_on" Text "/from_on"; "to_on" Text "/to_on"; "part" Text "/part";
        "kind" Json "/kind"; "reference" Text "/reference"; "by_login" Text "/by_login", since "/by_login";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("voided_papers" "id" [Exception] {
        "paper_id" Id "/paper"; "id" VoidId "/paper"; "person_id" Id "/person"; "reason" Text "/reason";
        "by_login" Text "/by_login"; "received_at" Instant "/received_at";
    }),
    sealed!("mark_rulings" "id" [Ruling] {
        "id" Id "/id"; "source" Text "/source"; "name" Text "/name"; "unit_id" Id "/unit"; "from_on" Text "/from_on";
        "to_on" Text "/to_on"; "kind" Text "/kind"; "reason" Text "/reason"; "by_login" Text "/by_login";
        "received_at" Instant "/received_at";
    }),
    sealed!("phone_steps" "id" [Phone] {
        "id" Id "/id"; "subject" Text "/subject"; "person_id" Id "/person"; "step" Text "/step";
        "by_login" Text "/by_login"; "reason" Text "/reason"; "received_at" Instant "/received_at";
    }),
    sealed!("request_steps" "id" [Request, Decision] {
        "id" Id "/id"; "request_id" Id "/request"; "round" Whole "/round"; "step" Whole "/step"; "action" Text "/action";
        "seat" Text "/seat"; "acting" Text "/acting"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "reason" Text "/reason"; "received_at" Instant "/received_at";
    }),
    sealed!("corrections" "id" [Correction] {
        "id" Id "/id"; "person_id" Id "/person"; "day_on" Text "/day_on"; "side" Text "/side"; "ordinal" Whole "/ordinal";
        "value" Text "/value"; "punch_id" Id "/punch"; "replaces" Id "/replaces";
        "request_id" Id "/request" | "/settlement";
        "reference" Text "/reference"; "by_login" Text "/by_login", since "/by_login";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("settlement_steps" "id" [Settlement] {
        "id" Id "/id"; "discrepancy_id" Id "/discrepancy"; "ordinal" Whole "/ordinal"; "person_id" Id "/person";
        "day_on" Text "/day_on"; "unit_id" Id "/unit"; "step" Text "/step"; "owner" Text "/owner";
        "outcome" Text "/outcome"; "evidence" Bytes "/evidence"; "arrived" Text "/says/arrived";
        "departed" Text "/says/left"; "status" Text "/says/status"; "corrections" Json "/corrections";
        "bundle_id" Id "/bundle"; "reason" Text "/reason"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("leave_openings" "id" [LeaveOpening] {
        "id" Id "/id"; "person_id" Id "/person"; "kind" Text "/kind"; "year" Whole "/year";
        "left_half_days" Whole "/left_half_days"; "reference" Text "/reference";
        "by_login" Text "/by_login", since "/by_login"; "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("period_steps" "id" [Period] {
        "id" Id "/id"; "unit_id" Id "/unit"; "month_on" Text "/month"; "step" Text "/step"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "reason" Text "/reason"; "received_at" Instant "/received_at";
    }),
    sealed!("sealed_days" "id" [Verdict] {
        "id" Id "/id", since "/id"; "person_id" Id "/person"; "day_on" Text "/day_on"; "version" Whole "/version";
        "unit_id" Id "/unit"; "lands_on" Text "/lands_on"; "status" Text "/status"; "settled" Flag "/settled";
        "marks" Json "/marks"; "first_in" Text "/first_in"; "last_out" Text "/last_out"; "pack_sha256" Hex "/pack_sha256";
        "engine" Text "/engine"; "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("data_request_steps" "id" [Decision] {
        "id" Id "/id" | "/step/id"; "request_id" Id "/request" | "/step/request"; "person_id" Id "/person" | "/step/person";
        "step" Text "/step/step" | "/step"; "by_login" Text "/by_login" | "/step/by_login";
        "reason" Text "/reason" | "/step/reason"; "received_at" Instant "/received_at" | "/step/received_at";
    }),
    sealed!("roster_changes" "id" [Assignment] {
        "id" Id "/id"; "unit_id" Id "/unit"; "body" Json "/set"; "asked_sha256" Hex "/asked_sha256", since "/asked_sha256";
        "reason" Text "/reason"; "late" Flag "/late"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("roster_decisions" "id" [Decision] {
        "change_id" Id "/change"; "id" Id "/id"; "confirmed" Flag "/confirmed"; "reason" Text "/reason";
        "by_login" Text "/by_login"; "received_at" Instant "/received_at";
    }),
    sealed!("device_steps" "id" [Terminal] {
        "id" Id "/id"; "device_id" Id "/device"; "step" Text "/step"; "detail" Json "/detail"; "by_login" Text "/by_login";
        "reason" Text "/reason"; "received_at" Instant "/received_at";
    }),
    sealed!("clock_proposals" "id" [Clock] {
        "id" Id "/id"; "device_id" Id "/device"; "kind" Text "/kind"; "from_local" Text "/from"; "to_local" Text "/to";
        "received_from" Instant "/received_from"; "received_to" Instant "/received_to"; "row_count" Whole "/rows";
        "shift_s" Whole "/shift_s"; "anchor_local" Text "/anchor"; "per_day_ms" Whole "/per_day_ms";
        "certainty" Text "/certainty"; "evidence" Text "/evidence"; "evidence_en" Text "/evidence_en", since "/evidence_en";
        "replaces" Id "/replaces"; "by_login" Text "/by_login", since "/by_login";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("clock_decisions" "id" [Clock] {
        "proposal_id" Id "/proposal"; "id" Id "/id"; "decision" Text "/decision"; "note" Text "/note"; "by_login" Text "/by";
        "received_at" Instant "/received_at", since "/received_at";
    }),
    sealed!("presence_checks" "id" [Check] {
        "id" Id "/id"; "call_id" Id "/call"; "kind" Text "/kind"; "unit_id" Id "/unit"; "person_id" Id "/person";
        "seen_at" Instant "/seen_at"; "local_time" Text "/local"; "day_on" Text "/on"; "seen" Text "/seen";
        "site_id" Id "/site"; "note" Text "/note"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("cross_check_lists" "id" [CrossCheck] {
        "id" Id "/id"; "unit_id" Id "/unit"; "day_on" Text "/on"; "drawn_at" Instant "/duty/drawn_at";
        "remind_at" Instant "/duty/remind_at"; "due_at" Instant "/duty/due_at"; "superior_at" Instant "/duty/superior_at";
        "agency_at" Instant "/duty/agency_at"; "closes_at" Instant "/duty/closes_at"; "seed" Text "/seed";
        "population" Whole "/population"; "population_hash" Text "/population_hash"; "name_count" Whole "/names";
        "rules" Text "/rules"; "head_person" Id "/head"; "headless" Json "/headless";
        "again_in" Whole "/again_in"; "again_of" Whole "/again_of";
    }),
    sealed!("cross_check_names" "id" [CrossCheck] {
        "id" Id "/id"; "list_id" Id "/list"; "day_on" Text "/on"; "person_id" Id "/person"; "place" Whole "/place";
        "weight" Whole "/weight"; "exponent" Whole "/exponent"; "why" Json "/why";
    }),
    sealed!("cross_check_steps" "id" [CrossCheck] {
        "id" Id "/id"; "list_id" Id "/list"; "unit_id" Id "/unit"; "day_on" Text "/on"; "kind" Text "/kind";
        "person_id" Id "/person"; "subject_id" Id "/subject"; "content" Json "/content"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("spot_seeds" "id" [SpotCheck] {
        "id" Id "/id"; "day_on" Text "/on"; "kind" Text "/kind"; "value" Hex "/value"; "received_at" Instant "/received_at";
    }),
    sealed!("spot_rounds" "id" [SpotCheck] {
        "id" Id "/id"; "day_on" Text "/on"; "number" Whole "/number"; "kind" Text "/kind"; "unit_id" Id "/unit";
        "share" Json "/share"; "rule" Json "/rule"; "population" Whole "/population";
        "population_hash" Hex "/population_hash"; "called" Whole "/called"; "reason" Text "/reason";
        "by_login" Text "/by_login"; "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("spot_calls" "id" [SpotCheck] {
        "id" Id "/id"; "round_id" Id "/round"; "person_id" Id "/person"; "unit_id" Id "/unit"; "site_id" Id "/site";
        "day_on" Text "/on"; "called_at" Instant "/called_at"; "window_s" Whole "/window_s"; "until_at" Instant "/until";
        "network" Text "/network"; "place" Text "/place";
    }),
    sealed!("spot_steps" "id" [SpotCheck] {
        "id" Id "/id"; "call_id" Id "/call"; "kind" Text "/kind"; "outcome" Text "/outcome"; "punch_id" Id "/punch";
        "reason" Text "/reason"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("witness_statements" "id" [Witness] {
        "id" Id "/id"; "person_id" Id "/person"; "witness_id" Id "/witness"; "seen_at" Instant "/seen_at";
        "day_on" Text "/on"; "how" Text "/how"; "strength" Text "/strength"; "sender_key" Text "/sender_key";
        "other_key" Text "/other_key"; "punch_id" Id "/punch"; "site_id" Id "/site"; "place_json" Json "/place";
        "note" Text "/note"; "received_at" Instant "/received_at";
    }),
    sealed!("acts" "id" [
        Sidak, Visit, Apel, Instruction, FollowUp, DayRoll, ServicePost, Publication, DisciplineCase, PayStop, Reprimand,
        AllowanceAmount, AllowanceMonth, Letter, RuleChange
    ] {
        "id" Id "/id"; "subject_id" Id "/subject"; "ordinal" Whole "/ordinal"; "kind" Text "/kind"; "what" Text "/what";
        "unit_id" Id "/unit"; "person_id" Id "/person"; "day_on" Text "/on"; "content" Json "/content";
        "by_login" Text "/by_login"; "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("audit_records" "id" [Audit] {
        "id" Id "/id"; "subject_id" Id "/subject"; "ordinal" Whole "/ordinal"; "kind" Text "/kind"; "unit_id" Id "/unit";
        "person_id" Id "/person"; "content" Json "/content"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("doubt_cases" "id" [Doubt] {
        "id" Id "/id"; "person_id" Id "/person"; "unit_id" Id "/unit"; "opened_on" Text "/opened_on";
        "punches" Json "/punches"; "reason" Text "/reason"; "due_on" Text "/due_on"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("doubt_steps" "id" [Doubt] {
        "id" Id "/id"; "case_id" Id "/case"; "ordinal" Whole "/ordinal"; "person_id" Id "/person"; "step" Text "/step";
        "content" Json "/content"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("punch_voids" "id" [Void] {
        "id" Id "/id"; "punch_id" Id "/punch"; "person_id" Id "/person"; "day_on" Text "/on"; "case_id" Id "/case";
        "kind" Text "/kind"; "reason" Text "/reason"; "found_by" Text "/found_by"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("outages" "id" [Outage] {
        "id" Id "/id"; "scope" Text "/scope/kind"; "target_id" Id "/scope/id"; "from_at" Instant "/from"; "to_at" Instant "/to";
        "cause" Text "/cause"; "words" Text "/words"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("outage_steps" "id" [Outage, Decision] {
        "outage_id" Id "/outage"; "kind" StepKind "/step"; "id" Id "/id"; "step" Text "/step"; "ended_at" Instant "/ended_at";
        "reason" Text "/reason"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("tolerance_zones" "id" [ToleranceZone] {
        "id" Id "/id"; "site_id" Id "/site"; "network" Text "/network"; "reason" Text "/reason"; "from_on" Text "/from_on";
        "review_on" Text "/review_on"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("tolerance_zone_steps" "id" [ToleranceZone, Decision] {
        "zone_id" Id "/zone"; "kind" StepKind "/step"; "id" Id "/id"; "step" Text "/step"; "ended_on" Text "/ended_on";
        "reason" Text "/reason"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("stage_steps" "id" [Rollout] {
        "id" Id "/id"; "unit_id" Id "/unit"; "proposal_id" Id "/proposal"; "step" Text "/step"; "stage" Text "/stage";
        "paper" Text "/paper"; "from_on" Text "/from_on"; "evidence" Text "/evidence";
        "evidence_sha256" Text "/evidence_sha256"; "reason" Text "/reason"; "by_login" Text "/by_login";
        "by_person" Id "/by_person"; "received_at" Instant "/received_at";
    }),
    sealed!("signed_rolls" "id" [Roll] {
        "id" Id "/id"; "import_id" Id "/import"; "unit_id" Id "/unit"; "from_on" Text "/period/0"; "to_on" Text "/period/1";
        "signer_name" Text "/signer_name"; "signer_number" Text "/signer_number";
        "signer_position" Text "/signer_position"; "scan_sha256" Bytes "/scan_sha256"; "outage_id" Id "/outage";
        "by_login" Text "/by_login"; "received_at" Instant "/received_at";
    }),
    sealed!("pin_steps" "id" [Decision] {
        "id" Id "/id"; "place" Text "/key/0"; "place_id" Id "/key/1"; "source" Text "/key/2"; "person_key" Text "/key/3";
        "action" Text "/action"; "person_id" Id "/person"; "from_on" Text "/from_on"; "to_on" Text "/to_on";
        "reason" Text "/reason"; "bundle_id" Id "/bundle"; "by_login" Text "/by_login"; "by_person" Id "/by_person";
        "received_at" Instant "/received_at";
    }),
    sealed!("site_versions" "id" [Site] {
        "id" Id "/id"; "site_id" Id "/site/id"; "from_at" InstantOrEver "/from_at"; "body" Json "/site";
        "reason" Text "/reason"; "by_login" Text "/by_login"; "received_at" Instant "/received_at";
    }),
    sealed!("code_printings" "id" [CodePrinting] {
        "id" Id "/printing/id"; "unit_id" Id "/printing/unit"; "scope" Text "/printing/scope";
        "cards" Whole "/printing/cards"; "new_accounts" Whole "/printing/new_accounts";
        "signed_in" Whole "/printing/signed_in"; "reason" Text "/printing/reason"; "by_login" Text "/printing/by_login";
        "printed_at" Instant "/printing/printed_at"; "expires_at" Instant "/printing/expires_at";
    }),
    sealed!("grant_steps" "id" [Grant] {
        "id" Id "/id"; "grant_id" Id "/grant"; "account_id" Id "/account"; "step" Text "/step"; "role" Text "/role";
        "scope" Text "/scope"; "unit_id" Id "/unit"; "from_on" Text "/from_on"; "to_on" Text "/to_on";
        "acting" Text "/acting"; "by_login" Text "/by_login"; "reason" Text "/reason"; "received_at" Instant "/received_at";
    }),
    sealed!("roster_lists" "id" [RosterList] {
        "id" Id "/id"; "kind" Text "/kind"; "month_on" Text "/month"; "file_name" Text "/file_name"; "sha256" Hex "/sha256";
        "lines_sha256" Hex "/lines_sha256"; "line_count" Whole "/lines"; "by_login" Text "/by_login";
        "received_at" Instant "/received_at";
    }),
    sealed!("rule_activations" "id" [RuleActivation] {
        "id" Id "/id"; "sha256" Hex "/sha256"; "name" Text "/name"; "by_login" Text "/by_login";
        "received_at" Instant "/received_at";
    }),
];
