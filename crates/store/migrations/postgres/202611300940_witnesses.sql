-- What colleagues saw of each other, signed by their phones and sealed. Insert-only; it speaks for somebody, never against.
-- citus: tenant
CREATE TABLE witness_statements (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- Who was seen, and who saw.
    person_id UUID NOT NULL,
    witness_id UUID NOT NULL,
    seen_at BIGINT NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    how TEXT COLLATE "C" NOT NULL CHECK (how IN ('person_code', 'witness_code', 'statement')),
    strength TEXT COLLATE "C" NOT NULL CHECK (strength IN ('both_keys', 'one_key')),
    -- The key that signed, and the key behind the code of the other.
    sender_key TEXT COLLATE "C" NOT NULL,
    other_key TEXT COLLATE "C",
    -- The punch it is about, by the id the phone gave it.
    punch_id UUID,
    site_id UUID,
    -- Position of the sender (JSON).
    place_json TEXT,
    note TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (person_id <> witness_id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, witness_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX witness_statements_by_day ON witness_statements (instansi_id, day_on, seen_at, id);
CREATE INDEX witness_statements_by_person ON witness_statements (instansi_id, person_id, day_on);
CREATE INDEX witness_statements_by_witness ON witness_statements (instansi_id, witness_id, day_on);
