-- What people are told without asking: the list inside the app, and the ways a notice goes out.

-- Browsers that asked to be told (Web Push). An endpoint belongs to one browser; whoever asked last there has it.
-- citus: tenant
CREATE TABLE push_subscriptions (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    endpoint TEXT COLLATE "C" NOT NULL,
    -- The browser's public key (65 bytes, uncompressed) and its secret (16 bytes).
    p256dh BYTEA NOT NULL,
    auth BYTEA NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    last_ok_at BIGINT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, endpoint),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (instansi_id, account_id, created_at);

-- What an account chose; without a row the defaults hold.
-- citus: tenant
CREATE TABLE notice_choices (
    instansi_id BIGINT NOT NULL,
    account_id UUID NOT NULL,
    -- Only what differs from the defaults, as {kind: {channel: on}}.
    switches TEXT NOT NULL,
    -- Whether the quiet hours are the account's own; the defaults when not.
    quiet_chosen BOOLEAN NOT NULL,
    -- Local times as HH:MM; both or neither.
    quiet_from TEXT COLLATE "C",
    quiet_to TEXT COLLATE "C",
    digest_at TEXT COLLATE "C",
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, account_id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);

-- The e-mail address of an account. Before confirmed_at nothing but the code is mailed there.
-- citus: tenant
CREATE TABLE notice_emails (
    instansi_id BIGINT NOT NULL,
    account_id UUID NOT NULL,
    address TEXT NOT NULL,
    confirmed_at BIGINT,
    code_hash BYTEA,
    code_expires_at BIGINT,
    code_tries BIGINT NOT NULL,
    -- When codes were sent: no more than a few a day, whatever the address.
    codes_sent BIGINT NOT NULL,
    codes_since_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, account_id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);

-- Notices: the list inside the app and the outbox in one. The same thing is told an account once.
-- citus: tenant
CREATE TABLE notices (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    dedupe_key TEXT COLLATE "C" NOT NULL,
    title_id TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body_id TEXT NOT NULL,
    body_en TEXT NOT NULL,
    link TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Quiet hours hold it back until then; empty before anybody looked.
    not_before_at BIGINT,
    -- When its ways were chosen; empty before.
    routed_at BIGINT,
    read_at BIGINT,
    expires_at BIGINT,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, account_id, dedupe_key),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
);
CREATE INDEX notices_by_account ON notices (instansi_id, account_id, created_at, id);
CREATE INDEX notices_to_route ON notices (instansi_id, created_at) WHERE routed_at IS NULL;
CREATE INDEX notices_by_time ON notices (instansi_id, created_at);

-- One way of one notice: to one browser, or to the address.
-- citus: tenant
CREATE TABLE notice_deliveries (
    instansi_id BIGINT NOT NULL,
    notice_id UUID NOT NULL,
    channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('push', 'email')),
    -- The subscription; the account itself for e-mail.
    target_id UUID NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'skipped')),
    tries BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    last_error TEXT,
    sent_at BIGINT,
    PRIMARY KEY (instansi_id, notice_id, channel, target_id),
    FOREIGN KEY (instansi_id, notice_id) REFERENCES notices (instansi_id, id)
);
CREATE INDEX notice_deliveries_waiting ON notice_deliveries (instansi_id, next_try_at) WHERE state = 'waiting';
CREATE INDEX notice_deliveries_by_state ON notice_deliveries (instansi_id, state, next_try_at);
