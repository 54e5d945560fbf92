-- The closing of months: what was sealed, what came later, who opened it again.

-- A month of an OPD once somebody closed it; the row is its present state, period_steps its life.
-- citus: tenant
CREATE TABLE periods (
    instansi_id BIGINT NOT NULL,
    unit_id UUID NOT NULL,
    -- First day of the month.
    month_on TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('closed', 'reopening', 'reopened')),
    -- How often it was closed.
    times BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    -- Who asked to open it, when it is asked.
    asked_by TEXT,
    asked_person UUID,
    asked_at BIGINT,
    reason TEXT,
    PRIMARY KEY (instansi_id, unit_id, month_on),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX periods_by_month ON periods (instansi_id, month_on);

-- Every closing and opening, sealed. Insert-only.
-- citus: tenant
CREATE TABLE period_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    month_on TEXT COLLATE "C" NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX period_steps_by_period ON period_steps (instansi_id, unit_id, month_on, received_at);

-- A day's verdict as it was sealed. Of a day closed again, or changed by late evidence, every version stays.
-- citus: tenant
CREATE TABLE sealed_days (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    -- The OPD that closed the month.
    unit_id UUID NOT NULL,
    -- First day of the month it counts in: its own, or for late evidence the month that was closed next.
    lands_on TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    settled BOOLEAN NOT NULL,
    marks TEXT NOT NULL,
    first_in TEXT COLLATE "C",
    last_out TEXT COLLATE "C",
    pack_sha256 BYTEA NOT NULL,
    engine TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on, version),
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX sealed_days_by_unit ON sealed_days (instansi_id, unit_id, day_on);
CREATE INDEX sealed_days_by_landing ON sealed_days (instansi_id, unit_id, lands_on);
