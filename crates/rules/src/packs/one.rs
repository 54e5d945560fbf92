//! One pack: how it is read, which kind it is, and what is told of it.

use hadir_domain::allowance::Schedule;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::allowance;
use crate::audit::{self, AuditRules};
use crate::breaches::ArticleRules;
use crate::cross_checks::{self, CrossRules};
use crate::days_off::DaysOff;
use crate::discipline::DisciplinePack;
use crate::discipline_process::{self, CouncilRules, ProcessRules};
use crate::doubts::{self, DoubtRules};
use crate::error::{PackError, Problem};
use crate::evidence::EvidencePack;
use crate::first_days::FirstDayRules;
use crate::hours::Hours;
use crate::leave::Leave;
use crate::notices::NoticeRules;
use crate::outages::OutageRules;
use crate::pack::{Header, Scope, Tally};
use crate::phone::PhoneRules;
use crate::policy::TapRules;
use crate::powers::PowerRules;
use crate::privacy::PrivacyRules;
use crate::ramadan::Ramadan;
use crate::read::Reader;
use crate::reconcile::ReconcileRules;
use crate::requests::RequestRules;
use crate::retention::RetentionRules;
use crate::shifts::ShiftRules;
use crate::sidak::{self, SidakRules};
use crate::spot_checks::SpotRules;
use crate::statuses::StatusCodes;
use crate::survey::Survey;

use super::MOST_BYTES;

/// A pack as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pack {
    /// The path without `.toml`.
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) header: Header,
    pub(super) body: Body,
    pub(super) text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Allowance(Box<Schedule>),
    Articles(Box<ArticleRules>),
    Audit(Box<AuditRules>),
    CrossChecks(Box<CrossRules>),
    Councils(Box<CouncilRules>),
    DaysOff(DaysOff),
    Discipline(Box<DisciplinePack>),
    DisciplineProcess(Box<ProcessRules>),
    Evidence(Box<EvidencePack>),
    Doubts(Box<DoubtRules>),
    FirstDays(Box<FirstDayRules>),
    Hours(Box<Hours>),
    Leave(Leave),
    Notices(NoticeRules),
    Outages(Box<OutageRules>),
    Phone(PhoneRules),
    Policy(TapRules),
    Powers(Box<PowerRules>),
    Privacy(PrivacyRules),
    Ramadan(Ramadan),
    Reconcile(Box<ReconcileRules>),
    Requests(RequestRules),
    Retention(RetentionRules),
    Shifts(ShiftRules),
    Sidak(Box<SidakRules>),
    SpotChecks(Box<SpotRules>),
    Statuses(StatusCodes),
    Survey(Survey),
}

/// The kinds of pack; a new kind of law gets its word here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Allowance,
    Articles,
    Audit,
    CrossChecks,
    Councils,
    DaysOff,
    Discipline,
    DisciplineProcess,
    Evidence,
    Doubts,
    FirstDays,
    Hours,
    Leave,
    Notices,
    Outages,
    Phone,
    Policy,
    Powers,
    Privacy,
    Ramadan,
    Reconcile,
    Requests,
    Retention,
    Shifts,
    Sidak,
    SpotChecks,
    Statuses,
    Survey,
}

pub(super) const KINDS: [(&str, Kind); 28] = [
    ("bukti", Kind::Evidence),
    ("cek_silang", Kind::CrossChecks),
    ("cek_acak", Kind::SpotChecks),
    ("disiplin_kerja", Kind::Discipline),
    ("sidak", Kind::Sidak),
    ("hari_libur", Kind::DaysOff),
    ("hari_pertama", Kind::FirstDays),
    ("jam_kerja", Kind::Hours),
    ("cuti", Kind::Leave),
    ("data_pribadi", Kind::Privacy),
    ("cara_rekam", Kind::Policy),
    ("keraguan", Kind::Doubts),
    ("proses_disiplin", Kind::DisciplineProcess),
    ("kewenangan_hukuman", Kind::Powers),
    ("pasal_pelanggaran", Kind::Articles),
    ("majelis_etik", Kind::Councils),
    ("gangguan", Kind::Outages),
    ("pemberitahuan", Kind::Notices),
    ("pemeriksaan", Kind::Audit),
    ("rekam_hp", Kind::Phone),
    ("permohonan", Kind::Requests),
    ("rekonsiliasi", Kind::Reconcile),
    ("retensi", Kind::Retention),
    ("jadwal_dinas", Kind::Shifts),
    ("ramadan", Kind::Ramadan),
    ("kode_status", Kind::Statuses),
    ("survei_kepuasan", Kind::Survey),
    ("tpp", Kind::Allowance),
];

