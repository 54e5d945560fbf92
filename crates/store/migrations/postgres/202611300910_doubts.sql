-- Doubts about punches as cases: the file, every word said, files of answers, and punches that count no more.

-- A case as it was opened, sealed. Insert-only; what followed stands in doubt_steps.
-- citus: tenant
CREATE TABLE doubt_cases (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- Where the person served; NULL where nobody knows.
    unit_id UUID,
    opened_on TEXT COLLATE "C" NOT NULL,
    -- JSON list: punches with verdict, weight and reasons as they stood, and the policy they were weighed by.
    punches TEXT NOT NULL,
    -- Why somebody took it up; empty where it opened by itself.
    reason TEXT NOT NULL,
    -- By when officers are expected to look at it first.
    due_on TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX doubt_cases_by_person ON doubt_cases (instansi_id, person_id, opened_on);

-- What was said in a case, sealed. Insert-only.
-- citus: tenant
CREATE TABLE doubt_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    -- How many steps came before.
    ordinal BIGINT NOT NULL,
    person_id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('join', 'take', 'ask', 'answer', 'review', 'confirm', 'reject', 'withdraw',
                                       'appeal', 'uphold', 'overturn')),
    -- JSON: outcome, words, punches that join, days, files, witness.
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, case_id, ordinal),
    FOREIGN KEY (instansi_id, case_id) REFERENCES doubt_cases (instansi_id, id)
);
CREATE INDEX doubt_steps_by_person ON doubt_steps (instansi_id, person_id, received_at);

-- Where each case stands; follows from its steps.
-- citus: tenant
CREATE TABLE doubt_heads (
    instansi_id BIGINT NOT NULL,
    case_id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- The person while the case goes on: each has at most one such case.
    live_person UUID,
    unit_id UUID,
    opened_on TEXT COLLATE "C" NOT NULL,
    -- Of a person who was asked, the day tells whether the time ran out.
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'asked', 'answered', 'reviewed', 'closed', 'appealed', 'withdrawn')),
    outcome TEXT COLLATE "C" CHECK (outcome IN ('honest', 'technical', 'misuse')),
    -- Heaviest punch, tenths of a deciban; how many; their first and last day.
    weight BIGINT NOT NULL,
    punches BIGINT NOT NULL,
    first_on TEXT COLLATE "C" NOT NULL,
    last_on TEXT COLLATE "C" NOT NULL,
    owner TEXT,
    due_on TEXT COLLATE "C",
    review_due_on TEXT COLLATE "C",
    PRIMARY KEY (instansi_id, case_id),
    UNIQUE (instansi_id, live_person)
);
CREATE INDEX doubt_heads_by_person ON doubt_heads (instansi_id, person_id, opened_on);

-- Which punch came into which case, once and for all.
-- citus: tenant
CREATE TABLE doubt_punches (
    instansi_id BIGINT NOT NULL,
    punch_id UUID NOT NULL,
    case_id UUID NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
);
CREATE INDEX doubt_punches_by_case ON doubt_punches (instansi_id, case_id);

-- Photos and papers of answers. They lie encrypted beside the database.
-- citus: tenant
CREATE TABLE doubt_files (
    instansi_id BIGINT NOT NULL,
    case_id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    name TEXT NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, case_id, sha256),
    FOREIGN KEY (instansi_id, case_id) REFERENCES doubt_cases (instansi_id, id)
);

-- A punch that counts no more after a misuse was confirmed, or counts again; sealed. Insert-only.
-- citus: tenant
CREATE TABLE punch_voids (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    punch_id UUID NOT NULL,
    person_id UUID NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    case_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('void', 'restore')),
    reason TEXT NOT NULL,
    -- Login of the reviewer; the confirming officer is by_login. NULL for a punch that counts again.
    found_by TEXT,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, punch_id, kind),
    CHECK ((kind = 'void') = (found_by IS NOT NULL))
);
CREATE INDEX punch_voids_by_person ON punch_voids (instansi_id, person_id, day_on);
