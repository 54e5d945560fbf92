-- Papers that left the house with a mark to check them by. Insert-only, sealed. No name of a person is in here.
CREATE TABLE documents (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    -- Code and name of the office it speaks of, as they were.
    unit_code TEXT NOT NULL,
    office TEXT NOT NULL,
    period TEXT NOT NULL,
    -- Everything printed but the moment of printing: the same again is the same document.
    content_hash BLOB NOT NULL,
    -- The earlier document of the same content whose bytes could not be made again; zeros for none.
    replaces BLOB NOT NULL,
    -- Of the file.
    sha256 BLOB NOT NULL,
    -- The checkpoint in its mark.
    log TEXT NOT NULL,
    checkpoint_size INTEGER NOT NULL CHECK (checkpoint_size >= 0),
    checkpoint_root BLOB NOT NULL,
    -- A keyed hash of the login, which only the server can try.
    issued_by BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX documents_by_content ON documents (instansi_id, content_hash, replaces);
CREATE INDEX documents_by_office ON documents (instansi_id, unit_code, kind, period, issued_at);
