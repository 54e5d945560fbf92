-- The closing of months: what was sealed, what came later, who opened it again.

-- A month of an OPD once somebody closed it; the row is its present state, period_steps its life.
CREATE TABLE periods (
    instansi_id INTEGER NOT NULL,
    unit_id BLOB NOT NULL,
    -- First day of the month.
    month_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('closed', 'reopening', 'reopened')),
    -- How often it was closed.
    times INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    closed_by TEXT NOT NULL,
    -- Who asked to open it, when it is asked.
    asked_by TEXT,
    asked_person BLOB,
    asked_at INTEGER,
    reason TEXT,
    PRIMARY KEY (instansi_id, unit_id, month_on),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX periods_by_month ON periods (instansi_id, month_on);

-- Every closing and opening, sealed. Insert-only.
CREATE TABLE period_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    month_on TEXT NOT NULL,
    step TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX period_steps_by_period ON period_steps (instansi_id, unit_id, month_on, received_at);

-- A day's verdict as it was sealed. Of a day closed again, or changed by late evidence, every version stays.
CREATE TABLE sealed_days (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- The OPD that closed the month.
    unit_id BLOB NOT NULL,
    -- First day of the month it counts in: its own, or for late evidence the month that was closed next.
    lands_on TEXT NOT NULL,
    status TEXT NOT NULL,
    settled INTEGER NOT NULL,
    marks TEXT NOT NULL,
    first_in TEXT,
    last_out TEXT,
    pack_sha256 BLOB NOT NULL,
    engine TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on, version),
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_days_by_unit ON sealed_days (instansi_id, unit_id, day_on);
CREATE INDEX sealed_days_by_landing ON sealed_days (instansi_id, unit_id, lands_on);
