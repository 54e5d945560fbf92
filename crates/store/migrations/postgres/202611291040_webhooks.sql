-- Programs of others that are told what happened. Nothing in an event names a person.

-- Where to. The secret that signs is encrypted under the key of the data folder.
-- citus: tenant
CREATE TABLE webhooks (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    -- JSON list of the events wanted.
    events TEXT NOT NULL,
    secret_nonce BYTEA NOT NULL,
    secret_ciphertext BYTEA NOT NULL,
    active BOOLEAN NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, id)
);

-- One event for one receiver: taken in hand before it is sent, tried again with growing waits.
-- citus: tenant
CREATE TABLE webhook_deliveries (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    delivered_at BIGINT,
    -- What the receiver last answered; NULL when it did not.
    last_status BIGINT,
    last_error TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, webhook_id) REFERENCES webhooks (instansi_id, id)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (instansi_id, next_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (instansi_id, webhook_id, made_at, id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (instansi_id, made_at, id);
