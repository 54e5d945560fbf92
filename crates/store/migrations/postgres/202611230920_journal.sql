-- What came in, as it came. The journal is insert-only; only record_bodies may ever lose rows.

-- citus: tenant
CREATE TABLE raw_files (
    instansi_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, sha256)
);

-- One file taken in. received_count = new_count + repeated_count + problem_count.
-- citus: tenant
CREATE TABLE imports (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    device_id UUID,
    unit_id UUID,
    period_from_on TEXT COLLATE "C",
    period_to_on TEXT COLLATE "C",
    -- Whether its sheet statements count; older statements about the same unit and days stay and are compared.
    accepted BOOLEAN NOT NULL,
    received_count BIGINT NOT NULL,
    new_count BIGINT NOT NULL,
    repeated_count BIGINT NOT NULL,
    problem_count BIGINT NOT NULL,
    unmatched_count BIGINT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (received_count = new_count + repeated_count + problem_count)
);
CREATE INDEX imports_by_file ON imports (instansi_id, sha256);
CREATE INDEX imports_by_time ON imports (instansi_id, received_at, id);

-- The journal: keys and commitment of each punch, never a name, a place or a time of a person.
-- citus: tenant
CREATE TABLE punches (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    source TEXT COLLATE "C" NOT NULL CHECK (source IN ('machine', 'kiosk', 'phone', 'portal', 'manual')),
    device_id UUID,
    import_id UUID,
    dedupe_key BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, dedupe_key)
);

-- Salt and plaintext of each record, destroyed on erasure.
-- citus: tenant
CREATE TABLE record_bodies (
    instansi_id BIGINT NOT NULL,
    record_id UUID NOT NULL,
    salt BYTEA NOT NULL,
    payload BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
);

-- The journal in a form that can be asked. Derived: `rebuild` writes it anew from the bodies.
-- citus: tenant
CREATE TABLE punch_facts (
    instansi_id BIGINT NOT NULL,
    punch_id UUID NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    device_id UUID,
    site_id UUID,
    unit_id UUID,
    person_key TEXT COLLATE "C" NOT NULL,
    person_id UUID,
    -- Whether the record itself names the person (a phone does); such rows are never matched anew.
    person_stated BOOLEAN NOT NULL,
    local_time TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    -- Whether `at` is part of the claim; else it follows from the zone.
    at_stated BOOLEAN NOT NULL,
    precision TEXT COLLATE "C" NOT NULL CHECK (precision IN ('second', 'minute')),
    state TEXT COLLATE "C",
    verify TEXT COLLATE "C",
    clock TEXT COLLATE "C" NOT NULL CHECK (clock IN ('ok', 'suspect')),
    labels TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
);
CREATE INDEX punch_facts_by_time ON punch_facts (instansi_id, at, punch_id);
CREATE INDEX punch_facts_by_person ON punch_facts (instansi_id, person_id, at);
CREATE INDEX punch_facts_by_key ON punch_facts (instansi_id, person_key, at);
CREATE INDEX punch_facts_by_device ON punch_facts (instansi_id, device_id, at);
CREATE INDEX punch_facts_to_the_minute ON punch_facts (instansi_id, device_id, local_time) WHERE precision = 'minute';

-- What could not be understood, raw, with an owner.
-- citus: tenant
CREATE TABLE problems (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    problem_key BYTEA NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    import_id UUID,
    device_id UUID,
    sheet TEXT,
    line BIGINT,
    cell TEXT,
    reason TEXT COLLATE "C" NOT NULL,
    raw BYTEA NOT NULL,
    owner_role TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT,
    done_note TEXT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, problem_key)
);
CREATE INDEX problems_by_time ON problems (instansi_id, received_at, id);

-- Day codes as signed sheets state them.
-- citus: tenant
CREATE TABLE sheet_statements (
    instansi_id BIGINT NOT NULL,
    import_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    unit_id UUID,
    person_key TEXT COLLATE "C" NOT NULL,
    person_id UUID,
    day_on TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    minutes BIGINT,
    raw TEXT NOT NULL,
    sheet TEXT,
    line BIGINT NOT NULL,
    cell TEXT,
    PRIMARY KEY (instansi_id, import_id, ordinal),
    FOREIGN KEY (instansi_id, import_id) REFERENCES imports (instansi_id, id)
);
CREATE INDEX sheet_statements_by_person ON sheet_statements (instansi_id, person_id, day_on);
CREATE INDEX sheet_statements_by_day ON sheet_statements (instansi_id, day_on, unit_id);

-- The place of each record in the log. Without gaps, never changed.
-- citus: tenant
CREATE TABLE leaf_positions (
    instansi_id BIGINT NOT NULL,
    position BIGINT NOT NULL CHECK (position >= 0),
    record_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    leaf BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, position),
    UNIQUE (instansi_id, record_id)
);

-- Records that have no place yet: several servers write, one gives places.
-- citus: tenant
CREATE TABLE leaf_queue (
    instansi_id BIGINT NOT NULL,
    record_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    leaf BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
);
