-- Outages, the beats of servers, tolerance zones, and who signed a roll.

-- An outage as it was proposed, sealed. Insert-only; what followed stands in outage_steps.
-- citus: tenant
CREATE TABLE outages (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL CHECK (scope IN ('instansi', 'server', 'unit', 'site', 'device')),
    -- The unit, site or terminal.
    target_id UUID,
    from_at BIGINT NOT NULL,
    -- NULL while it goes on.
    to_at BIGINT CHECK (to_at IS NULL OR to_at > from_at),
    cause TEXT COLLATE "C" NOT NULL CHECK (cause IN ('listrik', 'jaringan', 'server', 'mesin', 'bencana', 'lain')),
    words TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK ((target_id IS NULL) = (scope IN ('instansi', 'server')))
);
CREATE INDEX outages_by_time ON outages (instansi_id, received_at, id);

-- What was said to an outage, each kind once, sealed. Insert-only.
-- citus: tenant
CREATE TABLE outage_steps (
    instansi_id BIGINT NOT NULL,
    outage_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('decision', 'end')),
    id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('confirm', 'reject', 'end')),
    -- When it was over, for an end.
    ended_at BIGINT,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, outage_id, kind),
    FOREIGN KEY (instansi_id, outage_id) REFERENCES outages (instansi_id, id),
    CHECK ((kind = 'end') = (step = 'end')),
    CHECK ((kind = 'end') = (ended_at IS NOT NULL))
);

-- One row for each time a server beat without a pause. Not a record: the last beat is overwritten.
-- citus: reference
CREATE TABLE server_beats (
    id UUID NOT NULL,
    from_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL CHECK (last_at >= from_at),
    PRIMARY KEY (id)
);
CREATE INDEX server_beats_by_end ON server_beats (last_at);

-- Sites with weak network or none, as they were proposed, sealed. Insert-only.
-- citus: tenant
CREATE TABLE tolerance_zones (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    site_id UUID NOT NULL,
    network TEXT COLLATE "C" NOT NULL CHECK (network IN ('weak', 'none')),
    reason TEXT NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    review_on TEXT COLLATE "C" NOT NULL CHECK (review_on >= from_on),
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX tolerance_zones_by_site ON tolerance_zones (instansi_id, site_id);

-- What was said to an entry, each kind once, sealed. Insert-only.
-- citus: tenant
CREATE TABLE tolerance_zone_steps (
    instansi_id BIGINT NOT NULL,
    zone_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('decision', 'end')),
    id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('approve', 'reject', 'end')),
    -- The last day it holds, for an end.
    ended_on TEXT COLLATE "C",
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, zone_id, kind),
    FOREIGN KEY (instansi_id, zone_id) REFERENCES tolerance_zones (instansi_id, id),
    CHECK ((kind = 'end') = (step = 'end')),
    CHECK ((kind = 'end') = (ended_on IS NOT NULL))
);

-- Scanned sheets of rolls, encrypted on disk under their hash.
-- citus: tenant
CREATE TABLE roll_scans (
    instansi_id BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, sha256)
);

-- Who signed a roll that was taken in, its sheet, and the outage it fills in; sealed. Insert-only.
-- citus: tenant
CREATE TABLE signed_rolls (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    import_id UUID NOT NULL,
    unit_id UUID,
    from_on TEXT COLLATE "C",
    to_on TEXT COLLATE "C",
    signer_name TEXT NOT NULL,
    signer_number TEXT NOT NULL,
    signer_position TEXT NOT NULL,
    scan_sha256 BYTEA,
    outage_id UUID,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, import_id) REFERENCES imports (instansi_id, id),
    FOREIGN KEY (instansi_id, scan_sha256) REFERENCES roll_scans (instansi_id, sha256),
    FOREIGN KEY (instansi_id, outage_id) REFERENCES outages (instansi_id, id),
    CHECK (outage_id IS NULL OR scan_sha256 IS NOT NULL)
);
CREATE INDEX signed_rolls_by_import ON signed_rolls (instansi_id, import_id);
CREATE INDEX signed_rolls_by_time ON signed_rolls (instansi_id, received_at, id);
