//! Sealed records about a person that lie in tables of their own. Their row repeats what the body says, so it goes with it;
//! the commitment stays in the log.

use hadir_domain::erasing::DataClass;
use hadir_domain::ids::{InstansiId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// What a table's rows are dated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// A day.
    Date,
    /// An instant.
    Instant,
    /// A year.
    Year,
}

/// One table of records about a person.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Of which class its rows are.
    pub class: DataClass,
    by: By,
    /// `$2` person, `$3` the last day, or the instant after it, `$4` how many.
    select: &'static str,
    count: &'static str,
    /// `$2` the record.
    delete: &'static str,
}

statements! {
    Tenant REQUEST_STEPS = "
        SELECT s.id FROM request_steps s JOIN requests r ON r.instansi_id = s.instansi_id AND r.id = s.request_id
         WHERE r.instansi_id = $1 AND r.person_id = $2 AND r.to_on <= $3 ORDER BY s.id LIMIT $4";
    Tenant REQUEST_STEPS_COUNT = "
        SELECT COUNT(*) FROM request_steps s JOIN requests r ON r.instansi_id = s.instansi_id AND r.id = s.request_id
         WHERE r.instansi_id = $1 AND r.person_id = $2 AND r.to_on <= $3";
    Tenant REQUEST_STEPS_GO = "DELETE FROM request_steps WHERE instansi_id = $1 AND id = $2";
    Tenant CORRECTIONS = "
        SELECT id FROM corrections WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant CORRECTIONS_COUNT =
        "SELECT COUNT(*) FROM corrections WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant CORRECTIONS_GO = "DELETE FROM corrections WHERE instansi_id = $1 AND id = $2";
    Tenant SETTLEMENTS = "
        SELECT id FROM settlement_steps
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant SETTLEMENTS_COUNT =
        "SELECT COUNT(*) FROM settlement_steps WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant SETTLEMENTS_GO = "DELETE FROM settlement_steps WHERE instansi_id = $1 AND id = $2";
    Tenant SETTLEMENT_HEADS_GO = "
        DELETE FROM settlement_heads
         WHERE instansi_id = $1
           AND discrepancy_id IN (SELECT discrepancy_id FROM settlement_steps WHERE instansi_id = $1 AND id = $2)";
    // Derived of what goes; those that were never settled too.
    Tenant DISCREPANCIES_GO = "DELETE FROM discrepancies WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    // A case goes whole, once its newest word is old enough.
    Tenant DOUBT_STEPS = "
        SELECT s.id FROM doubt_steps s
         WHERE s.instansi_id = $1 AND s.person_id = $2 AND s.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM doubt_steps l
                            WHERE l.instansi_id = $1 AND l.case_id = s.case_id AND l.received_at >= $3)
         ORDER BY s.received_at, s.id LIMIT $4";
    Tenant DOUBT_STEPS_COUNT = "
        SELECT COUNT(*) FROM doubt_steps s
         WHERE s.instansi_id = $1 AND s.person_id = $2 AND s.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM doubt_steps l
                            WHERE l.instansi_id = $1 AND l.case_id = s.case_id AND l.received_at >= $3)";
    Tenant DOUBT_STEPS_GO = "DELETE FROM doubt_steps WHERE instansi_id = $1 AND id = $2";
    Tenant DOUBTS = "
        SELECT c.id FROM doubt_cases c
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM doubt_steps s WHERE s.instansi_id = $1 AND s.case_id = c.id)
           AND NOT EXISTS (SELECT 1 FROM doubt_files f WHERE f.instansi_id = $1 AND f.case_id = c.id)
         ORDER BY c.received_at, c.id LIMIT $4";
    Tenant DOUBTS_COUNT = "
        SELECT COUNT(*) FROM doubt_cases c
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM doubt_steps l
                            WHERE l.instansi_id = $1 AND l.case_id = c.id AND l.received_at >= $3)";
    Tenant DOUBTS_GO = "DELETE FROM doubt_cases WHERE instansi_id = $1 AND id = $2";
    Tenant DOUBT_HEADS_GO = "DELETE FROM doubt_heads WHERE instansi_id = $1 AND case_id = $2";
    Tenant DOUBT_PUNCHES_GO = "DELETE FROM doubt_punches WHERE instansi_id = $1 AND case_id = $2";
    Tenant DOUBT_FILES = "
        SELECT f.case_id, f.sha256, f.stored_path FROM doubt_cases c
          JOIN doubt_files f ON f.instansi_id = c.instansi_id AND f.case_id = c.id
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND f.received_at < $3
           AND NOT EXISTS (SELECT 1 FROM doubt_steps l
                            WHERE l.instansi_id = $1 AND l.case_id = c.id AND l.received_at >= $3)
         ORDER BY f.case_id, f.sha256 LIMIT $4";
    Tenant DOUBT_FILE_GO = "DELETE FROM doubt_files WHERE instansi_id = $1 AND case_id = $2 AND sha256 = $3";
    Tenant VOIDS = "
        SELECT id FROM punch_voids
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant VOIDS_COUNT = "SELECT COUNT(*) FROM punch_voids WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant VOIDS_GO = "DELETE FROM punch_voids WHERE instansi_id = $1 AND id = $2";
    // How punches were weighed follows from what goes.
    Tenant WEIGHED_GO = "DELETE FROM punch_verdicts WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant VOIDED = "
        SELECT v.id FROM exceptions e JOIN voided_papers v ON v.instansi_id = e.instansi_id AND v.paper_id = e.id
         WHERE e.instansi_id = $1 AND e.person_id = $2 AND e.to_on <= $3 ORDER BY v.id LIMIT $4";
    Tenant VOIDED_COUNT = "
        SELECT COUNT(*) FROM exceptions e JOIN voided_papers v ON v.instansi_id = e.instansi_id AND v.paper_id = e.id
         WHERE e.instansi_id = $1 AND e.person_id = $2 AND e.to_on <= $3";
    Tenant VOIDED_GO = "DELETE FROM voided_papers WHERE instansi_id = $1 AND id = $2";
    Tenant PAPERS = "
        SELECT id FROM exceptions WHERE instansi_id = $1 AND person_id = $2 AND to_on <= $3 ORDER BY to_on, id LIMIT $4";
    Tenant PAPERS_COUNT = "SELECT COUNT(*) FROM exceptions WHERE instansi_id = $1 AND person_id = $2 AND to_on <= $3";
    Tenant PAPERS_GO = "DELETE FROM exceptions WHERE instansi_id = $1 AND id = $2";
    Tenant CELLS_GO = "DELETE FROM roster_cells WHERE instansi_id = $1 AND paper_id = $2";
    Tenant ASSIGNMENTS = "
        SELECT id FROM assignments WHERE instansi_id = $1 AND person_id = $2 AND to_on <= $3 ORDER BY to_on, id LIMIT $4";
    Tenant ASSIGNMENTS_COUNT =
        "SELECT COUNT(*) FROM assignments WHERE instansi_id = $1 AND person_id = $2 AND to_on <= $3";
    Tenant ASSIGNMENTS_GO = "DELETE FROM assignments WHERE instansi_id = $1 AND id = $2";
    Tenant OPENINGS = "
        SELECT id FROM leave_openings WHERE instansi_id = $1 AND person_id = $2 AND year < $3 ORDER BY year, id LIMIT $4";
    Tenant OPENINGS_COUNT =
        "SELECT COUNT(*) FROM leave_openings WHERE instansi_id = $1 AND person_id = $2 AND year < $3";
    Tenant OPENINGS_GO = "DELETE FROM leave_openings WHERE instansi_id = $1 AND id = $2";
    Tenant ASKED = "
        SELECT s.id FROM data_request_steps s
          JOIN data_requests r ON r.instansi_id = s.instansi_id AND r.id = s.request_id
         WHERE r.instansi_id = $1 AND r.person_id = $2 AND s.received_at < $3
           AND r.state IN ('done', 'refused', 'withdrawn') ORDER BY s.id LIMIT $4";
    Tenant ASKED_COUNT = "
        SELECT COUNT(*) FROM data_request_steps s
          JOIN data_requests r ON r.instansi_id = s.instansi_id AND r.id = s.request_id
         WHERE r.instansi_id = $1 AND r.person_id = $2 AND s.received_at < $3
           AND r.state IN ('done', 'refused', 'withdrawn')";
    Tenant ASKED_GO = "DELETE FROM data_request_steps WHERE instansi_id = $1 AND id = $2";
    Tenant PHONE_STEPS = "
        SELECT s.id FROM phones p JOIN phone_steps s ON s.instansi_id = p.instansi_id AND s.subject = p.device_key
         WHERE p.instansi_id = $1 AND p.person_id = $2 AND s.person_id = $2 AND s.received_at < $3 ORDER BY s.id LIMIT $4";
    Tenant PHONE_STEPS_COUNT = "
        SELECT COUNT(*) FROM phones p JOIN phone_steps s ON s.instansi_id = p.instansi_id AND s.subject = p.device_key
         WHERE p.instansi_id = $1 AND p.person_id = $2 AND s.person_id = $2 AND s.received_at < $3";
    Tenant PHONE_STEPS_GO = "DELETE FROM phone_steps WHERE instansi_id = $1 AND id = $2";
    Tenant CHECKS = "
        SELECT id FROM presence_checks
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant CHECKS_COUNT =
        "SELECT COUNT(*) FROM presence_checks WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant CHECKS_GO = "DELETE FROM presence_checks WHERE instansi_id = $1 AND id = $2";
    Tenant CROSS_NAMES = "
        SELECT id FROM cross_check_names
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant CROSS_NAMES_COUNT =
        "SELECT COUNT(*) FROM cross_check_names WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant CROSS_NAMES_GO = "DELETE FROM cross_check_names WHERE instansi_id = $1 AND id = $2";
    Tenant CROSS_STEPS = "
        SELECT id FROM cross_check_steps
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant CROSS_STEPS_COUNT =
        "SELECT COUNT(*) FROM cross_check_steps WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant CROSS_STEPS_GO = "DELETE FROM cross_check_steps WHERE instansi_id = $1 AND id = $2";
    Tenant SPOT_STEPS = "
        SELECT s.id FROM spot_calls c JOIN spot_steps s ON s.instansi_id = c.instansi_id AND s.call_id = c.id
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.day_on <= $3 ORDER BY c.day_on, s.id LIMIT $4";
    Tenant SPOT_STEPS_COUNT = "
        SELECT COUNT(*) FROM spot_calls c JOIN spot_steps s ON s.instansi_id = c.instansi_id AND s.call_id = c.id
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.day_on <= $3";
    Tenant SPOT_STEPS_GO = "DELETE FROM spot_steps WHERE instansi_id = $1 AND id = $2";
    Tenant SPOT_CALLS = "
        SELECT id FROM spot_calls WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant SPOT_CALLS_COUNT =
        "SELECT COUNT(*) FROM spot_calls WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant SPOT_CALLS_GO = "DELETE FROM spot_calls WHERE instansi_id = $1 AND id = $2";
    // Of whom it speaks for, and of the witness: their position and key stand in it.
    Tenant WITNESSED = "
        SELECT id FROM witness_statements
         WHERE instansi_id = $1 AND (person_id = $2 OR witness_id = $2) AND day_on <= $3 ORDER BY day_on, id LIMIT $4";
    Tenant WITNESSED_COUNT = "
        SELECT COUNT(*) FROM witness_statements
         WHERE instansi_id = $1 AND (person_id = $2 OR witness_id = $2) AND day_on <= $3";
    Tenant WITNESSED_GO = "DELETE FROM witness_statements WHERE instansi_id = $1 AND id = $2";
    // Files of discipline and of pay go by the schedule of archives, which no pack holds yet: they stay.
    Tenant ACTS = "
        SELECT id FROM acts
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3
           AND kind NOT IN ('discipline_case', 'pay_stop', 'reprimand', 'allowance_amount', 'allowance_month')
         ORDER BY day_on, id LIMIT $4";
    Tenant ACTS_COUNT = "
        SELECT COUNT(*) FROM acts
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3
           AND kind NOT IN ('discipline_case', 'pay_stop', 'reprimand', 'allowance_amount', 'allowance_month')";
    Tenant ACTS_GO = "DELETE FROM acts WHERE instansi_id = $1 AND id = $2";
    Tenant ACT_FILES = "
        SELECT subject_id, sha256, stored_path FROM act_files
         WHERE instansi_id = $1 AND person_id = $2 AND received_at < $3
           AND NOT EXISTS (SELECT 1 FROM acts a
                            WHERE a.instansi_id = act_files.instansi_id AND a.id = act_files.subject_id
                              AND a.kind IN ('discipline_case', 'pay_stop', 'reprimand'))
         ORDER BY received_at, sha256 LIMIT $4";
    Tenant ACT_FILE_GO = "DELETE FROM act_files WHERE instansi_id = $1 AND subject_id = $2 AND sha256 = $3";
    Tenant AUDITS = "
        SELECT id FROM audit_records
         WHERE instansi_id = $1 AND person_id = $2 AND received_at < $3 ORDER BY received_at, id LIMIT $4";
    Tenant AUDITS_COUNT =
        "SELECT COUNT(*) FROM audit_records WHERE instansi_id = $1 AND person_id = $2 AND received_at < $3";
    Tenant AUDITS_GO = "DELETE FROM audit_records WHERE instansi_id = $1 AND id = $2";
    Tenant PIN_STEPS = "
        SELECT id FROM pin_steps
         WHERE instansi_id = $1 AND person_id = $2 AND received_at < $3 ORDER BY id LIMIT $4";
    Tenant PIN_STEPS_COUNT =
        "SELECT COUNT(*) FROM pin_steps WHERE instansi_id = $1 AND person_id = $2 AND received_at < $3";
    Tenant PIN_STEPS_GO = "DELETE FROM pin_steps WHERE instansi_id = $1 AND id = $2";
    Tenant VERDICTS = "
        SELECT s.id FROM sealed_days s
          JOIN record_bodies b ON b.instansi_id = s.instansi_id AND b.record_id = s.id
         WHERE s.instansi_id = $1 AND s.person_id = $2 AND s.day_on <= $3 ORDER BY s.day_on, s.version LIMIT $4";
    Tenant VERDICTS_COUNT = "
        SELECT COUNT(*) FROM sealed_days s
          JOIN record_bodies b ON b.instansi_id = s.instansi_id AND b.record_id = s.id
         WHERE s.instansi_id = $1 AND s.person_id = $2 AND s.day_on <= $3";
    // Code and marks stay, so that the recap that was paid adds up.
    Tenant VERDICTS_GO = "UPDATE sealed_days SET first_in = NULL, last_out = NULL WHERE instansi_id = $1 AND id = $2";
    Tenant REQUEST_FILES = "
        SELECT f.request_id, f.sha256, f.stored_path FROM requests r
          JOIN request_files f ON f.instansi_id = r.instansi_id AND f.request_id = r.id
         WHERE r.instansi_id = $1 AND r.person_id = $2 AND r.to_on <= $3 ORDER BY f.request_id, f.sha256 LIMIT $4";
    Tenant REQUEST_FILE_GO =
        "DELETE FROM request_files WHERE instansi_id = $1 AND request_id = $2 AND sha256 = $3";
    Tenant REQUESTS_GO = "
        DELETE FROM requests
         WHERE instansi_id = $1 AND person_id = $2 AND to_on <= $3
           AND NOT EXISTS (SELECT 1 FROM request_steps s WHERE s.instansi_id = $1 AND s.request_id = requests.id)
           AND NOT EXISTS (SELECT 1 FROM request_files f WHERE f.instansi_id = $1 AND f.request_id = requests.id)";
    Tenant DATA_REQUESTS_GO = "
        DELETE FROM data_requests
         WHERE instansi_id = $1 AND person_id = $2 AND state IN ('done', 'refused', 'withdrawn')
           AND NOT EXISTS (SELECT 1 FROM data_request_steps s
                            WHERE s.instansi_id = $1 AND s.request_id = data_requests.id)";
    Tenant LOOKS_COUNT = "SELECT COUNT(*) FROM access_log WHERE instansi_id = $1 AND person_id = $2 AND at < $3";
    Tenant LOOKS_GO = "DELETE FROM access_log WHERE instansi_id = $1 AND person_id = $2 AND at < $3";
    Tenant COPIES_GO = "DELETE FROM data_exports WHERE instansi_id = $1 AND person_id = $2 AND at < $3";
    Tenant NOTICES_COUNT = "
        SELECT COUNT(*) FROM accounts a JOIN notices n ON n.instansi_id = a.instansi_id AND n.account_id = a.id
         WHERE a.instansi_id = $1 AND a.person_id = $2 AND n.created_at < $3";
    Tenant DELIVERIES_GO = "
        DELETE FROM notice_deliveries
         WHERE instansi_id = $1 AND notice_id IN (
               SELECT n.id FROM accounts a JOIN notices n ON n.instansi_id = a.instansi_id AND n.account_id = a.id
                WHERE a.instansi_id = $1 AND a.person_id = $2 AND n.created_at < $3)";
    Tenant NOTICES_GO = "
        DELETE FROM notices
         WHERE instansi_id = $1 AND created_at < $3
           AND account_id IN (SELECT a.id FROM accounts a WHERE a.instansi_id = $1 AND a.person_id = $2)";
}

