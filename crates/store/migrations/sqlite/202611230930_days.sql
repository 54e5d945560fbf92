-- Who is due, how far each source has spoken, and what follows for each day.

CREATE TABLE assignments (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    pattern TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_by_person ON assignments (instansi_id, person_id, from_on);

CREATE TABLE exceptions (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('whole', 'first_half', 'second_half')),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exceptions_by_person ON exceptions (instansi_id, person_id, from_on);

-- How far each source has spoken. Only ever forward.
CREATE TABLE source_marks (
    instansi_id INTEGER NOT NULL,
    source TEXT NOT NULL,
    -- The device, site, unit or person the source speaks for, as text.
    name TEXT NOT NULL,
    reached_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, source, name)
) STRICT, WITHOUT ROWID;

-- An officer's word that ends the waiting for a source.
CREATE TABLE mark_rulings (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    source TEXT NOT NULL,
    name TEXT,
    unit_id BLOB,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('outage', 'others_suffice')),
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Days to settle anew.
CREATE TABLE dirty_days (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on)
) STRICT, WITHOUT ROWID;

-- The verdict for one person and one local working date. Derived.
CREATE TABLE days (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    unit_id BLOB,
    status TEXT NOT NULL,
    settled INTEGER NOT NULL,
    marks TEXT NOT NULL,
    first_in TEXT,
    last_out TEXT,
    late_minutes INTEGER NOT NULL,
    early_minutes INTEGER NOT NULL,
    pack_sha256 BLOB NOT NULL,
    engine TEXT NOT NULL,
    window_end_at INTEGER,
    -- The moment it was judged as of: judged again as of then, the records give the same verdict.
    judged_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX days_by_unit ON days (instansi_id, unit_id, day_on);
CREATE INDEX days_by_date ON days (instansi_id, day_on);
CREATE INDEX days_open ON days (instansi_id, window_end_at) WHERE settled = FALSE;

-- The rules in force, whole.
CREATE TABLE activated_packs (
    instansi_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    activated_at INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    PRIMARY KEY (instansi_id, sha256)
) STRICT, WITHOUT ROWID;

-- Which server does a job that only one may do.
CREATE TABLE leases (
    instansi_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, name)
) STRICT, WITHOUT ROWID;
