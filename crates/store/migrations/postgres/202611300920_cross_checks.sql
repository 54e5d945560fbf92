-- The head's daily cross-check: a list a unit and day, drawn by a sealed seed; who stands on it; and its course. All
-- sealed and insert-only. What the head says is kept in presence_checks; its call is the list.
-- citus: tenant
CREATE TABLE cross_check_lists (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    -- The moments of its course, in working time.
    drawn_at BIGINT NOT NULL,
    remind_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    superior_at BIGINT NOT NULL,
    agency_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    -- What it was drawn by and from.
    seed TEXT COLLATE "C" NOT NULL,
    population BIGINT NOT NULL,
    population_hash TEXT COLLATE "C" NOT NULL,
    name_count BIGINT NOT NULL,
    rules TEXT COLLATE "C" NOT NULL,
    -- Who led the unit just then, in their own right or for another; none where nobody did.
    head_person UUID,
    -- Keys of units without a head whose people are on this list.
    headless TEXT NOT NULL,
    -- Of so many names on all lists of the OPD that day, so many are looked at again, on average.
    again_in BIGINT NOT NULL,
    again_of BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, unit_id, day_on),
    CHECK (drawn_at <= due_at AND due_at <= closes_at AND due_at <= superior_at AND superior_at <= agency_at),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX cross_check_lists_by_day ON cross_check_lists (instansi_id, day_on);

-- citus: tenant
CREATE TABLE cross_check_names (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    list_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    person_id UUID NOT NULL,
    place BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    -- -log2 of the lot, in units of 2^-32.
    exponent BIGINT NOT NULL,
    why TEXT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, list_id, person_id),
    FOREIGN KEY (instansi_id, list_id) REFERENCES cross_check_lists (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX cross_check_names_by_day ON cross_check_names (instansi_id, day_on);
CREATE INDEX cross_check_names_by_person ON cross_check_names (instansi_id, person_id, day_on);

-- citus: tenant
CREATE TABLE cross_check_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    list_id UUID NOT NULL,
    unit_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN
        ('answered', 'reminded', 'headless', 'superior', 'agency', 'silent',
         'counter_drawn', 'counter_answered', 'counter_missed')),
    -- Whom a second look is about, and the drawing it answers.
    person_id UUID,
    subject_id UUID,
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, list_id) REFERENCES cross_check_lists (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX cross_check_steps_by_day ON cross_check_steps (instansi_id, day_on);
CREATE INDEX cross_check_steps_by_list ON cross_check_steps (instansi_id, list_id);
CREATE INDEX cross_check_steps_by_person ON cross_check_steps (instansi_id, person_id, day_on);

