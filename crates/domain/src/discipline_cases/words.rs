//! The closed lists of a case.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// What a case rests on. None of them counts days by itself; the breach is named.
    CaseOrigin {
        /// Days without reason reached a figure of the ladder.
        Indication = "indikasi",
        /// A misuse that two officers confirmed after the person was heard.
        Misuse = "penyalahgunaan",
        /// A finding of a sidak or a visit on which the person was asked to explain.
        Finding = "temuan_sidak",
        /// The report of a superior.
        Report = "laporan_atasan",
        /// A superior or official let a clock run out in another case.
        Lapse = "kelalaian_pejabat",
    }
);

impl CaseOrigin {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Indication => "indikasi dari hari tanpa keterangan",
            Self::Misuse => "penyalahgunaan absensi yang sudah dipastikan",
            Self::Finding => "temuan sidak atau kunjungan",
            Self::Report => "laporan atasan",
            Self::Lapse => "pejabat membiarkan tenggat lewat",
        }
    }

    /// Whether the person was heard on it before the case began.
    pub fn was_heard(self) -> bool {
        matches!(self, Self::Misuse | Self::Finding)
    }
}

codes!(
    /// Where a case stands.
    CaseStage {
        /// Opened; the person was not asked yet.
        Opened = "dibuka",
        /// The person was asked to explain and has time.
        Asked = "diminta_penjelasan",
        /// The person explained, or came back from a stage beside: somebody verifies.
        ToVerify = "diverifikasi",
        /// The kepala OPD looks into a reason the person claims.
        AtHead = "di_kepala_opd",
        /// The ethics council looks into it.
        AtCouncil = "di_majelis",
        /// Found to stand; a summons is due.
        Verified = "terverifikasi",
        /// Summoned for the first time.
        Summoned = "panggilan_1",
        /// Summoned for the second time.
        SummonedAgain = "panggilan_2",
        /// Examined.
        Examined = "diperiksa",
        /// Did not come to either summons; a record says so.
        NotAppeared = "tidak_hadir",
        /// The report lies before the official who decides.
        Reported = "dilaporkan",
        /// Decided; to be handed over.
        Decided = "diputus",
        /// Absent at the hand-over; to be sent.
        ToSend = "dikirim",
        /// The person has the decision; the time to object runs.
        Received = "diterima",
        /// In force.
        InForce = "berlaku",
        /// An objection waits for its answer.
        Objected = "keberatan",
        /// An appeal waits for BPASN.
        Appealed = "banding",
        /// The days underneath changed after the decision; the official who decided looks at it again.
        Review = "peninjauan",
        /// Ended.
        Closed = "ditutup",
    }
);

impl CaseStage {
    /// Whether a decision on a punishment stands behind it.
    pub fn is_decided(self) -> bool {
        matches!(
            self,
            Self::Decided
                | Self::ToSend
                | Self::Received
                | Self::InForce
                | Self::Objected
                | Self::Appealed
                | Self::Review
        )
    }

    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Opened => "dibuka",
            Self::Asked => "menunggu penjelasan pegawai",
            Self::ToVerify => "menunggu verifikasi",
            Self::AtHead => "ditelaah kepala OPD",
            Self::AtCouncil => "di Majelis Kode Etik",
            Self::Verified => "terverifikasi, menunggu panggilan",
            Self::Summoned => "dipanggil (Panggilan I)",
            Self::SummonedAgain => "dipanggil (Panggilan II)",
            Self::Examined => "sudah diperiksa, menunggu laporan",
            Self::NotAppeared => "tidak hadir, menunggu laporan",
            Self::Reported => "menunggu keputusan",
            Self::Decided => "diputus, menunggu penyerahan",
            Self::ToSend => "diputus, menunggu pengiriman",
            Self::Received => "diterima, masa keberatan atau banding",
            Self::InForce => "berlaku",
            Self::Objected => "menunggu jawaban keberatan",
            Self::Appealed => "menunggu putusan BPASN",
            Self::Review => "menunggu peninjauan keputusan",
            Self::Closed => "ditutup",
        }
    }
}

