-- Every step in the life of a terminal, sealed: proposed, adopted, moved, guarded, taken down. Insert-only.
CREATE TABLE device_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('propose', 'adopt', 'reject', 'move', 'guard', 'retire', 'restore')),
    -- What it says (JSON): site, zone, name, dates, networks; never a secret.
    detail TEXT NOT NULL,
    by_login TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_steps_by_device ON device_steps (instansi_id, device_id, received_at, id);
