-- What reconciliation finds. All of it derived: written anew at any time from journal, sheets and roster.

-- The table of a unit and a day, each person-day of its roster counted once.
-- citus: tenant
CREATE TABLE match_days (
    instansi_id BIGINT NOT NULL,
    unit_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    roster BIGINT NOT NULL,
    off BIGINT NOT NULL,
    excused BIGINT NOT NULL,
    not_required BIGINT NOT NULL,
    not_heard BIGINT NOT NULL,
    both_silent BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    -- Compared days by primary type: JSON object of counts.
    by_type TEXT NOT NULL,
    computed_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, unit_id, day_on)
);
CREATE INDEX match_days_by_day ON match_days (instansi_id, day_on, unit_id);

-- One thing that stands behind many discrepancies.
-- citus: tenant
CREATE TABLE discrepancy_causes (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    speaker TEXT COLLATE "C" NOT NULL,
    origin_id UUID,
    origin_name TEXT,
    unit_id UUID,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    minutes BIGINT,
    days BIGINT NOT NULL,
    detail TEXT NOT NULL,
    detail_en TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX discrepancy_causes_by_day ON discrepancy_causes (instansi_id, from_on, id);

-- One disagreement about one person and day. One that is no longer found keeps its row with gone_at.
-- citus: tenant
CREATE TABLE discrepancies (
    instansi_id BIGINT NOT NULL,
    -- Follows from person and day: the same disagreement has the same key whenever it is found.
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    unit_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    a_source TEXT COLLATE "C" NOT NULL,
    -- What the side says; NULL when it is silent.
    a_value TEXT,
    b_source TEXT COLLATE "C" NOT NULL,
    b_value TEXT,
    -- Other types that fit: JSON list.
    also TEXT NOT NULL,
    detail TEXT NOT NULL,
    detail_en TEXT NOT NULL,
    cause_id UUID,
    proposal TEXT COLLATE "C",
    because TEXT NOT NULL,
    because_en TEXT NOT NULL,
    -- SHA-256 over type, sides and values: a settlement names what it settled.
    evidence BYTEA NOT NULL,
    found_at BIGINT NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX discrepancies_by_unit ON discrepancies (instansi_id, unit_id, day_on, id);
CREATE INDEX discrepancies_by_day ON discrepancies (instansi_id, day_on, id);
CREATE INDEX discrepancies_by_person ON discrepancies (instansi_id, person_id, day_on);
CREATE INDEX discrepancies_by_cause ON discrepancies (instansi_id, cause_id);
