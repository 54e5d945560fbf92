-- Spot checks by lottery, sealed. Insert-only: what becomes of a call is a row of its own.

-- The seed of each day: its hash, kept before the day, and the seed itself, revealed after it.
CREATE TABLE spot_seeds (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('commit', 'reveal')),
    value BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, day_on, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE spot_rounds (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    -- Its number on that day, from 1.
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('lottery', 'extra')),
    -- The unit an extra round is for; NULL for everybody.
    unit_id BLOB,
    -- The share it was drawn by, and the rule it comes from (JSON).
    share TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- How many might have been called, and the hash of their list.
    population INTEGER NOT NULL,
    population_hash BLOB NOT NULL,
    called INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, day_on, number),
    CHECK (called <= population),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX spot_rounds_by_day ON spot_rounds (instansi_id, day_on, number);

-- Who might have been called in a round, as text; its hash is sealed with the round.
CREATE TABLE spot_populations (
    instansi_id INTEGER NOT NULL,
    round_id BLOB NOT NULL,
    people TEXT NOT NULL,
    PRIMARY KEY (instansi_id, round_id),
    FOREIGN KEY (instansi_id, round_id) REFERENCES spot_rounds (instansi_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE spot_calls (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    round_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    site_id BLOB,
    day_on TEXT NOT NULL,
    called_at INTEGER NOT NULL,
    window_s INTEGER NOT NULL CHECK (window_s > 0),
    -- End of the person's duty.
    until_at INTEGER NOT NULL,
    network TEXT NOT NULL CHECK (network IN ('good', 'weak')),
    -- Drawn among everybody, or for a place set aside for those who were doubted.
    place TEXT NOT NULL CHECK (place IN ('lottery', 'reserved')),
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, round_id, person_id),
    FOREIGN KEY (instansi_id, round_id) REFERENCES spot_rounds (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX spot_calls_by_day ON spot_calls (instansi_id, day_on, called_at, id);
CREATE INDEX spot_calls_by_person ON spot_calls (instansi_id, person_id, day_on);

CREATE TABLE spot_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    -- The phone heard of it; an officer let it go; what it came to when that was settled.
    kind TEXT NOT NULL CHECK (kind IN ('delivered', 'excused', 'outcome')),
    -- Of an outcome; empty for others.
    outcome TEXT NOT NULL,
    punch_id BLOB,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, call_id, kind, outcome),
    FOREIGN KEY (instansi_id, call_id) REFERENCES spot_calls (instansi_id, id)
) STRICT, WITHOUT ROWID;