/// Every table of records about a person but punches, in the order they are erased.
pub const TABLES: [Table; 22] = [
    Table { class: DataClass::Punches, by: By::Date, select: CHECKS, count: CHECKS_COUNT, delete: CHECKS_GO },
    Table { class: DataClass::Punches, by: By::Date, select: VOIDS, count: VOIDS_COUNT, delete: VOIDS_GO },
    Table {
        class: DataClass::Requests,
        by: By::Instant,
        select: DOUBT_STEPS,
        count: DOUBT_STEPS_COUNT,
        delete: DOUBT_STEPS_GO,
    },
    Table { class: DataClass::Requests, by: By::Instant, select: DOUBTS, count: DOUBTS_COUNT, delete: DOUBTS_GO },
    Table {
        class: DataClass::Punches,
        by: By::Date,
        select: CROSS_NAMES,
        count: CROSS_NAMES_COUNT,
        delete: CROSS_NAMES_GO,
    },
    Table {
        class: DataClass::Punches,
        by: By::Date,
        select: CROSS_STEPS,
        count: CROSS_STEPS_COUNT,
        delete: CROSS_STEPS_GO,
    },
    Table {
        class: DataClass::Punches,
        by: By::Date,
        select: SPOT_STEPS,
        count: SPOT_STEPS_COUNT,
        delete: SPOT_STEPS_GO,
    },
    Table {
        class: DataClass::Punches,
        by: By::Date,
        select: SPOT_CALLS,
        count: SPOT_CALLS_COUNT,
        delete: SPOT_CALLS_GO,
    },
    Table { class: DataClass::Punches, by: By::Date, select: WITNESSED, count: WITNESSED_COUNT, delete: WITNESSED_GO },
    Table { class: DataClass::Requests, by: By::Date, select: ACTS, count: ACTS_COUNT, delete: ACTS_GO },
    Table { class: DataClass::Requests, by: By::Instant, select: AUDITS, count: AUDITS_COUNT, delete: AUDITS_GO },
    Table {
        class: DataClass::Requests,
        by: By::Date,
        select: REQUEST_STEPS,
        count: REQUEST_STEPS_COUNT,
        delete: REQUEST_STEPS_GO,
    },
    Table {
        class: DataClass::Requests,
        by: By::Date,
        select: CORRECTIONS,
        count: CORRECTIONS_COUNT,
        delete: CORRECTIONS_GO,
    },
    Table {
        class: DataClass::Requests,
        by: By::Date,
        select: SETTLEMENTS,
        count: SETTLEMENTS_COUNT,
        delete: SETTLEMENTS_GO,
    },
    Table { class: DataClass::Requests, by: By::Date, select: VOIDED, count: VOIDED_COUNT, delete: VOIDED_GO },
    Table { class: DataClass::Requests, by: By::Date, select: PAPERS, count: PAPERS_COUNT, delete: PAPERS_GO },
    Table {
        class: DataClass::Requests,
        by: By::Date,
        select: ASSIGNMENTS,
        count: ASSIGNMENTS_COUNT,
        delete: ASSIGNMENTS_GO,
    },
    Table { class: DataClass::Requests, by: By::Year, select: OPENINGS, count: OPENINGS_COUNT, delete: OPENINGS_GO },
    Table { class: DataClass::Verdicts, by: By::Date, select: VERDICTS, count: VERDICTS_COUNT, delete: VERDICTS_GO },
    Table { class: DataClass::AccessLog, by: By::Instant, select: ASKED, count: ASKED_COUNT, delete: ASKED_GO },
    Table {
        class: DataClass::Identity,
        by: By::Instant,
        select: PHONE_STEPS,
        count: PHONE_STEPS_COUNT,
        delete: PHONE_STEPS_GO,
    },
    Table {
        class: DataClass::Identity,
        by: By::Instant,
        select: PIN_STEPS,
        count: PIN_STEPS_COUNT,
        delete: PIN_STEPS_GO,
    },
];

