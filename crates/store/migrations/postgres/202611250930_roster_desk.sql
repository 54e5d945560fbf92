-- The roster desk: named turns, posts to cover, cycles to apply, changes and what a second officer says to late ones.

-- Papers that hold no longer. Insert-only; the paper itself stays.
-- citus: tenant
CREATE TABLE voided_papers (
    instansi_id BIGINT NOT NULL,
    paper_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, paper_id),
    FOREIGN KEY (instansi_id, paper_id) REFERENCES exceptions (instansi_id, id)
);

-- A unit's turns of duty under their letters. One that ended is kept: rosters of its time still name it.
-- citus: tenant
CREATE TABLE shift_turns (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    -- Local, HH:MM.
    starts TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    break_minutes BIGINT NOT NULL,
    grace_minutes BIGINT NOT NULL,
    -- Which of the colours of the page.
    colour BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE UNIQUE INDEX shift_turns_by_code ON shift_turns (instansi_id, unit_id, code) WHERE ended_at IS NULL;

-- How many people a turn needs at a post.
-- citus: tenant
CREATE TABLE duty_posts (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    name TEXT NOT NULL,
    turn_code TEXT COLLATE "C" NOT NULL,
    weekday_needed BIGINT NOT NULL CHECK (weekday_needed BETWEEN 0 AND 999),
    weekend_needed BIGINT NOT NULL CHECK (weekend_needed BETWEEN 0 AND 999),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX duty_posts_by_unit ON duty_posts (instansi_id, unit_id);

-- Named cycles of a unit's turns.
-- citus: tenant
CREATE TABLE roster_patterns (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- JSON: codes of turns, null for a free day.
    turns TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX roster_patterns_by_unit ON roster_patterns (instansi_id, unit_id);

-- A set of changes as an officer sent it, sealed. Insert-only. One that touches days already begun waits for a decision.
-- citus: tenant
CREATE TABLE roster_changes (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    -- JSON: what is to change, with the hours of each turn as they were that day.
    body TEXT NOT NULL,
    -- SHA-256 of what the officer asked for, to know a repeated request.
    asked_sha256 BYTEA NOT NULL,
    reason TEXT NOT NULL,
    late BOOLEAN NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX roster_changes_by_unit ON roster_changes (instansi_id, unit_id, received_at);

-- What the second officer said to late changes, once each, sealed. Insert-only.
-- citus: tenant
CREATE TABLE roster_decisions (
    instansi_id BIGINT NOT NULL,
    change_id UUID NOT NULL,
    id UUID NOT NULL,
    confirmed BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, change_id),
    FOREIGN KEY (instansi_id, change_id) REFERENCES roster_changes (instansi_id, id)
);

-- Which papers a set of changes made: the cells of the grid. Insert-only.
-- citus: tenant
CREATE TABLE roster_cells (
    instansi_id BIGINT NOT NULL,
    paper_id UUID NOT NULL,
    change_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, paper_id),
    FOREIGN KEY (instansi_id, paper_id) REFERENCES exceptions (instansi_id, id),
    FOREIGN KEY (instansi_id, change_id) REFERENCES roster_changes (instansi_id, id)
);
