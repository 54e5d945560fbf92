-- Outages, the beats of servers, tolerance zones, and who signed a roll.

-- An outage as it was proposed, sealed. Insert-only; what followed stands in outage_steps.
CREATE TABLE outages (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('instansi', 'server', 'unit', 'site', 'device')),
    -- The unit, site or terminal.
    target_id BLOB,
    from_at INTEGER NOT NULL,
    -- NULL while it goes on.
    to_at INTEGER CHECK (to_at IS NULL OR to_at > from_at),
    cause TEXT NOT NULL CHECK (cause IN ('listrik', 'jaringan', 'server', 'mesin', 'bencana', 'lain')),
    words TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK ((target_id IS NULL) = (scope IN ('instansi', 'server')))
) STRICT, WITHOUT ROWID;
CREATE INDEX outages_by_time ON outages (instansi_id, received_at, id);

-- What was said to an outage, each kind once, sealed. Insert-only.
CREATE TABLE outage_steps (
    instansi_id INTEGER NOT NULL,
    outage_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('decision', 'end')),
    id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('confirm', 'reject', 'end')),
    -- When it was over, for an end.
    ended_at INTEGER,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, outage_id, kind),
    FOREIGN KEY (instansi_id, outage_id) REFERENCES outages (instansi_id, id),
    CHECK ((kind = 'end') = (step = 'end')),
    CHECK ((kind = 'end') = (ended_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- One row for each time a server beat without a pause. Not a record: the last beat is overwritten.
CREATE TABLE server_beats (
    id BLOB NOT NULL,
    from_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL CHECK (last_at >= from_at),
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX server_beats_by_end ON server_beats (last_at);

-- Sites with weak network or none, as they were proposed, sealed. Insert-only.
CREATE TABLE tolerance_zones (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    site_id BLOB NOT NULL,
    network TEXT NOT NULL CHECK (network IN ('weak', 'none')),
    reason TEXT NOT NULL,
    from_on TEXT NOT NULL,
    review_on TEXT NOT NULL CHECK (review_on >= from_on),
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tolerance_zones_by_site ON tolerance_zones (instansi_id, site_id);

-- What was said to an entry, each kind once, sealed. Insert-only.
CREATE TABLE tolerance_zone_steps (
    instansi_id INTEGER NOT NULL,
    zone_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('decision', 'end')),
    id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('approve', 'reject', 'end')),
    -- The last day it holds, for an end.
    ended_on TEXT,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, zone_id, kind),
    FOREIGN KEY (instansi_id, zone_id) REFERENCES tolerance_zones (instansi_id, id),
    CHECK ((kind = 'end') = (step = 'end')),
    CHECK ((kind = 'end') = (ended_on IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Scanned sheets of rolls, encrypted on disk under their hash.
CREATE TABLE roll_scans (
    instansi_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BLOB NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, sha256)
) STRICT, WITHOUT ROWID;

-- Who signed a roll that was taken in, its sheet, and the outage it fills in; sealed. Insert-only.
CREATE TABLE signed_rolls (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    import_id BLOB NOT NULL,
    unit_id BLOB,
    from_on TEXT,
    to_on TEXT,
    signer_name TEXT NOT NULL,
    signer_number TEXT NOT NULL,
    signer_position TEXT NOT NULL,
    scan_sha256 BLOB,
    outage_id BLOB,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, import_id) REFERENCES imports (instansi_id, id),
    FOREIGN KEY (instansi_id, scan_sha256) REFERENCES roll_scans (instansi_id, sha256),
    FOREIGN KEY (instansi_id, outage_id) REFERENCES outages (instansi_id, id),
    CHECK (outage_id IS NULL OR scan_sha256 IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX signed_rolls_by_import ON signed_rolls (instansi_id, import_id);
CREATE INDEX signed_rolls_by_time ON signed_rolls (instansi_id, received_at, id);
