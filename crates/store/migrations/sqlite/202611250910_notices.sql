-- What people are told without asking: the list inside the app, and the ways a notice goes out.

-- Browsers that asked to be told (Web Push). An endpoint belongs to one browser; whoever asked last there has it.
CREATE TABLE push_subscriptions (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    endpoint TEXT NOT NULL,
    -- The browser's public key (65 bytes, uncompressed) and its secret (16 bytes).
    p256dh BLOB NOT NULL,
    auth BLOB NOT NULL,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    last_ok_at INTEGER,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, endpoint),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (instansi_id, account_id, created_at);

-- What an account chose; without a row the defaults hold.
CREATE TABLE notice_choices (
    instansi_id INTEGER NOT NULL,
    account_id BLOB NOT NULL,
    -- Only what differs from the defaults, as {kind: {channel: on}}.
    switches TEXT NOT NULL,
    -- Whether the quiet hours are the account's own; the defaults when not.
    quiet_chosen INTEGER NOT NULL,
    -- Local times as HH:MM; both or neither.
    quiet_from TEXT,
    quiet_to TEXT,
    digest_at TEXT,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, account_id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The e-mail address of an account. Before confirmed_at nothing but the code is mailed there.
CREATE TABLE notice_emails (
    instansi_id INTEGER NOT NULL,
    account_id BLOB NOT NULL,
    address TEXT NOT NULL,
    confirmed_at INTEGER,
    code_hash BLOB,
    code_expires_at INTEGER,
    code_tries INTEGER NOT NULL,
    -- When codes were sent: no more than a few a day, whatever the address.
    codes_sent INTEGER NOT NULL,
    codes_since_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, account_id),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Notices: the list inside the app and the outbox in one. The same thing is told an account once.
CREATE TABLE notices (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    title_id TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body_id TEXT NOT NULL,
    body_en TEXT NOT NULL,
    link TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Quiet hours hold it back until then; empty before anybody looked.
    not_before_at INTEGER,
    -- When its ways were chosen; empty before.
    routed_at INTEGER,
    read_at INTEGER,
    expires_at INTEGER,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, account_id, dedupe_key),
    FOREIGN KEY (instansi_id, account_id) REFERENCES accounts (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_account ON notices (instansi_id, account_id, created_at, id);
CREATE INDEX notices_to_route ON notices (instansi_id, created_at) WHERE routed_at IS NULL;
CREATE INDEX notices_by_time ON notices (instansi_id, created_at);

-- One way of one notice: to one browser, or to the address.
CREATE TABLE notice_deliveries (
    instansi_id INTEGER NOT NULL,
    notice_id BLOB NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('push', 'email')),
    -- The subscription; the account itself for e-mail.
    target_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'skipped')),
    tries INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    last_error TEXT,
    sent_at INTEGER,
    PRIMARY KEY (instansi_id, notice_id, channel, target_id),
    FOREIGN KEY (instansi_id, notice_id) REFERENCES notices (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_deliveries_waiting ON notice_deliveries (instansi_id, next_try_at) WHERE state = 'waiting';
CREATE INDEX notice_deliveries_by_state ON notice_deliveries (instansi_id, state, next_try_at);

-- What the planner is told of these tables (202611240910_statistics.sql says why).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('notice_choices', 'notice_choices', '5000 5000 1'),
    ('notice_deliveries', 'notice_deliveries', '600000 600000 2 1 1'),
    ('notice_deliveries', 'notice_deliveries_by_state', '600000 600000 200000 3'),
    ('notice_deliveries', 'notice_deliveries_waiting', '2000 2000 3'),
    ('notice_emails', 'notice_emails', '3000 3000 1'),
    ('notices', 'notices', '600000 600000 1'),
    ('notices', 'notices_by_account', '600000 600000 60 1 1'),
    ('notices', 'notices_by_time', '600000 600000 5'),
    ('notices', 'notices_to_route', '2000 2000 5'),
    ('notices', 'sqlite_autoindex_notices_2', '600000 600000 60 1'),
    ('push_subscriptions', 'push_subscriptions', '10000 10000 1'),
    ('push_subscriptions', 'push_subscriptions_by_account', '10000 10000 1 1'),
    ('push_subscriptions', 'sqlite_autoindex_push_subscriptions_2', '10000 10000 1');
ANALYZE sqlite_schema;
