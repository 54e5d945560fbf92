//! What is decided, in which kind of letter, and how it is handed over.

use hadir_domain::discipline_cases::{CaseStep, Clock, Decision, Punishment, goes_to_bpasn};
use hadir_domain::discipline_letters::{
    ContractDecision, DecisionLetter, HandOverRecord, Letter, NoPunishmentDecision, Official, TakenBy,
};
use hadir_domain::numerals::in_words;

use super::{Writer, no_letter};
use crate::services::casing::refused;
use crate::services::error::ServiceError;

impl Writer<'_> {
    /// The decision: by the list of the law, by contract, or that nobody is punished.
    pub(super) fn decision(&self, decision: &Decision, signer: Official) -> Result<Letter, ServiceError> {
        let opening = &self.case.opening;
        let (head, subject) = (self.head(&decision.number), self.subject());
        let (decider, employee_type, articles) =
            (signer.post.clone(), opening.employee_type, decision.articles.clone());
        if let Punishment::None { text } = &decision.punishment {
            // Whoever breached nothing has no articles in the decision; the letter names what was alleged.
            let articles = if articles.is_empty() { self.articles() } else { articles };
            let (breach, record) = (self.breach_text(), self.record());
            let reason = if text.trim().is_empty() { decision.text.clone() } else { text.clone() };
            return Ok(NoPunishmentDecision {
                head,
                decider,
                subject,
                employee_type,
                articles,
                breach,
                reason,
                record,
                signer,
            }
            .into());
        }
        let rule = self.setting.rules.on(self.act.on).map_err(|gap| refused(&gap.into()))?;
        let bpasn = goes_to_bpasn(opening, self.state);
        let term = rule.days(if bpasn { Clock::Appeal } else { Clock::Object });
        let way = if bpasn { "Banding administratif ke BPASN" } else { "Keberatan" };
        let contest = format!(
            "{way} dapat diajukan dalam {term} ({}) hari kerja sejak keputusan diterima.",
            in_words(term.into())
        );
        let (considering, breach) = (vec![decision.text.clone()], self.breach_text());
        let in_force_workday = rule.days(Clock::InForce);
        Ok(match &decision.punishment {
            Punishment::Listed { sanction } => DecisionLetter {
                head,
                decider,
                considering,
                recalling: Vec::new(),
                subject,
                employee_type,
                articles,
                breach,
                sanction: *sanction,
                in_force_workday,
                contest,
                signer,
            }
            .into(),
            Punishment::ByContract { level, text, source } => ContractDecision {
                head,
                decider,
                considering,
                subject,
                employee_type,
                articles,
                breach,
                measure: text.clone(),
                level: *level,
                source: source.clone(),
                in_force_workday,
                contest,
                signer,
            }
            .into(),
            Punishment::None { .. } => return Err(no_letter()),
        })
    }

    /// The record of a hand-over; without a number of its own it has the decision's.
    pub(super) fn hand_over(
        &self,
        present: bool,
        number: Option<&str>,
        by: Official,
    ) -> Result<HandOverRecord, ServiceError> {
        let kept = self.state.decision.as_ref().ok_or_else(no_letter)?;
        let number = number.filter(|number| !number.trim().is_empty());
        let sent = self.case.acts.iter().find_map(|one| match &one.act.step {
            CaseStep::Send { text } if one.act.on >= self.act.on => Some((one.act.on, text.clone())),
            _ => None,
        });
        let taken = match (present, sent) {
            (true, _) => TakenBy::InPerson,
            (false, Some((on, to))) => TakenBy::Sent { on, to },
            (false, None) => TakenBy::Refused { reason: "tidak hadir".to_owned() },
        };
        Ok(HandOverRecord {
            head: self.head(number.unwrap_or(&kept.decision.number)),
            decision: (kept.decision.number.clone(), kept.on),
            subject: self.subject(),
            by,
            witnesses: Vec::new(),
            taken,
        })
    }
}