/// How far something reaches: its last day, and the instant after that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until {
    /// The last day.
    pub on: Date,
    /// The first instant that stays.
    pub before: Timestamp,
}

impl Table {
    /// The next records that go.
    pub async fn next(
        &self,
        tx: &mut Tx,
        instansi: InstansiId,
        person: PersonId,
        until: Until,
        limit: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let rows: Vec<(Uuid,)> = on_db!(tx, |conn| {
            let query = sqlx::query_as(self.select).bind(instansi.0).bind(person.0);
            let query = match self.by {
                By::Date => query.bind(until.on.to_string()),
                By::Instant => query.bind(until.before.as_microsecond()),
                By::Year => query.bind(i64::from(until.on.tomorrow().unwrap_or(until.on).year())),
            };
            query.bind(i64::from(limit)).fetch_all(conn).await
        })?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// How many records would go.
    pub async fn count(
        &self,
        tx: &mut Tx,
        instansi: InstansiId,
        person: PersonId,
        until: Until,
    ) -> Result<u64, StoreError> {
        let (count,): (i64,) = on_db!(tx, |conn| {
            let query = sqlx::query_as(self.count).bind(instansi.0).bind(person.0);
            let query = match self.by {
                By::Date => query.bind(until.on.to_string()),
                By::Instant => query.bind(until.before.as_microsecond()),
                By::Year => query.bind(i64::from(until.on.tomorrow().unwrap_or(until.on).year())),
            };
            query.fetch_one(conn).await
        })?;
        Ok(count.unsigned_abs())
    }

    /// Takes their rows away. Their bodies go with the tombstone.
    pub async fn remove(&self, tx: &mut Tx, instansi: InstansiId, records: &[Uuid]) -> Result<(), StoreError> {
        for id in records {
            if self.delete == PAPERS_GO {
                on_db!(tx, |conn| sqlx::query(CELLS_GO).bind(instansi.0).bind(*id).execute(conn).await.map(drop))?;
            }
            if self.delete == SETTLEMENTS_GO {
                let sql = SETTLEMENT_HEADS_GO;
                on_db!(tx, |conn| sqlx::query(sql).bind(instansi.0).bind(*id).execute(conn).await.map(drop))?;
            }
            if self.delete == DOUBTS_GO {
                for sql in [DOUBT_HEADS_GO, DOUBT_PUNCHES_GO] {
                    on_db!(tx, |conn| sqlx::query(sql).bind(instansi.0).bind(*id).execute(conn).await.map(drop))?;
                }
            }
            on_db!(tx, |conn| sqlx::query(self.delete).bind(instansi.0).bind(*id).execute(conn).await.map(drop))?;
        }
        Ok(())
    }
}

/// The next files handed in as proof with requests: their request, their hash and where they lie.
pub async fn request_files(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
    limit: u32,
) -> Result<Vec<(Uuid, [u8; 32], Option<String>)>, StoreError> {
    let rows: Vec<(Uuid, Vec<u8>, Option<String>)> = on_db!(tx, |conn| sqlx::query_as(REQUEST_FILES)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.on.to_string())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(request, sha256, path)| Ok((request, values::hash32(sha256)?, path))).collect()
}

