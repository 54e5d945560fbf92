-- Machines of other makers and their clouds: what they push to, and what is fetched from them.
CREATE TABLE feeds (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fingerspot', 'easylink', 'hikvision', 'fkweb')),
    name TEXT NOT NULL,
    -- Keyed hash of the secret in the address a push feed is sent to.
    key_hash BLOB,
    -- Where a pull feed is fetched, and what it needs to be let in (encrypted).
    url TEXT,
    nonce BLOB,
    sealed BLOB,
    -- The machine a pull feed speaks for, by the maker's name.
    machine TEXT,
    every_minutes INTEGER,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    -- The newest time something came, or was fetched whole, and the newest failure since.
    last_at INTEGER,
    failed_at INTEGER,
    failure TEXT NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (instansi_id, id),
    CHECK ((key_hash IS NULL) <> (url IS NULL))
) STRICT, WITHOUT ROWID;
