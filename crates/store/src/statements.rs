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
