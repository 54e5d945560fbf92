//! What is knowingly outside the seal, and why. The one list of it: a test holds that every table is either sealed with
//! all its columns, read by the look at the log itself, or named here.

/// Tables of the log itself, which the look reads in ways of their own.
pub static LOG: &[&str] = &[
    "record_bodies",
    "leaf_positions",
    "leaf_queue",
    "log_tiles",
    "checkpoints",
    "cosignatures",
    // These follow from sealed records, and are compared with them on every look.
    "grants",
    "activated_packs",
    "sheet_statements",
];

/// Tables nobody sealed, with the reason.
pub static OUTSIDE: &[(&str, &str)] = &[
    ("punch_facts", DERIVED),
    ("days", DERIVED),
    ("leaf_finder", DERIVED),
    ("match_days", DERIVED),
    ("punch_verdicts", DERIVED),
    ("weighed_days", DERIVED),
    ("site_networks", REGISTER),
    ("discrepancies", DERIVED),
    ("discrepancy_causes", DERIVED),
    ("settlement_heads", STATE),
    ("doubt_heads", STATE),
    ("doubt_punches", STATE),
    ("dirty_days", JOBS),
    ("key_states", STATE),
    ("pin_mappings", STATE),
    ("phones", STATE),
    ("stations", STATE),
    ("requests", STATE),
    ("data_requests", STATE),
    ("periods", STATE),
    ("devices", STATE),
    ("device_zones", STATE),
    ("device_guards", STATE),
    ("sites", STATE),
    ("roster_cells", STATE),
    ("frozen_spans", STATE),
    ("erased_records", STATE),
    ("erased_people", STATE),
    ("erasure_traces", JOBS),
    ("erasure_files", JOBS),
    ("erasure_leftovers", JOBS),
    ("people", REGISTER),
    ("identifiers", REGISTER),
    ("posts", REGISTER),
    ("units", REGISTER),
    ("instansi", REGISTER),
    ("directory", REGISTER),
    ("device_people", REGISTER),
    ("shift_turns", REGISTER),
    ("duty_posts", REGISTER),
    ("roster_patterns", REGISTER),
    ("accounts", ACCESS),
    ("enrolment_codes", ACCESS),
    ("sessions", ACCESS),
    ("setup_links", ACCESS),
    ("secrets", ACCESS),
    ("passkeys", ACCESS),
    ("passkey_challenges", ACCESS),
    ("feeds", ACCESS),
    ("raw_files", FILES),
    ("photos", FILES),
    ("roll_scans", FILES),
    ("request_files", FILES),
    ("doubt_files", FILES),
    ("act_files", FILES),
    ("device_photos", FILES),
    ("problems", CONTACT),
    ("source_marks", CONTACT),
    ("device_clock_readings", CONTACT),
    ("device_commands", CONTACT),
    ("device_contacts", CONTACT),
    ("device_events", CONTACT),
    ("device_messages", CONTACT),
    ("silence_alarms", CONTACT),
    ("server_beats", CONTACT),
    ("access_log", CONTACT),
    ("data_exports", CONTACT),
    ("notices", CONTACT),
    ("notice_choices", CONTACT),
    ("notice_deliveries", CONTACT),
    ("notice_emails", CONTACT),
    ("push_subscriptions", CONTACT),
    ("leases", JOBS),
    ("log_verifications", JOBS),
    ("witnesses", WATCH),
    ("witness_names", WATCH),
    ("watched_keys", WATCH),
    ("watched_logs", WATCH),
    ("webhooks", ACCESS),
    ("webhook_deliveries", CONTACT),
    ("roster_list_rows", LISTED),
    ("spot_populations", LISTED),
];

const DERIVED: &str = "computed from sealed records; compared with them by the look at what is derived";
const STATE: &str = "the present state of what sealed steps tell";
const REGISTER: &str = "the register of people, offices and rules of a desk: changed by many hands, not evidence";
const ACCESS: &str = "who may sign in; secrets are encrypted, codes and tokens are hashes";
const FILES: &str = "bytes lie encrypted on disk; sealed records name them by their hash";
const CONTACT: &str = "traces of operation, overwritten and forgotten";
const LISTED: &str =
    "lines of a list whose sealed record fixes them by their hash; a person's line goes with their name";
const JOBS: &str = "work in progress of the server";
const WATCH: &str = "settings of witnesses; what they signed proves itself";
