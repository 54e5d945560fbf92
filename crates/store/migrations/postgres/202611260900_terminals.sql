-- Terminals that speak for themselves: what they sent, what they were told, what they are.

ALTER TABLE devices ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'zk'
    CHECK (kind IN ('zk', 'fingerspot', 'easylink', 'hikvision', 'other'));
ALTER TABLE devices ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN adopted_at BIGINT;
ALTER TABLE devices ADD COLUMN adopted_by TEXT;
-- The last day it hung there; nobody waits for it afterwards.
ALTER TABLE devices ADD COLUMN retired_on TEXT COLLATE "C";

-- What guards the door of one terminal beside its serial number.
-- citus: tenant
CREATE TABLE device_guards (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    -- Networks it may call from, as a JSON list; empty means anywhere.
    networks TEXT NOT NULL,
    -- Keyed hash of the secret in its address; NULL when the plain address is enough.
    path_key BYTEA,
    -- SHA-256 of the certificate it must show.
    certificate BYTEA,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
);

-- The newest contact of each terminal. Not a record: overwritten.
-- citus: tenant
CREATE TABLE device_contacts (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    last_at BIGINT NOT NULL,
    handshake_at BIGINT,
    poll_at BIGINT,
    data_at BIGINT,
    peer TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    push_version TEXT,
    firmware TEXT,
    -- How many rows, people and templates it says it holds, and when it said so.
    reported_rows BIGINT,
    reported_people BIGINT,
    reported_at BIGINT,
    -- Stored rows minus reported rows when everything it holds had arrived: fewer mean that some are under way.
    row_floor BIGINT,
    -- Rows of it that are stored or kept as problems, each once; counted with the rows themselves.
    accounted_rows BIGINT NOT NULL DEFAULT 0,
    -- Another address, program or firmware than before, since then: (JSON list).
    warnings TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
);

-- How far a terminal's clock was from the server's, each time a contact told. Insert-only.
-- citus: tenant
CREATE TABLE device_clock_readings (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    measured_at BIGINT NOT NULL,
    -- Terminal minus server, milliseconds.
    offset_ms BIGINT NOT NULL,
    how TEXT COLLATE "C" NOT NULL CHECK (how IN ('handshake', 'live_row', 'event')),
    PRIMARY KEY (instansi_id, device_id, measured_at)
);

-- Each message of a terminal that carries something, encrypted, each once. Insert-only but for the counters of its repeats
-- and for what was taken of it when the terminal was adopted.
-- citus: tenant
CREATE TABLE device_messages (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    device_id UUID NOT NULL,
    -- The table named by the terminal, in small letters: attlog, operlog, options, rtlog, …
    kind TEXT COLLATE "C" NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    nonce BYTEA NOT NULL,
    -- The message as it came, or without passwords and templates where it held some.
    sealed BYTEA NOT NULL,
    redacted BOOLEAN NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('taken', 'waiting', 'not_understood')),
    row_count BIGINT NOT NULL,
    new_count BIGINT NOT NULL,
    repeated_count BIGINT NOT NULL,
    problem_count BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, device_id, kind, sha256),
    CHECK (state <> 'taken' OR row_count = new_count + repeated_count + problem_count)
);
CREATE INDEX device_messages_by_device ON device_messages (instansi_id, device_id, received_at, id);

-- What a terminal is told at its next poll.
-- citus: tenant
CREATE TABLE device_commands (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT COLLATE "C" NOT NULL,
    -- The line sent, without the number.
    line TEXT NOT NULL,
    by_login TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    sent_at BIGINT,
    times_sent BIGINT NOT NULL,
    answered_at BIGINT,
    return_code BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (instansi_id, device_id, number)
);

-- What happened at a terminal by its own log: switched on, clock set, log deleted. Insert-only.
-- citus: tenant
CREATE TABLE device_events (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    local_time TEXT COLLATE "C" NOT NULL,
    code BIGINT NOT NULL,
    operator TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, device_id, local_time, code, operator, detail)
);

-- Who is enrolled on a terminal, as it says: no passwords, no templates.
-- citus: tenant
CREATE TABLE device_people (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    pin TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    privilege BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, device_id, pin)
);

-- Pictures a terminal took; pin is empty for a verification that failed.
-- citus: tenant
CREATE TABLE device_photos (
    instansi_id BIGINT NOT NULL,
    device_id UUID NOT NULL,
    local_time TEXT COLLATE "C" NOT NULL,
    pin TEXT COLLATE "C" NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    size_said BIGINT,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, device_id, local_time, pin, sha256)
);
