-- The head's daily cross-check: a list a unit and day, drawn by a sealed seed; who stands on it; and its course. All
-- sealed and insert-only. What the head says is kept in presence_checks; its call is the list.
CREATE TABLE cross_check_lists (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    -- The moments of its course, in working time.
    drawn_at INTEGER NOT NULL,
    remind_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    superior_at INTEGER NOT NULL,
    agency_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    -- What it was drawn by and from.
    seed TEXT NOT NULL,
    population INTEGER NOT NULL,
    population_hash TEXT NOT NULL,
    name_count INTEGER NOT NULL,
    rules TEXT NOT NULL,
    -- Who led the unit just then, in their own right or for another; none where nobody did.
    head_person BLOB,
    -- Keys of units without a head whose people are on this list.
    headless TEXT NOT NULL,
    -- Of so many names on all lists of the OPD that day, so many are looked at again, on average.
    again_in INTEGER NOT NULL,
    again_of INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, unit_id, day_on),
    CHECK (drawn_at <= due_at AND due_at <= closes_at AND due_at <= superior_at AND superior_at <= agency_at),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cross_check_lists_by_day ON cross_check_lists (instansi_id, day_on);

CREATE TABLE cross_check_names (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    list_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    person_id BLOB NOT NULL,
    place INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    -- -log2 of the lot, in units of 2^-32.
    exponent INTEGER NOT NULL,
    why TEXT NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, list_id, person_id),
    FOREIGN KEY (instansi_id, list_id) REFERENCES cross_check_lists (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cross_check_names_by_day ON cross_check_names (instansi_id, day_on);
CREATE INDEX cross_check_names_by_person ON cross_check_names (instansi_id, person_id, day_on);

CREATE TABLE cross_check_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    list_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    day_on TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('answered', 'reminded', 'headless', 'superior', 'agency', 'silent',
         'counter_drawn', 'counter_answered', 'counter_missed')),
    -- Whom a second look is about, and the drawing it answers.
    person_id BLOB,
    subject_id BLOB,
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, list_id) REFERENCES cross_check_lists (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX cross_check_steps_by_day ON cross_check_steps (instansi_id, day_on);
CREATE INDEX cross_check_steps_by_list ON cross_check_steps (instansi_id, list_id);
CREATE INDEX cross_check_steps_by_person ON cross_check_steps (instansi_id, person_id, day_on);

