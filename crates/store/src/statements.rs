//! Every SQL statement of the store, so that a test can prepare each of them on both databases.

/// Which tables a statement touches, for a database spread over several servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One instansi, named by a parameter.
    Tenant,
    /// Small tables that every server holds, or that live on the coordinator.
    Reference,
    /// Every instansi at once: jobs that walk through all of them.
    National,
}

/// One statement as the registry knows it.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Module and name.
    pub name: &'static str,
    /// The text, the same for both databases.
    pub sql: &'static str,
    /// What it touches.
    pub scope: Scope,
}

/// Declares a module's statements as constants and lists them.
macro_rules! statements {
    ($($scope:ident $name:ident = $sql:expr;)+) => {
        $(const $name: &str = $sql;)+
        /// The statements of this module.
        pub(crate) const STATEMENTS: &[$crate::statements::Statement] = &[$(
            $crate::statements::Statement {
                name: concat!(module_path!(), "::", stringify!($name)),
                sql: $name,
                scope: $crate::statements::Scope::$scope,
            },
        )+];
    };
}
pub(crate) use statements;

/// Every statement of the store; those of many rows or keys in their shortest form.
pub fn all() -> Vec<Statement> {
    let fixed = [
        crate::access_log::STATEMENTS,
        crate::accounts::STATEMENTS,
        crate::activated_packs::STATEMENTS,
        crate::audits::STATEMENTS,
        crate::audits::facts::STATEMENTS,
        crate::checks::STATEMENTS,
        crate::clock_corrections::STATEMENTS,
        crate::clock_evidence::STATEMENTS,
        crate::code_printings::STATEMENTS,
        crate::corrections::STATEMENTS,
        crate::data_exports::STATEMENTS,
        crate::data_requests::STATEMENTS,
        crate::days::STATEMENTS,
        crate::devices::STATEMENTS,
        crate::directory::STATEMENTS,
        crate::dirty::STATEMENTS,
        crate::erasures::STATEMENTS,
        crate::erasures::due::STATEMENTS,
        crate::erasures::files::STATEMENTS,
        crate::erasures::frozen::STATEMENTS,
        crate::erasures::identity::STATEMENTS,
        crate::erasures::pieces::STATEMENTS,
        crate::erasures::punches::STATEMENTS,
        crate::erasures::records::STATEMENTS,
        crate::documents::STATEMENTS,
        crate::grants::STATEMENTS,
        crate::holds::STATEMENTS,
        crate::imports::STATEMENTS,
        crate::instansi::STATEMENTS,
        crate::leases::STATEMENTS,
        crate::leave_openings::STATEMENTS,
        crate::marks::STATEMENTS,
        crate::notices::STATEMENTS,
        crate::notices::choices::STATEMENTS,
        crate::notices::outbox::STATEMENTS,
        crate::notices::subscriptions::STATEMENTS,
        crate::outages::STATEMENTS,
        crate::outages::beats::STATEMENTS,
        crate::people::STATEMENTS,
        crate::periods::STATEMENTS,
        crate::phones::STATEMENTS,
        crate::photos::STATEMENTS,
        crate::pins::STATEMENTS,
        crate::pins::steps::STATEMENTS,
        crate::posts::STATEMENTS,
        crate::problems::STATEMENTS,
        crate::raw_files::STATEMENTS,
        crate::reconcile::claims::STATEMENTS,
        crate::reconcile::discrepancies::STATEMENTS,
        crate::reconcile::match_days::STATEMENTS,
        crate::reconcile::settlements::STATEMENTS,
        crate::records::STATEMENTS,
        crate::requests::STATEMENTS,
        crate::requests::files::STATEMENTS,
        crate::requests::steps::STATEMENTS,
        crate::roster::STATEMENTS,
        crate::seal::bundles::STATEMENTS,
        crate::seal::checkpoints::STATEMENTS,
        crate::seal::epochs::STATEMENTS,
        crate::seal::finder::STATEMENTS,
        crate::seal::keys::STATEMENTS,
        crate::seal::tiles::STATEMENTS,
        crate::seal::verifications::STATEMENTS,
        crate::seal::watched::STATEMENTS,
        crate::seal::witnesses::STATEMENTS,
        crate::sealed_days::STATEMENTS,
        crate::roster_changes::STATEMENTS,
        crate::roster_desk::STATEMENTS,
        crate::roster_lists::STATEMENTS,
        crate::secrets::STATEMENTS,
        crate::sessions::STATEMENTS,
        crate::setup::STATEMENTS,
        crate::sheet_statements::STATEMENTS,
        crate::signed_rolls::STATEMENTS,
        crate::silence_alarms::STATEMENTS,
        crate::site_versions::STATEMENTS,
        crate::sites::STATEMENTS,
        crate::state_hash::STATEMENTS,
        crate::stage_steps::STATEMENTS,
        crate::stations::STATEMENTS,
        crate::stored_files::STATEMENTS,
        crate::terminals::clock_readings::STATEMENTS,
        crate::terminals::commands::STATEMENTS,
        crate::terminals::contacts::STATEMENTS,
        crate::terminals::events::STATEMENTS,
        crate::terminals::feeds::STATEMENTS,
        crate::terminals::guards::STATEMENTS,
        crate::terminals::heard::STATEMENTS,
        crate::terminals::messages::STATEMENTS,
        crate::terminals::people::STATEMENTS,
        crate::terminals::photos::STATEMENTS,
        crate::terminals::steps::STATEMENTS,
        crate::tolerance_zones::STATEMENTS,
        crate::units::STATEMENTS,
        crate::unmatched::STATEMENTS,
        crate::webhooks::STATEMENTS,
    ];
    let growing = [
        ("hadir_store::accounts::OF_PEOPLE", crate::accounts::OF_PEOPLE.shortest()),
        ("hadir_store::accounts::WITH_LOGINS", crate::accounts::WITH_LOGINS.shortest()),
        ("hadir_store::checks::ADD", crate::checks::ADD.shortest()),
        ("hadir_store::checks::GET", crate::checks::GET.shortest()),
        ("hadir_store::corrections::OF_PEOPLE", crate::corrections::OF_PEOPLE.shortest()),
        ("hadir_store::sealed_days::ADD", crate::sealed_days::ADD.shortest()),
        ("hadir_store::sealed_days::OF_PEOPLE", crate::sealed_days::OF_PEOPLE.shortest()),
        ("hadir_store::days::PUT", crate::days::PUT.shortest()),
        ("hadir_store::days::OF_PEOPLE", crate::days::OF_PEOPLE.shortest()),
        ("hadir_store::months::OF_PEOPLE", crate::months::OF_PEOPLE.shortest()),
        ("hadir_store::days::OF_UNIT", crate::days::OF_UNIT.shortest()),
        ("hadir_store::dirty::DONE", crate::dirty::DONE.shortest()),
        ("hadir_store::dirty::MARK", crate::dirty::MARK.shortest()),
        ("hadir_store::erasures::COVERED", crate::erasures::COVERED.shortest()),
        ("hadir_store::erasures::frozen::OF_PEOPLE", crate::erasures::frozen::OF_PEOPLE.shortest()),
        ("hadir_store::erasures::pieces::ADD_RECORDS", crate::erasures::pieces::ADD_RECORDS.shortest()),
        ("hadir_store::erasures::pieces::DESTROY_BODIES", crate::erasures::pieces::DESTROY_BODIES.shortest()),
        ("hadir_store::erasures::punches::DROP_FACTS", crate::erasures::punches::DROP_FACTS.shortest()),
        ("hadir_store::notices::ACCOUNTS", crate::notices::ACCOUNTS.shortest()),
        ("hadir_store::people::LIST", crate::people::LIST.shortest()),
        ("hadir_store::people::IDENTIFIERS", crate::people::IDENTIFIERS.shortest()),
        ("hadir_store::people::BY_NUMBERS", crate::people::BY_NUMBERS.shortest()),
        ("hadir_store::marks::OF_PHONES", crate::marks::OF_PHONES.shortest()),
        ("hadir_store::marks::REACH_MANY", crate::marks::REACH_MANY.shortest()),
        ("hadir_store::unmatched::OPEN", crate::unmatched::OPEN.shortest()),
        ("hadir_store::unmatched::MATCHED", crate::unmatched::MATCHED.shortest()),
        ("hadir_store::unmatched::COUNTS", crate::unmatched::COUNTS.shortest()),
        ("hadir_store::pins::steps::OF_PEOPLE", crate::pins::steps::OF_PEOPLE.shortest()),
        ("hadir_store::pins::OF_PEOPLE", crate::pins::OF_PEOPLE.shortest()),
        ("hadir_store::phones::OF_PEOPLE", crate::phones::OF_PEOPLE.shortest()),
        ("hadir_store::sessions::BEARERS", crate::sessions::BEARERS.shortest()),
        ("hadir_store::signed_rolls::OF_PUNCHES", crate::signed_rolls::OF_PUNCHES.shortest()),
        ("hadir_store::punches::BY_CLIENT", crate::punches::BY_CLIENT.shortest()),
        ("hadir_store::punches::CROWDS", crate::punches::CROWDS.shortest()),
        ("hadir_store::punches::SEQS", crate::punches::SEQS.shortest()),
        ("hadir_store::posts::OF_PEOPLE", crate::posts::OF_PEOPLE.shortest()),
        ("hadir_store::problems::ADD", crate::problems::ADD.shortest()),
        ("hadir_store::punches::ADD", crate::punches::ADD.shortest()),
        ("hadir_store::punches::THERE", crate::punches::THERE.shortest()),
        ("hadir_store::punches::ADD_FACTS", crate::punches::ADD_FACTS.shortest()),
        ("hadir_store::punches::DROP_FACTS", crate::punches::DROP_FACTS.shortest()),
        ("hadir_store::punches::FACTS_BY_ID", crate::punches::FACTS_BY_ID.shortest()),
        ("hadir_store::punches::OF_PEOPLE", crate::punches::OF_PEOPLE.shortest()),
        ("hadir_store::reconcile::discrepancies::GONE", crate::reconcile::discrepancies::GONE.shortest()),
        ("hadir_store::reconcile::discrepancies::PUT", crate::reconcile::discrepancies::PUT.shortest()),
        ("hadir_store::reconcile::discrepancies::PUT_CAUSE", crate::reconcile::discrepancies::PUT_CAUSE.shortest()),
        ("hadir_store::reconcile::match_days::ADD", crate::reconcile::match_days::ADD.shortest()),
        ("hadir_store::reconcile::settlements::LIST", crate::reconcile::settlements::LIST.shortest()),
        ("hadir_store::reconcile::settlements::COUNTS", crate::reconcile::settlements::COUNTS.shortest()),
        ("hadir_store::reconcile::settlements::STEPS_OF", crate::reconcile::settlements::STEPS_OF.shortest()),
        ("hadir_store::records::ADD_BODIES", crate::records::ADD_BODIES.shortest()),
        ("hadir_store::records::ADD_POSITIONS", crate::records::ADD_POSITIONS.shortest()),
        ("hadir_store::records::ADD_WAITING", crate::records::ADD_WAITING.shortest()),
        ("hadir_store::records::REMOVE_WAITING", crate::records::REMOVE_WAITING.shortest()),
        ("hadir_store::roster::ASSIGNMENTS", crate::roster::ASSIGNMENTS.shortest()),
        ("hadir_store::roster::EXCEPTIONS", crate::roster::EXCEPTIONS.shortest()),
        ("hadir_store::roster_changes::ADD_CELLS", crate::roster_changes::ADD_CELLS.shortest()),
        ("hadir_store::roster_changes::CELLS", crate::roster_changes::CELLS.shortest()),
        ("hadir_store::roster_lists::ADD_ROWS", crate::roster_lists::ADD_ROWS.shortest()),
        ("hadir_store::seal::finder::ADD", crate::seal::finder::ADD.shortest()),
        ("hadir_store::seal::bundles::TOMBSTONES", crate::seal::bundles::TOMBSTONES.shortest()),
        ("hadir_store::sheet_statements::ADD", crate::sheet_statements::ADD.shortest()),
        ("hadir_store::terminals::clock_readings::ADD", crate::terminals::clock_readings::ADD.shortest()),
        ("hadir_store::terminals::events::ADD", crate::terminals::events::ADD.shortest()),
        ("hadir_store::terminals::people::PUT", crate::terminals::people::PUT.shortest()),
        ("hadir_store::sheet_statements::OF_PEOPLE", crate::sheet_statements::OF_PEOPLE.shortest()),
    ];
    let growing = growing.into_iter().map(|(name, sql)| Statement { name, sql, scope: Scope::Tenant });
    fixed
        .into_iter()
        .flatten()
        .copied()
        .chain(crate::punches::all_statements())
        .chain(crate::seal::audit::all_statements())
        .chain(growing)
        .collect()
}