/// Takes away the row of one of them.
pub async fn remove_request_file(
    tx: &mut Tx,
    instansi: InstansiId,
    request: Uuid,
    sha256: &[u8; 32],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(REQUEST_FILE_GO)
        .bind(instansi.0)
        .bind(request)
        .bind(sha256.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The next files handed in with answers to doubts: their case, their hash and where they lie.
pub async fn doubt_files(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
    limit: u32,
) -> Result<Vec<(Uuid, [u8; 32], String)>, StoreError> {
    let rows: Vec<(Uuid, Vec<u8>, String)> = on_db!(tx, |conn| sqlx::query_as(DOUBT_FILES)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(case, sha256, path)| Ok((case, values::hash32(sha256)?, path))).collect()
}

/// Takes away the row of one of them.
pub async fn remove_doubt_file(
    tx: &mut Tx,
    instansi: InstansiId,
    case: Uuid,
    sha256: &[u8; 32],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DOUBT_FILE_GO)
        .bind(instansi.0)
        .bind(case)
        .bind(sha256.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The next files of acts that speak of the person: their subject, their hash and where they lie.
pub async fn act_files(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
    limit: u32,
) -> Result<Vec<(Uuid, [u8; 32], String)>, StoreError> {
    let rows: Vec<(Uuid, Vec<u8>, String)> = on_db!(tx, |conn| sqlx::query_as(ACT_FILES)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(subject, sha256, path)| Ok((subject, values::hash32(sha256)?, path))).collect()
}

/// Takes away the row of one of them.
pub async fn remove_act_file(
    tx: &mut Tx,
    instansi: InstansiId,
    subject: Uuid,
    sha256: &[u8; 32],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ACT_FILE_GO)
        .bind(instansi.0)
        .bind(subject)
        .bind(sha256.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes away how the person's punches were weighed; it follows from what goes.
pub async fn remove_verdicts(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(WEIGHED_GO)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.on.to_string())
        .execute(conn)
        .await?
        .rows_affected()))
}

/// Takes away what reconciliation found of the person's days; it follows from what goes.
pub async fn remove_discrepancies(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(DISCREPANCIES_GO)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.on.to_string())
        .execute(conn)
        .await?
        .rows_affected()))
}

