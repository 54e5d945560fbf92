-- Who may sign in and do what. Only hashes of codes and tokens are kept.

CREATE TABLE accounts (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    login TEXT NOT NULL,
    password_hash TEXT,
    person_id BLOB,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'blocked')),
    failed_tries INTEGER NOT NULL,
    locked_until_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, login),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_by_person ON accounts (instansi_id, person_id);

CREATE TABLE grants (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    unit_id BLOB,
    from_on TEXT NOT NULL,
    to_on TEXT,
    -- Plt, Plh or another note on why it is held.
    acting TEXT,
    granted_by TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_by_account ON grants (instansi_id, account_id);

CREATE TABLE enrolment_codes (
    instansi_id INTEGER NOT NULL,
    code_hash BLOB NOT NULL,
    account_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (instansi_id, code_hash),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    instansi_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'bearer')),
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (instansi_id, token_hash),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (instansi_id, account_id);

-- The one-time link that sets up an empty server, before any instansi exists.
CREATE TABLE setup_links (
    link_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (link_hash)
) STRICT, WITHOUT ROWID;

-- Keys of the server, encrypted before they come here.
CREATE TABLE secrets (
    instansi_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, name)
) STRICT, WITHOUT ROWID;

-- Who looked at whose location, photo or papers.
CREATE TABLE access_log (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    person_id BLOB NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_log_by_person ON access_log (instansi_id, person_id, at);
