-- The phones of people and the stations of offices: keys that sign, and who vouched for them.

-- One phone as one person enrolled it; the key is the phone. The row is its present state, phone_steps its life.
-- citus: tenant
CREATE TABLE phones (
    instansi_id BIGINT NOT NULL,
    -- SHA-256 of the public key (SPKI), base64url.
    device_key TEXT COLLATE "C" NOT NULL,
    person_id UUID NOT NULL,
    public_key BYTEA NOT NULL,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'active', 'rejected', 'revoked')),
    -- The passkey that proved the person at enrolment, and whether it cannot leave its device.
    passkey_id BYTEA,
    device_bound BOOLEAN NOT NULL,
    enrolled_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    reason TEXT,
    PRIMARY KEY (instansi_id, device_key, person_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX phones_by_person ON phones (instansi_id, person_id, enrolled_at);
CREATE INDEX phones_by_state ON phones (instansi_id, state, enrolled_at);

-- Every step in the life of a phone or a station, sealed. Insert-only.
-- citus: tenant
CREATE TABLE phone_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- A phone's key, or a station's id.
    subject TEXT COLLATE "C" NOT NULL,
    person_id UUID,
    step TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX phone_steps_by_subject ON phone_steps (instansi_id, subject, received_at);

-- citus: tenant
CREATE TABLE passkeys (
    instansi_id BIGINT NOT NULL,
    credential_id BYTEA NOT NULL,
    person_id UUID NOT NULL,
    -- Public key, counter and flags, as the verifying library writes them (JSON).
    passkey TEXT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, credential_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX passkeys_by_person ON passkeys (instansi_id, person_id);

-- A question asked of an authenticator, for one account and one phone's key; answered at most once.
-- citus: tenant
CREATE TABLE passkey_challenges (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    device_key TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);

-- The screen at the door and the tablet that takes punches.
-- citus: tenant
CREATE TABLE stations (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('screen', 'kiosk')),
    name TEXT NOT NULL,
    site_id UUID NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('invited', 'active', 'revoked')),
    code_hash BYTEA NOT NULL,
    code_expires_at BIGINT NOT NULL,
    token_hash BYTEA,
    device_key TEXT COLLATE "C",
    public_key BYTEA,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    claimed_at BIGINT,
    seen_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code_hash),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX stations_by_token ON stations (instansi_id, token_hash) WHERE token_hash IS NOT NULL;

-- The photo that follows a punch; the bytes lie encrypted beside the database.
-- citus: tenant
CREATE TABLE photos (
    instansi_id BIGINT NOT NULL,
    punch_id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    media TEXT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, punch_id)
);

-- The phone a browser session is bound to: it lasts longer, and ends when the phone is revoked.
ALTER TABLE sessions ADD COLUMN device_key TEXT COLLATE "C";
CREATE INDEX sessions_by_phone ON sessions (instansi_id, device_key) WHERE device_key IS NOT NULL;

-- The signing key and its counter, as `<device_key>.<ten digits>`: in the order of the counter within a key.
ALTER TABLE punch_facts ADD COLUMN key_seq TEXT COLLATE "C";
CREATE INDEX punch_facts_by_seq ON punch_facts (instansi_id, key_seq) WHERE key_seq IS NOT NULL;

-- The code of an office that was scanned, as `<site>.<step>`: how many people used one tells whether it was passed on.
ALTER TABLE punch_facts ADD COLUMN office_step TEXT COLLATE "C";
CREATE INDEX punch_facts_by_office_step ON punch_facts (instansi_id, office_step) WHERE office_step IS NOT NULL;
