-- Terminals that speak for themselves: what they sent, what they were told, what they are.

ALTER TABLE devices ADD COLUMN kind TEXT NOT NULL DEFAULT 'zk'
    CHECK (kind IN ('zk', 'fingerspot', 'easylink', 'hikvision', 'other'));
ALTER TABLE devices ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN adopted_at INTEGER;
ALTER TABLE devices ADD COLUMN adopted_by TEXT;
-- The last day it hung there; nobody waits for it afterwards.
ALTER TABLE devices ADD COLUMN retired_on TEXT;

-- What guards the door of one terminal beside its serial number.
CREATE TABLE device_guards (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    -- Networks it may call from, as a JSON list; empty means anywhere.
    networks TEXT NOT NULL,
    -- Keyed hash of the secret in its address; NULL when the plain address is enough.
    path_key BLOB,
    -- SHA-256 of the certificate it must show.
    certificate BLOB,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The newest contact of each terminal. Not a record: overwritten.
CREATE TABLE device_contacts (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    last_at INTEGER NOT NULL,
    handshake_at INTEGER,
    poll_at INTEGER,
    data_at INTEGER,
    peer TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    push_version TEXT,
    firmware TEXT,
    -- How many rows, people and templates it says it holds, and when it said so.
    reported_rows INTEGER,
    reported_people INTEGER,
    reported_at INTEGER,
    -- Stored rows minus reported rows when everything it holds had arrived: fewer mean that some are under way.
    row_floor INTEGER,
    -- Rows of it that are stored or kept as problems, each once; counted with the rows themselves.
    accounted_rows INTEGER NOT NULL DEFAULT 0,
    -- Another address, program or firmware than before, since then: (JSON list).
    warnings TEXT NOT NULL,
    PRIMARY KEY (instansi_id, device_id),
    FOREIGN KEY (instansi_id, device_id) REFERENCES devices (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- How far a terminal's clock was from the server's, each time a contact told. Insert-only.
CREATE TABLE device_clock_readings (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    measured_at INTEGER NOT NULL,
    -- Terminal minus server, milliseconds.
    offset_ms INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('handshake', 'live_row', 'event')),
    PRIMARY KEY (instansi_id, device_id, measured_at)
) STRICT, WITHOUT ROWID;

-- Each message of a terminal that carries something, encrypted, each once. Insert-only but for the counters of its repeats
-- and for what was taken of it when the terminal was adopted.
CREATE TABLE device_messages (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    -- The table named by the terminal, in small letters: attlog, operlog, options, rtlog, …
    kind TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    -- The message as it came, or without passwords and templates where it held some.
    sealed BLOB NOT NULL,
    redacted INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('taken', 'waiting', 'not_understood')),
    row_count INTEGER NOT NULL,
    new_count INTEGER NOT NULL,
    repeated_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, device_id, kind, sha256),
    CHECK (state <> 'taken' OR row_count = new_count + repeated_count + problem_count)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_messages_by_device ON device_messages (instansi_id, device_id, received_at, id);

-- What a terminal is told at its next poll.
CREATE TABLE device_commands (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL,
    -- The line sent, without the number.
    line TEXT NOT NULL,
    by_login TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    sent_at INTEGER,
    times_sent INTEGER NOT NULL,
    answered_at INTEGER,
    return_code INTEGER,
    withdrawn_at INTEGER,
    PRIMARY KEY (instansi_id, device_id, number)
) STRICT, WITHOUT ROWID;

-- What happened at a terminal by its own log: switched on, clock set, log deleted. Insert-only.
CREATE TABLE device_events (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    local_time TEXT NOT NULL,
    code INTEGER NOT NULL,
    operator TEXT NOT NULL,
    detail TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, device_id, local_time, code, operator, detail)
) STRICT, WITHOUT ROWID;

-- Who is enrolled on a terminal, as it says: no passwords, no templates.
CREATE TABLE device_people (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    pin TEXT NOT NULL,
    name TEXT NOT NULL,
    privilege INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, device_id, pin)
) STRICT, WITHOUT ROWID;

-- Pictures a terminal took; pin is empty for a verification that failed.
CREATE TABLE device_photos (
    instansi_id INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    local_time TEXT NOT NULL,
    pin TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    size_said INTEGER,
    stored_path TEXT NOT NULL,
    nonce BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, device_id, local_time, pin, sha256)
) STRICT, WITHOUT ROWID;
