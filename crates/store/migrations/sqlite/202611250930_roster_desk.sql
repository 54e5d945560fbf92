-- The roster desk: named turns, posts to cover, cycles to apply, changes and what a second officer says to late ones.

-- Papers that hold no longer. Insert-only; the paper itself stays.
CREATE TABLE voided_papers (
    instansi_id INTEGER NOT NULL,
    paper_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, paper_id),
    FOREIGN KEY (instansi_id, paper_id) REFERENCES exceptions (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- A unit's turns of duty under their letters. One that ended is kept: rosters of its time still name it.
CREATE TABLE shift_turns (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Local, HH:MM.
    starts TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    break_minutes INTEGER NOT NULL,
    grace_minutes INTEGER NOT NULL,
    -- Which of the colours of the page.
    colour INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shift_turns_by_code ON shift_turns (instansi_id, unit_id, code) WHERE ended_at IS NULL;

-- How many people a turn needs at a post.
CREATE TABLE duty_posts (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    name TEXT NOT NULL,
    turn_code TEXT NOT NULL,
    weekday_needed INTEGER NOT NULL CHECK (weekday_needed BETWEEN 0 AND 999),
    weekend_needed INTEGER NOT NULL CHECK (weekend_needed BETWEEN 0 AND 999),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_posts_by_unit ON duty_posts (instansi_id, unit_id);

-- Named cycles of a unit's turns.
CREATE TABLE roster_patterns (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    name TEXT NOT NULL,
    -- JSON: codes of turns, null for a free day.
    turns TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_patterns_by_unit ON roster_patterns (instansi_id, unit_id);

-- A set of changes as an officer sent it, sealed. Insert-only. One that touches days already begun waits for a decision.
CREATE TABLE roster_changes (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    -- JSON: what is to change, with the hours of each turn as they were that day.
    body TEXT NOT NULL,
    -- SHA-256 of what the officer asked for, to know a repeated request.
    asked_sha256 BLOB NOT NULL,
    reason TEXT NOT NULL,
    late INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_changes_by_unit ON roster_changes (instansi_id, unit_id, received_at);

-- What the second officer said to late changes, once each, sealed. Insert-only.
CREATE TABLE roster_decisions (
    instansi_id INTEGER NOT NULL,
    change_id BLOB NOT NULL,
    id BLOB NOT NULL,
    confirmed INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, change_id),
    FOREIGN KEY (instansi_id, change_id) REFERENCES roster_changes (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Which papers a set of changes made: the cells of the grid. Insert-only.
CREATE TABLE roster_cells (
    instansi_id INTEGER NOT NULL,
    paper_id BLOB NOT NULL,
    change_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, paper_id),
    FOREIGN KEY (instansi_id, paper_id) REFERENCES exceptions (instansi_id, id),
    FOREIGN KEY (instansi_id, change_id) REFERENCES roster_changes (instansi_id, id)
) STRICT, WITHOUT ROWID;
