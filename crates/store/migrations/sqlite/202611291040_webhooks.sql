-- Programs of others that are told what happened. Nothing in an event names a person.

-- Where to. The secret that signs is encrypted under the key of the data folder.
CREATE TABLE webhooks (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    url TEXT NOT NULL,
    -- JSON list of the events wanted.
    events TEXT NOT NULL,
    secret_nonce BLOB NOT NULL,
    secret_ciphertext BLOB NOT NULL,
    active INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- One event for one receiver: taken in hand before it is sent, tried again with growing waits.
CREATE TABLE webhook_deliveries (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    webhook_id BLOB NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    delivered_at INTEGER,
    -- What the receiver last answered; NULL when it did not.
    last_status INTEGER,
    last_error TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, webhook_id) REFERENCES webhooks (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (instansi_id, next_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (instansi_id, webhook_id, made_at, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (instansi_id, made_at, id);
