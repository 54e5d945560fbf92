-- Who and where: the government body, its units, sites, people, terminals. Times are microseconds UTC, dates are
-- text YYYY-MM-DD. instansi_id leads every key. Booleans are 0 and 1, identifiers are 16 bytes.

CREATE TABLE instansi (
    instansi_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    zone TEXT NOT NULL,
    week_days INTEGER NOT NULL CHECK (week_days IN (5, 6)),
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id)
) STRICT, WITHOUT ROWID;

-- The only global keys: which instansi a login, serial number, host name or code belongs to.
CREATE TABLE directory (
    kind TEXT NOT NULL CHECK (kind IN ('login', 'serial', 'host', 'code')),
    value TEXT NOT NULL,
    instansi_id INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE units (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    parent_id BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('opd', 'unit')),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id),
    FOREIGN KEY (instansi_id, parent_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sites (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    radius_m INTEGER NOT NULL CHECK (radius_m >= 0),
    network TEXT NOT NULL CHECK (network IN ('good', 'weak', 'none')),
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    -- The name in lower case: the sort and search key.
    name_key TEXT NOT NULL,
    employee_type TEXT NOT NULL,
    -- The person this one was at another government, in words.
    came_from TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_by_name ON people (instansi_id, name_key, id);

CREATE TABLE identifiers (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('nip', 'ni_pppk', 'lokal', 'nik_hash')),
    value TEXT NOT NULL,
    from_on TEXT,
    to_on TEXT,
    PRIMARY KEY (instansi_id, person_id, kind, value),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_by_value ON identifiers (instansi_id, value);

CREATE TABLE posts (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    from_on TEXT NOT NULL,
    title TEXT NOT NULL,
    to_on TEXT,
    site_id BLOB,
    rank TEXT,
    heads_unit INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, person_id, unit_id, from_on, title),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_by_unit ON posts (instansi_id, unit_id, from_on);

CREATE TABLE devices (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    serial TEXT NOT NULL,
    site_id BLOB,
    adopted INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- The newest contact, and what the machine said of itself (JSON).
    seen_at INTEGER,
    info TEXT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, serial),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The zone a machine's clock runs in, from a day on.
CREATE TABLE device_zones (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    from_on TEXT NOT NULL,
    zone TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id, from_on),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- This PIN on this device, or on the machines of this site, was this person in these days.
CREATE TABLE pin_mappings (
    instansi_id INTEGER NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('device', 'site')),
    scope_id BLOB NOT NULL,
    pin TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, scope, scope_id, pin, from_on),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_mappings_by_person ON pin_mappings (instansi_id, person_id);
