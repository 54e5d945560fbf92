//! The table role × action. Change it here and in its printed form in the tests.

use super::{Action, Reach, Role};

impl Role {
    /// How far the role reaches for an action.
    pub fn reach(self, action: Action) -> Reach {
        use Action as A;
        use Reach::{Instansi, Nothing, Own, Unit};
        match self {
            Self::Pegawai => match action {
                A::PeopleRead | A::DaysRead | A::ExplainRead | A::AllowanceRead => Own,
                A::RulesRead => Instansi,
                _ => Nothing,
            },
            Self::Kepala => match action {
                A::BoardRead | A::PeopleRead | A::UnitsRead | A::DaysRead | A::ExplainRead => Unit,
                A::RecapRead | A::RecapExport | A::DevicesRead => Unit,
                A::RequestsDecide | A::ActingRead | A::ActingWrite | A::PeriodsRead => Unit,
                A::RosterRead | A::RosterWrite | A::ReadinessRead => Unit,
                A::OutagesRead | A::OutagesPropose | A::ZonesRead => Unit,
                A::ReconcileRead | A::ReconcilePropose | A::RolloutRead | A::RolloutPropose => Unit,
                A::AuditAnswer | A::ChecksRead | A::ChecksWrite => Unit,
                A::DoubtsRead | A::DoubtsReview | A::CrossChecksRead | A::SpotRead => Unit,
                A::SidakRead | A::SidakAttest | A::VisitsRead | A::ApelRead => Unit,
                A::ApelWrite | A::InstructionsRead | A::InstructionsWrite | A::InstructionsAnswer => Unit,
                A::FollowUpsRead | A::FollowUpsAsk | A::FollowUpsDecide | A::DayRollsRead => Unit,
                A::DayRollsAttest | A::ServicePostsRead | A::ServicePostsWrite => Unit,
                A::DisciplineRead | A::DisciplineOpen | A::AllowanceRead => Unit,
                A::RulesRead => Instansi,
                _ => Nothing,
            },
            Self::AdminUnit => match action {
                A::BoardRead | A::PeopleRead | A::UnitsRead | A::DaysRead | A::ExplainRead => Unit,
                A::ImportsRead | A::ImportsWrite | A::ProblemsRead => Unit,
                A::PinsRead | A::PinsWrite => Unit,
                A::PhonesRead | A::PhonesDecide | A::StationsRead => Unit,
                A::ActingRead | A::PeriodsRead => Unit,
                A::RecapRead | A::RecapExport | A::DevicesRead => Unit,
                A::RosterRead | A::RosterWrite => Unit,
                A::SitesWrite | A::CodesPrint | A::ReadinessRead => Unit,
                A::OutagesRead | A::OutagesPropose | A::ZonesRead | A::ZonesPropose => Unit,
                A::ReconcileRead | A::ReconcilePropose | A::RolloutRead => Unit,
                A::AuditAnswer | A::ChecksRead | A::ChecksWrite => Unit,
                A::SidakRead | A::ApelRead | A::ApelWrite | A::InstructionsRead => Unit,
                A::InstructionsAnswer | A::DayRollsRead | A::ServicePostsRead | A::ServicePostsWrite => Unit,
                A::RulesRead => Instansi,
                _ => Nothing,
            },
            Self::Bkpsdm => match action {
                A::DevicesWrite | A::SettingsWrite => Nothing,
                // The inspectorate looks at the agency too.
                A::AuditWrite | A::AuditAnswer => Nothing,
                // What a head answers for their own unit nobody answers for them.
                A::SidakAttest | A::InstructionsAnswer | A::DayRollsAttest => Nothing,
                _ => Instansi,
            },
            Self::Inspektorat => match action {
                A::UsersRead | A::HoldsWrite | A::AuditWrite | A::ChecksWrite => Instansi,
                A::DoubtsReview | A::DoubtsDecide | A::SpotWrite => Instansi,
                A::SidakCall | A::VisitsWrite | A::InstructionsWrite | A::FollowUpsAsk => Instansi,
                A::DisciplineOpen => Instansi,
                action if action.only_reads() => Instansi,
                _ => Nothing,
            },
            Self::Pimpinan => match action {
                A::BoardRead | A::PeopleRead | A::UnitsRead | A::DaysRead | A::ExplainRead | A::RosterRead => Instansi,
                A::RecapRead | A::RecapExport | A::RulesRead => Instansi,
                A::RequestsDecide | A::ActingRead | A::PeriodsRead => Instansi,
                A::OutagesRead | A::ZonesRead | A::LedgerRead => Instansi,
                A::ReconcileRead | A::RolloutRead | A::RolloutDecide | A::AuditRead | A::ChecksRead => Instansi,
                A::CrossChecksRead | A::SpotRead => Instansi,
                A::SidakRead | A::SidakCall | A::VisitsRead | A::VisitsWrite => Instansi,
                A::ApelRead | A::ApelWrite | A::InstructionsRead | A::InstructionsWrite => Instansi,
                A::FollowUpsAsk | A::DayRollsRead | A::ServicePostsRead | A::PublicRead => Instansi,
                A::RulesSign => Instansi,
                _ => Nothing,
            },
            Self::Bendahara => match action {
                A::PeopleRead | A::UnitsRead | A::DaysRead | A::ExplainRead => Instansi,
                A::RecapRead | A::RecapExport | A::PeriodsRead | A::RulesRead => Instansi,
                A::ApelRead | A::AllowanceRead | A::AllowanceWrite => Instansi,
                _ => Nothing,
            },
            // The council works on cases handed to it, not on the register.
            Self::Majelis => match action {
                A::RulesRead => Instansi,
                A::FollowUpsRead | A::FollowUpsDecide => Instansi,
                _ => Nothing,
            },
            Self::Operator => match action {
                A::PeopleRead | A::UnitsRead | A::RulesRead => Instansi,
                A::ImportsRead | A::ImportsWrite | A::ProblemsRead => Instansi,
                A::PinsRead | A::PinsWrite => Instansi,
                A::PhonesRead | A::PrivacyRead | A::StationsRead | A::StationsWrite => Instansi,
                A::DevicesRead
                | A::DevicesWrite
                | A::DevicesConfirm
                | A::UsersRead
                | A::UsersWrite
                | A::SettingsWrite => Instansi,
                A::SitesWrite | A::ReadinessRead | A::LedgerRead | A::RolloutRead => Instansi,
                A::OutagesRead | A::OutagesPropose | A::ZonesRead | A::ZonesPropose => Instansi,
                A::EvidenceRead => Instansi,
                _ => Nothing,
            },
        }
    }
}
