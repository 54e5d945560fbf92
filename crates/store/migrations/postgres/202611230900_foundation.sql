-- Who and where: the government body, its units, sites, people, terminals. Times are microseconds UTC, dates are
-- text YYYY-MM-DD. instansi_id leads every key; the comment above each table says how it is spread over servers.

-- citus: tenant
CREATE TABLE instansi (
    instansi_id BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    zone TEXT NOT NULL,
    week_days BIGINT NOT NULL CHECK (week_days IN (5, 6)),
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id)
);

-- The only global keys: which instansi a login, serial number, host name or code belongs to.
-- citus: reference
CREATE TABLE directory (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('login', 'serial', 'host', 'code')),
    value TEXT COLLATE "C" NOT NULL,
    instansi_id BIGINT NOT NULL,
    PRIMARY KEY (kind, value)
);

-- citus: tenant
CREATE TABLE units (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    parent_id UUID,
    kind TEXT NOT NULL CHECK (kind IN ('opd', 'unit')),
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id),
    FOREIGN KEY (instansi_id, parent_id) REFERENCES units (instansi_id, id)
);

-- citus: tenant
CREATE TABLE sites (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    radius_m BIGINT NOT NULL CHECK (radius_m >= 0),
    network TEXT NOT NULL CHECK (network IN ('good', 'weak', 'none')),
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id)
);

-- citus: tenant
CREATE TABLE people (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    -- The name in lower case: the sort and search key.
    name_key TEXT COLLATE "C" NOT NULL,
    employee_type TEXT NOT NULL,
    -- The person this one was at another government, in words.
    came_from TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id)
);
CREATE INDEX people_by_name ON people (instansi_id, name_key, id);

-- citus: tenant
CREATE TABLE identifiers (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('nip', 'ni_pppk', 'lokal', 'nik_hash')),
    value TEXT COLLATE "C" NOT NULL,
    from_on TEXT COLLATE "C",
    to_on TEXT COLLATE "C",
    PRIMARY KEY (instansi_id, person_id, kind, value),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX identifiers_by_value ON identifiers (instansi_id, value);

-- citus: tenant
CREATE TABLE posts (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    to_on TEXT COLLATE "C",
    site_id UUID,
    rank TEXT,
    heads_unit BOOLEAN NOT NULL,
    PRIMARY KEY (instansi_id, person_id, unit_id, from_on, title),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX posts_by_unit ON posts (instansi_id, unit_id, from_on);

-- citus: tenant
CREATE TABLE devices (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    serial TEXT COLLATE "C" NOT NULL,
    site_id UUID,
    adopted BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- The newest contact, and what the machine said of itself (JSON).
    seen_at BIGINT,
    info TEXT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, serial),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);

-- The zone a machine's clock runs in, from a day on.
-- citus: tenant
CREATE TABLE device_zones (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    zone TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id, from_on),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
);

-- This PIN on this device, or on the machines of this site, was this person in these days.
-- citus: tenant
CREATE TABLE pin_mappings (
    instansi_id BIGINT NOT NULL,
    scope TEXT COLLATE "C" NOT NULL CHECK (scope IN ('device', 'site')),
    scope_id UUID NOT NULL,
    pin TEXT COLLATE "C" NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, scope, scope_id, pin, from_on),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX pin_mappings_by_person ON pin_mappings (instansi_id, person_id);