/// Takes away requests that have no step and no file left.
pub async fn remove_requests(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Until,
) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(REQUESTS_GO)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.on.to_string())
        .execute(conn)
        .await?
        .rows_affected()))
}

/// Takes away who looked, which copies were taken, and requests about data that have no step left; answers how many rows.
pub async fn remove_looks(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for sql in [LOOKS_GO, COPIES_GO] {
        gone += on_db!(tx, |conn| sqlx::query(sql)
            .bind(instansi.0)
            .bind(person.0)
            .bind(before.as_microsecond())
            .execute(conn)
            .await?
            .rows_affected());
    }
    gone += on_db!(tx, |conn| sqlx::query(DATA_REQUESTS_GO)
        .bind(instansi.0)
        .bind(person.0)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(gone)
}

/// Takes away notices of the person's accounts; answers how many.
pub async fn remove_notices(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let mut gone = 0;
    for sql in [DELIVERIES_GO, NOTICES_GO] {
        gone = on_db!(tx, |conn| sqlx::query(sql)
            .bind(instansi.0)
            .bind(person.0)
            .bind(before.as_microsecond())
            .execute(conn)
            .await?
            .rows_affected());
    }
    Ok(gone)
}

/// How many looks and notices would go.
pub async fn count_rows(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    class: DataClass,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let sql = match class {
        DataClass::AccessLog => LOOKS_COUNT,
        DataClass::Notices => NOTICES_COUNT,
        _ => return Ok(0),
    };
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(sql)
        .bind(instansi.0)
        .bind(person.0)
        .bind(before.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(count.unsigned_abs())
}
