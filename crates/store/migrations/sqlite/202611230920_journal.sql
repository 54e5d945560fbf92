-- What came in, as it came. The journal is insert-only; only record_bodies may ever lose rows.

CREATE TABLE raw_files (
    instansi_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, sha256)
) STRICT, WITHOUT ROWID;

-- One file taken in. received_count = new_count + repeated_count + problem_count.
CREATE TABLE imports (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    device_id BLOB,
    unit_id BLOB,
    period_from_on TEXT,
    period_to_on TEXT,
    -- Whether its sheet statements count; older statements about the same unit and days stay and are compared.
    accepted INTEGER NOT NULL,
    received_count INTEGER NOT NULL,
    new_count INTEGER NOT NULL,
    repeated_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL,
    unmatched_count INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (received_count = new_count + repeated_count + problem_count)
) STRICT, WITHOUT ROWID;
CREATE INDEX imports_by_file ON imports (instansi_id, sha256);
CREATE INDEX imports_by_time ON imports (instansi_id, received_at, id);

-- The journal: keys and commitment of each punch, never a name, a place or a time of a person.
CREATE TABLE punches (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('machine', 'kiosk', 'phone', 'portal', 'manual')),
    device_id BLOB,
    import_id BLOB,
    dedupe_key BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, dedupe_key)
) STRICT, WITHOUT ROWID;

-- Salt and plaintext of each record, destroyed on erasure.
CREATE TABLE record_bodies (
    instansi_id INTEGER NOT NULL,
    record_id BLOB NOT NULL,
    salt BLOB NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
) STRICT, WITHOUT ROWID;

-- The journal in a form that can be asked. Derived: `rebuild` writes it anew from the bodies.
CREATE TABLE punch_facts (
    instansi_id INTEGER NOT NULL,
    punch_id BLOB NOT NULL,
    source TEXT NOT NULL,
    device_id BLOB,
    site_id BLOB,
    unit_id BLOB,
    person_key TEXT NOT NULL,
    person_id BLOB,
    -- Whether the record itself names the person (a phone does); such rows are never matched anew.
    person_stated INTEGER NOT NULL,
    local_time TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Whether `at` is part of the claim; else it follows from the zone.
    at_stated INTEGER NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('second', 'minute')),
    state TEXT,
    verify TEXT,
    clock TEXT NOT NULL CHECK (clock IN ('ok', 'suspect')),
    labels TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX punch_facts_by_time ON punch_facts (instansi_id, at, punch_id);
CREATE INDEX punch_facts_by_person ON punch_facts (instansi_id, person_id, at);
CREATE INDEX punch_facts_by_key ON punch_facts (instansi_id, person_key, at);
CREATE INDEX punch_facts_by_device ON punch_facts (instansi_id, device_id, at);
CREATE INDEX punch_facts_to_the_minute ON punch_facts (instansi_id, device_id, local_time) WHERE precision = 'minute';

-- What could not be understood, raw, with an owner.
CREATE TABLE problems (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    problem_key BLOB NOT NULL,
    source TEXT NOT NULL,
    import_id BLOB,
    device_id BLOB,
    sheet TEXT,
    line INTEGER,
    cell TEXT,
    reason TEXT NOT NULL,
    raw BLOB NOT NULL,
    owner_role TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    done_at INTEGER,
    done_by TEXT,
    done_note TEXT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, problem_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX problems_by_time ON problems (instansi_id, received_at, id);

-- Day codes as signed sheets state them.
CREATE TABLE sheet_statements (
    instansi_id INTEGER NOT NULL,
    import_id BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    source TEXT NOT NULL,
    unit_id BLOB,
    person_key TEXT NOT NULL,
    person_id BLOB,
    day_on TEXT NOT NULL,
    code TEXT NOT NULL,
    minutes INTEGER,
    raw TEXT NOT NULL,
    sheet TEXT,
    line INTEGER NOT NULL,
    cell TEXT,
    PRIMARY KEY (instansi_id, import_id, ordinal),
    FOREIGN KEY (instansi_id, import_id) REFERENCES imports (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_statements_by_person ON sheet_statements (instansi_id, person_id, day_on);
CREATE INDEX sheet_statements_by_day ON sheet_statements (instansi_id, day_on, unit_id);

-- The place of each record in the log. Without gaps, never changed.
CREATE TABLE leaf_positions (
    instansi_id INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    leaf BLOB NOT NULL,
    PRIMARY KEY (instansi_id, position),
    UNIQUE (instansi_id, record_id)
) STRICT, WITHOUT ROWID;

-- Records that have no place yet: several servers write, one gives places.
CREATE TABLE leaf_queue (
    instansi_id INTEGER NOT NULL,
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    leaf BLOB NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
) STRICT, WITHOUT ROWID;
