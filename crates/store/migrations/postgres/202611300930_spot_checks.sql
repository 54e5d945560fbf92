-- Spot checks by lottery, sealed. Insert-only: what becomes of a call is a row of its own.

-- The seed of each day: its hash, kept before the day, and the seed itself, revealed after it.
-- citus: tenant
CREATE TABLE spot_seeds (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('commit', 'reveal')),
    value BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, day_on, kind)
);

-- citus: tenant
CREATE TABLE spot_rounds (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    -- Its number on that day, from 1.
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('lottery', 'extra')),
    -- The unit an extra round is for; NULL for everybody.
    unit_id UUID,
    -- The share it was drawn by, and the rule it comes from (JSON).
    share TEXT NOT NULL,
    rule TEXT NOT NULL,
    -- How many might have been called, and the hash of their list.
    population BIGINT NOT NULL,
    population_hash BYTEA NOT NULL,
    called BIGINT NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, day_on, number),
    CHECK (called <= population),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX spot_rounds_by_day ON spot_rounds (instansi_id, day_on, number);

-- Who might have been called in a round, as text; its hash is sealed with the round.
-- citus: tenant
CREATE TABLE spot_populations (
    instansi_id BIGINT NOT NULL,
    round_id UUID NOT NULL,
    people TEXT NOT NULL,
    PRIMARY KEY (instansi_id, round_id),
    FOREIGN KEY (instansi_id, round_id) REFERENCES spot_rounds (instansi_id, id)
);

-- citus: tenant
CREATE TABLE spot_calls (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    person_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    site_id UUID,
    day_on TEXT COLLATE "C" NOT NULL,
    called_at BIGINT NOT NULL,
    window_s BIGINT NOT NULL CHECK (window_s > 0),
    -- End of the person's duty.
    until_at BIGINT NOT NULL,
    network TEXT COLLATE "C" NOT NULL CHECK (network IN ('good', 'weak')),
    -- Drawn among everybody, or for a place set aside for those who were doubted.
    place TEXT COLLATE "C" NOT NULL CHECK (place IN ('lottery', 'reserved')),
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, round_id, person_id),
    FOREIGN KEY (instansi_id, round_id) REFERENCES spot_rounds (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX spot_calls_by_day ON spot_calls (instansi_id, day_on, called_at, id);
CREATE INDEX spot_calls_by_person ON spot_calls (instansi_id, person_id, day_on);

-- citus: tenant
CREATE TABLE spot_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    call_id UUID NOT NULL,
    -- The phone heard of it; an officer let it go; what it came to when that was settled.
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('delivered', 'excused', 'outcome')),
    -- Of an outcome; empty for others.
    outcome TEXT COLLATE "C" NOT NULL,
    punch_id UUID,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, call_id, kind, outcome),
    FOREIGN KEY (instansi_id, call_id) REFERENCES spot_calls (instansi_id, id)
);
