-- Who may sign in and do what. Only hashes of codes and tokens are kept.

-- citus: tenant
CREATE TABLE accounts (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    password_hash TEXT,
    person_id UUID,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'blocked')),
    failed_tries BIGINT NOT NULL,
    locked_until_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, login),
    FOREIGN KEY (instansi_id) REFERENCES instansi (instansi_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX accounts_by_person ON accounts (instansi_id, person_id);

-- citus: tenant
CREATE TABLE grants (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    unit_id UUID,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C",
    -- Plt, Plh or another note on why it is held.
    acting TEXT,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX grants_by_account ON grants (instansi_id, account_id);

-- citus: tenant
CREATE TABLE enrolment_codes (
    instansi_id BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    account_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (instansi_id, code_hash),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);

-- citus: tenant
CREATE TABLE sessions (
    instansi_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'bearer')),
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (instansi_id, token_hash),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);
CREATE INDEX sessions_by_account ON sessions (instansi_id, account_id);

-- The one-time link that sets up an empty server, before any instansi exists.
-- citus: coordinator
CREATE TABLE setup_links (
    link_hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (link_hash)
);

-- Keys of the server, encrypted before they come here.
-- citus: tenant
CREATE TABLE secrets (
    instansi_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    nonce BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, name)
);

-- Who looked at whose location, photo or papers.
-- citus: tenant
CREATE TABLE access_log (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    by_login TEXT NOT NULL,
    person_id UUID NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX access_log_by_person ON access_log (instansi_id, person_id, at);
