-- Who is due, how far each source has spoken, and what follows for each day.

-- citus: tenant
CREATE TABLE assignments (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C",
    pattern TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX assignments_by_person ON assignments (instansi_id, person_id, from_on);

-- citus: tenant
CREATE TABLE exceptions (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('whole', 'first_half', 'second_half')),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX exceptions_by_person ON exceptions (instansi_id, person_id, from_on);

-- How far each source has spoken. Only ever forward.
-- citus: tenant
CREATE TABLE source_marks (
    instansi_id BIGINT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    -- The device, site, unit or person the source speaks for, as text.
    name TEXT COLLATE "C" NOT NULL,
    reached_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, source, name)
);

-- An officer's word that ends the waiting for a source.
-- citus: tenant
CREATE TABLE mark_rulings (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C",
    unit_id UUID,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('outage', 'others_suffice')),
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);

-- Days to settle anew.
-- citus: tenant
CREATE TABLE dirty_days (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on)
);

-- The verdict for one person and one local working date. Derived.
-- citus: tenant
CREATE TABLE days (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    unit_id UUID,
    status TEXT COLLATE "C" NOT NULL,
    settled BOOLEAN NOT NULL,
    marks TEXT NOT NULL,
    first_in TEXT COLLATE "C",
    last_out TEXT COLLATE "C",
    late_minutes BIGINT NOT NULL,
    early_minutes BIGINT NOT NULL,
    pack_sha256 BYTEA NOT NULL,
    engine TEXT NOT NULL,
    window_end_at BIGINT,
    -- The moment it was judged as of: judged again as of then, the records give the same verdict.
    judged_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, person_id, day_on)
);
CREATE INDEX days_by_unit ON days (instansi_id, unit_id, day_on);
CREATE INDEX days_by_date ON days (instansi_id, day_on);
CREATE INDEX days_open ON days (instansi_id, window_end_at) WHERE settled = FALSE;

-- The rules in force, whole.
-- citus: tenant
CREATE TABLE activated_packs (
    instansi_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    activated_at BIGINT NOT NULL,
    by_login TEXT NOT NULL,
    PRIMARY KEY (instansi_id, sha256)
);

-- Which server does a job that only one may do.
-- citus: tenant
CREATE TABLE leases (
    instansi_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    holder TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, name)
);
