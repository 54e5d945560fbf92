-- What reconciliation finds. All of it derived: written anew at any time from journal, sheets and roster.

-- The table of a unit and a day, each person-day of its roster counted once.
CREATE TABLE match_days (
    instansi_id INTEGER NOT NULL,
    unit_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    roster INTEGER NOT NULL,
    off INTEGER NOT NULL,
    excused INTEGER NOT NULL,
    not_required INTEGER NOT NULL,
    not_heard INTEGER NOT NULL,
    both_silent INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    -- Compared days by primary type: JSON object of counts.
    by_type TEXT NOT NULL,
    computed_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, unit_id, day_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_days_by_day ON match_days (instansi_id, day_on, unit_id);

-- One thing that stands behind many discrepancies.
CREATE TABLE discrepancy_causes (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    speaker TEXT NOT NULL,
    origin_id BLOB,
    origin_name TEXT,
    unit_id BLOB,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    minutes INTEGER,
    days INTEGER NOT NULL,
    detail TEXT NOT NULL,
    detail_en TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX discrepancy_causes_by_day ON discrepancy_causes (instansi_id, from_on, id);

-- One disagreement about one person and day. One that is no longer found keeps its row with gone_at.
CREATE TABLE discrepancies (
    instansi_id INTEGER NOT NULL,
    -- Follows from person and day: the same disagreement has the same key whenever it is found.
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    a_source TEXT NOT NULL,
    -- What the side says; NULL when it is silent.
    a_value TEXT,
    b_source TEXT NOT NULL,
    b_value TEXT,
    -- Other types that fit: JSON list.
    also TEXT NOT NULL,
    detail TEXT NOT NULL,
    detail_en TEXT NOT NULL,
    cause_id BLOB,
    proposal TEXT,
    because TEXT NOT NULL,
    because_en TEXT NOT NULL,
    -- SHA-256 over type, sides and values: a settlement names what it settled.
    evidence BLOB NOT NULL,
    found_at INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    gone_at INTEGER,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX discrepancies_by_unit ON discrepancies (instansi_id, unit_id, day_on, id);
CREATE INDEX discrepancies_by_day ON discrepancies (instansi_id, day_on, id);
CREATE INDEX discrepancies_by_person ON discrepancies (instansi_id, person_id, day_on);
CREATE INDEX discrepancies_by_cause ON discrepancies (instansi_id, cause_id);