/// One line of the list of packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackInfo {
    /// Path, such as `nasional/jam-kerja.toml`.
    pub path: String,
    /// The word for its kind.
    pub kind: &'static str,
    /// Region code, when it is a regional pack.
    pub region: Option<String>,
    /// Title in Indonesian.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// The law.
    pub source: String,
    /// First day covered.
    pub covers_from: Date,
    /// Last day covered; open when `None`.
    pub covers_to: Option<Date>,
    /// Facts whose source was checked.
    pub confirmed: usize,
    /// Facts that are open.
    pub open: usize,
    /// SHA-256 of the text, hex.
    pub sha256: String,
}

impl Pack {
    pub(super) fn read(path: &str, text: &str) -> Result<Self, Vec<PackError>> {
        let scope = Scope::of_path(path).ok_or_else(|| vec![whole(path, Problem::BadPath)])?;
        Self::read_in(path, scope, text, None)
    }

    /// Reads a pack; with a move of its beginning as if it had begun on another day.
    pub(super) fn read_in(
        path: &str,
        scope: Scope,
        text: &str,
        begins: Option<(Date, Date)>,
    ) -> Result<Self, Vec<PackError>> {
        if text.len() > MOST_BYTES {
            return Err(vec![whole(path, Problem::TooLarge(MOST_BYTES))]);
        }
        let r = &mut Reader::new(path);
        let root = &mut r.root(text);
        if !r.errors.is_empty() {
            return Err(std::mem::take(&mut r.errors));
        }
        if let Some((was, now)) = begins {
            root.move_beginning(was, now);
        }
        let Some(kind) = root.word(r, "kind", &KINDS) else { return Err(std::mem::take(&mut r.errors)) };
        let header = Header::read(r, root);
        let body = match kind {
            Kind::Allowance => Body::Allowance(Box::new(allowance::read(r, root, &header, &scope))),
            Kind::Articles => Body::Articles(Box::new(ArticleRules::read(r, root, &header, &scope))),
            Kind::Audit => Body::Audit(Box::new(AuditRules::read(r, root, &header, &scope, audit::FIGURES))),
            Kind::CrossChecks => {
                Body::CrossChecks(Box::new(CrossRules::read(r, root, &header, &scope, cross_checks::FIGURES)))
            }
            Kind::Councils => {
                Body::Councils(Box::new(CouncilRules::read(r, root, &header, &scope, discipline_process::COUNCIL)))
            }
            Kind::DaysOff => Body::DaysOff(DaysOff::read(r, root, &header, &scope)),
            Kind::Discipline => Body::Discipline(Box::new(DisciplinePack::read(r, root, &header, &scope))),
            Kind::DisciplineProcess => {
                let figures = discipline_process::FIGURES;
                Body::DisciplineProcess(Box::new(ProcessRules::read(r, root, &header, &scope, figures)))
            }
            Kind::Evidence => Body::Evidence(Box::new(EvidencePack::read(r, root, &header, &scope))),
            Kind::FirstDays => Body::FirstDays(Box::new(FirstDayRules::read(r, root, &header, &scope))),
            Kind::Doubts => Body::Doubts(Box::new(DoubtRules::read(r, root, &header, &scope, doubts::FIGURES))),
            Kind::Hours => Body::Hours(Box::new(Hours::read(r, root, &header, &scope))),
            Kind::Leave => Body::Leave(Leave::read(r, root, &header, &scope)),
            Kind::Notices => Body::Notices(NoticeRules::read(r, root, &header, &scope)),
            Kind::Outages => Body::Outages(Box::new(OutageRules::read(r, root, &header, &scope))),
            Kind::Phone => Body::Phone(PhoneRules::read(r, root, &header, &scope)),
            Kind::Policy => Body::Policy(TapRules::read(r, root, &header, &scope)),
            Kind::Powers => Body::Powers(Box::new(PowerRules::read(r, root, &header, &scope))),
            Kind::Privacy => Body::Privacy(PrivacyRules::read(r, root, &header, &scope)),
            Kind::Ramadan => Body::Ramadan(Ramadan::read(r, root, &header)),
            Kind::Requests => Body::Requests(RequestRules::read(r, root, &header, &scope)),
            Kind::Reconcile => Body::Reconcile(Box::new(ReconcileRules::read(r, root, &header, &scope))),
            Kind::Retention => Body::Retention(RetentionRules::read(r, root, &header, &scope)),
            Kind::Shifts => Body::Shifts(ShiftRules::read(r, root, &header, &scope)),
            Kind::Sidak => Body::Sidak(Box::new(SidakRules::read(r, root, &header, &scope, sidak::FIGURES))),
            Kind::SpotChecks => Body::SpotChecks(Box::new(SpotRules::read(r, root, &header, &scope))),
            Kind::Statuses => Body::Statuses(StatusCodes::read(r, root)),
            Kind::Survey => Body::Survey(Survey::read(r, root, &header)),
        };
        std::mem::take(root).finish(r);
        let name = path.trim_end_matches(".toml").to_owned();
        let errors = std::mem::take(&mut r.errors);
        if errors.is_empty() { Ok(Self { name, scope, header, body, text: text.to_owned() }) } else { Err(errors) }
    }