codes!(
    /// What somebody has to do with a case. Who has none of it does not see it.
    CaseDuty {
        /// Atasan langsung.
        Superior = "atasan_langsung",
        /// Kepala OPD, who looks into a claimed reason first.
        OfficeHead = "kepala_opd",
        /// Member of the Tim Pemeriksa.
        Examiner = "tim_pemeriksa",
        /// The official who decides.
        Decider = "pejabat_berwenang",
        /// The official who answers an objection.
        ObjectionAuthority = "pemutus_keberatan",
        /// The officer of the personnel agency on this case.
        Bkpsdm = "bkpsdm",
        /// The officer of the inspectorate on this case.
        Inspektorat = "inspektorat",
        /// Member of the ethics council.
        Council = "majelis",
    }
);

impl CaseDuty {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Superior => "atasan langsung",
            Self::OfficeHead => "kepala OPD",
            Self::Examiner => "Tim Pemeriksa",
            Self::Decider => "pejabat yang berwenang menghukum",
            Self::ObjectionAuthority => "pejabat yang memutus keberatan",
            Self::Bkpsdm => "petugas BKPSDM perkara ini",
            Self::Inspektorat => "petugas Inspektorat perkara ini",
            Self::Council => "Majelis Kode Etik",
        }
    }
}

codes!(
    /// A term that runs, in working days. Its length is a rule.
    Clock {
        /// The person has time to explain.
        Explain = "explain",
        /// Verifying.
        Verify = "verify",
        /// From verified to the first summons, and from opened to the question.
        Summon = "summon",
        /// Least time between the first summons and the examination.
        SummonsAhead = "summons_ahead",
        /// From the day somebody should have been examined to the second summons.
        SecondSummons = "second_summons",
        /// From the examination, or the record of not appearing, to the report.
        Report = "report",
        /// From the report to the decision.
        Decide = "decide",
        /// From the decision to its hand-over.
        HandOver = "hand_over",
        /// From the hand-over somebody missed to the sending.
        Send = "send",
        /// The working day after receipt on which it comes into force.
        InForce = "in_force",
        /// From receipt to an objection.
        Object = "object",
        /// From an objection to its answer.
        AnswerObjection = "answer_objection",
        /// From receipt to an appeal.
        Appeal = "appeal",
        /// From an appeal to the reply of the PPK.
        ReplyAppeal = "reply_appeal",
        /// From an appeal to its decision.
        DecideAppeal = "decide_appeal",
        /// The kepala OPD looks into a claimed reason.
        HeadLook = "head_look",
        /// The council looks into it.
        CouncilLook = "council_look",
        /// BKPSDM verifies the days of a stop of pay.
        PayVerify = "pay_verify",
        /// The result goes on to the KPA.
        PayPass = "pay_pass",
        /// The KPA decides on stopping the pay, or on paying again.
        PayDecide = "pay_decide",
        /// How long before the end of a term whoever is next is reminded.
        Remind = "remind",
        /// How long after its end it is put before the next one up.
        Escalate = "escalate",
    }
);

