-- The phones of people and the stations of offices: keys that sign, and who vouched for them.

-- One phone as one person enrolled it; the key is the phone. The row is its present state, phone_steps its life.
CREATE TABLE phones (
    instansi_id INTEGER NOT NULL,
    -- SHA-256 of the public key (SPKI), base64url.
    device_key TEXT NOT NULL,
    person_id BLOB NOT NULL,
    public_key BLOB NOT NULL,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'rejected', 'revoked')),
    -- The passkey that proved the person at enrolment, and whether it cannot leave its device.
    passkey_id BLOB,
    device_bound INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT,
    PRIMARY KEY (instansi_id, device_key, person_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX phones_by_person ON phones (instansi_id, person_id, enrolled_at);
CREATE INDEX phones_by_state ON phones (instansi_id, state, enrolled_at);

-- Every step in the life of a phone or a station, sealed. Insert-only.
CREATE TABLE phone_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- A phone's key, or a station's id.
    subject TEXT NOT NULL,
    person_id BLOB,
    step TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX phone_steps_by_subject ON phone_steps (instansi_id, subject, received_at);

CREATE TABLE passkeys (
    instansi_id INTEGER NOT NULL,
    credential_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- Public key, counter and flags, as the verifying library writes them (JSON).
    passkey TEXT NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, credential_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_person ON passkeys (instansi_id, person_id);

-- A question asked of an authenticator, for one account and one phone's key; answered at most once.
CREATE TABLE passkey_challenges (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    device_key TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The screen at the door and the tablet that takes punches.
CREATE TABLE stations (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('screen', 'kiosk')),
    name TEXT NOT NULL,
    site_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'revoked')),
    code_hash BLOB NOT NULL,
    code_expires_at INTEGER NOT NULL,
    token_hash BLOB,
    device_key TEXT,
    public_key BLOB,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    claimed_at INTEGER,
    seen_at INTEGER,
    revoked_at INTEGER,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, code_hash),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stations_by_token ON stations (instansi_id, token_hash) WHERE token_hash IS NOT NULL;

-- The photo that follows a punch; the bytes lie encrypted beside the database.
CREATE TABLE photos (
    instansi_id INTEGER NOT NULL,
    punch_id BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    media TEXT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    PRIMARY KEY (instansi_id, punch_id)
) STRICT, WITHOUT ROWID;

-- The phone a browser session is bound to: it lasts longer, and ends when the phone is revoked.
ALTER TABLE sessions ADD COLUMN device_key TEXT;
CREATE INDEX sessions_by_phone ON sessions (instansi_id, device_key) WHERE device_key IS NOT NULL;

-- The signing key and its counter, as `<device_key>.<ten digits>`: in the order of the counter within a key.
ALTER TABLE punch_facts ADD COLUMN key_seq TEXT;
CREATE INDEX punch_facts_by_seq ON punch_facts (instansi_id, key_seq) WHERE key_seq IS NOT NULL;

-- The code of an office that was scanned, as `<site>.<step>`: how many people used one tells whether it was passed on.
ALTER TABLE punch_facts ADD COLUMN office_step TEXT;
CREATE INDEX punch_facts_by_office_step ON punch_facts (instansi_id, office_step) WHERE office_step IS NOT NULL;
