-- What colleagues saw of each other, signed by their phones and sealed. Insert-only; it speaks for somebody, never against.
CREATE TABLE witness_statements (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- Who was seen, and who saw.
    person_id BLOB NOT NULL,
    witness_id BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    day_on TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('person_code', 'witness_code', 'statement')),
    strength TEXT NOT NULL CHECK (strength IN ('both_keys', 'one_key')),
    -- The key that signed, and the key behind the code of the other.
    sender_key TEXT NOT NULL,
    other_key TEXT,
    -- The punch it is about, by the id the phone gave it.
    punch_id BLOB,
    site_id BLOB,
    -- Position of the sender (JSON).
    place_json TEXT,
    note TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (person_id <> witness_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, witness_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX witness_statements_by_day ON witness_statements (instansi_id, day_on, seen_at, id);
CREATE INDEX witness_statements_by_person ON witness_statements (instansi_id, person_id, day_on);
CREATE INDEX witness_statements_by_witness ON witness_statements (instansi_id, witness_id, day_on);
