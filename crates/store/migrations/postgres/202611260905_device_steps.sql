-- Every step in the life of a terminal, sealed: proposed, adopted, moved, guarded, taken down. Insert-only.
-- citus: tenant
CREATE TABLE device_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    device_id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('propose', 'adopt', 'reject', 'move', 'guard', 'retire', 'restore')),
    -- What it says (JSON): site, zone, name, dates, networks; never a secret.
    detail TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id)
);
CREATE INDEX device_steps_by_device ON device_steps (instansi_id, device_id, received_at, id);
