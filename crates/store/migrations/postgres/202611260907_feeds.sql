-- Machines of other makers and their clouds: what they push to, and what is fetched from them.
-- citus: tenant
CREATE TABLE feeds (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('fingerspot', 'easylink', 'hikvision', 'fkweb')),
    name TEXT NOT NULL,
    -- Keyed hash of the secret in the address a push feed is sent to.
    key_hash BYTEA,
    -- Where a pull feed is fetched, and what it needs to be let in (encrypted).
    url TEXT,
    nonce BYTEA,
    sealed BYTEA,
    -- The machine a pull feed speaks for, by the maker's name.
    machine TEXT,
    every_minutes BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    -- The newest time something came, or was fetched whole, and the newest failure since.
    last_at BIGINT,
    failed_at BIGINT,
    failure TEXT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (instansi_id, id),
    CHECK ((key_hash IS NULL) <> (url IS NULL))
);