    pub(super) fn kind(&self) -> Kind {
        match self.body {
            Body::Allowance(_) => Kind::Allowance,
            Body::Articles(_) => Kind::Articles,
            Body::Audit(_) => Kind::Audit,
            Body::CrossChecks(_) => Kind::CrossChecks,
            Body::Councils(_) => Kind::Councils,
            Body::DaysOff(_) => Kind::DaysOff,
            Body::Discipline(_) => Kind::Discipline,
            Body::DisciplineProcess(_) => Kind::DisciplineProcess,
            Body::Evidence(_) => Kind::Evidence,
            Body::Doubts(_) => Kind::Doubts,
            Body::FirstDays(_) => Kind::FirstDays,
            Body::Hours(_) => Kind::Hours,
            Body::Leave(_) => Kind::Leave,
            Body::Notices(_) => Kind::Notices,
            Body::Outages(_) => Kind::Outages,
            Body::Phone(_) => Kind::Phone,
            Body::Policy(_) => Kind::Policy,
            Body::Powers(_) => Kind::Powers,
            Body::Privacy(_) => Kind::Privacy,
            Body::Ramadan(_) => Kind::Ramadan,
            Body::Requests(_) => Kind::Requests,
            Body::Reconcile(_) => Kind::Reconcile,
            Body::Retention(_) => Kind::Retention,
            Body::Shifts(_) => Kind::Shifts,
            Body::Sidak(_) => Kind::Sidak,
            Body::SpotChecks(_) => Kind::SpotChecks,
            Body::Statuses(_) => Kind::Statuses,
            Body::Survey(_) => Kind::Survey,
        }
    }

    pub(super) fn info(&self, path: &str) -> PackInfo {
        let Tally { confirmed, open } = match &self.body {
            Body::Allowance(schedule) => allowance::tally(schedule),
            Body::Articles(rules) => rules.tally(),
            Body::Audit(rules) => rules.tally(),
            Body::CrossChecks(rules) => rules.tally(),
            Body::Councils(rules) => rules.tally(),
            Body::DaysOff(days) => days.tally(),
            Body::Discipline(rules) => rules.tally(),
            Body::DisciplineProcess(rules) => rules.tally(),
            Body::Evidence(rules) => rules.tally(),
            Body::Doubts(rules) => rules.tally(),
            Body::FirstDays(rules) => rules.tally(),
            Body::Hours(hours) => hours.tally(),
            Body::Leave(leave) => leave.tally(),
            Body::Notices(rules) => rules.tally(),
            Body::Outages(rules) => rules.tally(),
            Body::Phone(rules) => rules.tally(),
            Body::Policy(rules) => rules.tally(),
            Body::Powers(rules) => rules.tally(),
            Body::Privacy(rules) => rules.tally(),
            Body::Ramadan(ramadan) => ramadan.tally(),
            Body::Requests(rules) => rules.tally(),
            Body::Reconcile(rules) => rules.tally(),
            Body::Retention(rules) => rules.tally(),
            Body::Shifts(rules) => rules.tally(),
            Body::Sidak(rules) => rules.tally(),
            Body::SpotChecks(rules) => rules.tally(),
            Body::Statuses(codes) => codes.tally(),
            Body::Survey(survey) => survey.tally(),
        };
        let kind = self.kind();
        PackInfo {
            path: path.to_owned(),
            kind: KINDS.iter().find(|(_, of)| *of == kind).map_or("", |(word, _)| *word),
            region: self.scope.region().map(str::to_owned),
            title: self.header.title.clone(),
            title_en: self.header.title_en.clone(),
            source: self.header.source.clone(),
            covers_from: self.header.covers_from,
            covers_to: self.header.covers_to,
            confirmed,
            open,
            sha256: hex::encode(Sha256::digest(self.text.as_bytes())),
        }
    }
}

pub(super) fn is_pack(path: &str) -> bool {
    path.ends_with(".toml") && !path.ends_with(".cases.toml")
}

pub(super) fn whole(path: &str, problem: Problem) -> PackError {
    PackError { pack: path.to_owned(), key: "-".into(), problem }
}