codes!(
    /// What is to be done next.
    DueWhat {
        /// Ask the person to explain.
        Ask = "ask",
        /// The person may explain.
        Explain = "explain",
        /// Verify.
        Verify = "verify",
        /// Look into the claimed reason.
        HeadLook = "head_look",
        /// Form the council.
        FormCouncil = "form_council",
        /// Recommend.
        Recommend = "recommend",
        /// Send the first summons.
        Summon = "summon",
        /// Form the examining team.
        FormTeam = "form_team",
        /// Examine, or say that nobody came.
        Examine = "examine",
        /// Send the second summons.
        SummonAgain = "summon_again",
        /// Set up the record of not appearing.
        RecordAbsence = "record_absence",
        /// Report.
        Report = "report",
        /// Decide.
        Decide = "decide",
        /// Hand the decision over.
        HandOver = "hand_over",
        /// Send the decision.
        Send = "send",
        /// The person may object.
        Object = "object",
        /// Answer the objection.
        AnswerObjection = "answer_objection",
        /// The person may appeal.
        Appeal = "appeal",
        /// Reply to the appeal.
        ReplyAppeal = "reply_appeal",
        /// BPASN decides.
        DecideAppeal = "decide_appeal",
        /// Look at the decision again.
        Review = "review",
        /// Issue the moral sanction that was recommended.
        Moral = "moral",
        /// Close the case.
        Close = "close",
        /// Write down what is left of the days underneath.
        Recount = "recount",
        /// Take a closed case up again: days underneath were settled otherwise.
        Reopen = "reopen",
    }
);

codes!(
    /// Why a case ended.
    CloseReason {
        /// The explanation or the claimed reason holds.
        Explained = "alasan_sah",
        /// The days underneath were settled otherwise: there is no breach any more.
        Dissolved = "dasar_gugur",
        /// Verification or examination found no breach.
        NoBreach = "tidak_terbukti",
        /// Only a moral sanction followed.
        MoralOnly = "sanksi_moral",
        /// The decision is in force and nothing is pending.
        InForce = "selesai",
        /// The decision was revoked or annulled.
        Revoked = "keputusan_dicabut",
        /// Opened by mistake, or twice.
        Withdrawn = "ditarik",
        /// The employment ended otherwise.
        Left = "berhenti",
    }
);

impl CloseReason {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Explained => "penjelasan atau alasannya diterima",
            Self::Dissolved => "dasarnya gugur sesudah hari-harinya dibetulkan",
            Self::NoBreach => "tidak terbukti melanggar",
            Self::MoralOnly => "selesai dengan sanksi moral",
            Self::InForce => "keputusan berlaku, tidak ada upaya yang tersisa",
            Self::Revoked => "keputusannya dicabut atau dibatalkan",
            Self::Withdrawn => "ditarik",
            Self::Left => "hubungan kerjanya berakhir",
        }
    }
}

codes!(
    /// Form of a moral sanction of the ethics code; apart from hukuman disiplin.
    MoralForm {
        /// Stated behind closed doors.
        Closed = "pernyataan_tertutup",
        /// Stated openly.
        Open = "pernyataan_terbuka",
    }
);

codes!(
    /// What the kepala OPD says about a claimed reason.
    HeadView {
        /// It holds.
        Accept = "terima",
        /// The council is to look into it.
        ToCouncil = "ke_majelis",
        /// It does not hold.
        Refuse = "tolak",
    }
);

codes!(
    /// What the council recommends.
    CouncilView {
        /// The reason holds.
        Accept = "alasan_sah",
        /// A moral sanction.
        Moral = "sanksi_moral",
        /// Back to discipline.
        Discipline = "ke_disiplin",
        /// A moral sanction, and back to discipline.
        Both = "sanksi_moral_dan_disiplin",
    }
);

codes!(
    /// Which part a member of the examining team stands for.
    TeamElement {
        /// Atasan langsung.
        Superior = "atasan_langsung",
        /// Unsur pengawasan.
        Supervision = "pengawasan",
        /// Unsur kepegawaian.
        Personnel = "kepegawaian",
        /// Another official who was named.
        Named = "pejabat_lain",
    }
);

codes!(
    /// What becomes of a decision that was objected to, appealed against or looked at again.
    Outcome {
        /// It stands.
        Stands = "tetap",
        /// Lighter.
        Lighter = "diringankan",
        /// Heavier.
        Heavier = "diperberat",
        /// Another kind of the same level.
        Changed = "diubah",
        /// Taken away.
        Annulled = "dibatalkan",
    }
);
