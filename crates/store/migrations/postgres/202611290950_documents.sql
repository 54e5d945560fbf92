-- Papers that left the house with a mark to check them by. Insert-only, sealed. No name of a person is in here.
-- citus: tenant
CREATE TABLE documents (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    format TEXT COLLATE "C" NOT NULL,
    -- Code and name of the office it speaks of, as they were.
    unit_code TEXT COLLATE "C" NOT NULL,
    office TEXT NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- Everything printed but the moment of printing: the same again is the same document.
    content_hash BYTEA NOT NULL,
    -- The earlier document of the same content whose bytes could not be made again; zeros for none.
    replaces UUID NOT NULL,
    -- Of the file.
    sha256 BYTEA NOT NULL,
    -- The checkpoint in its mark.
    log TEXT COLLATE "C" NOT NULL,
    checkpoint_size BIGINT NOT NULL CHECK (checkpoint_size >= 0),
    checkpoint_root BYTEA NOT NULL,
    -- A keyed hash of the login, which only the server can try.
    issued_by BYTEA NOT NULL,
    issued_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);

CREATE UNIQUE INDEX documents_by_content ON documents (instansi_id, content_hash, replaces);
CREATE INDEX documents_by_office ON documents (instansi_id, unit_code, kind, period, issued_at);
