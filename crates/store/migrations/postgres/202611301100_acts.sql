-- What officers did beside the roster: sidak, visits, apel, instructions, explanations asked for, rolls of heads, service
-- posts, publications, discipline cases, stops of pay, reprimands, letters, the allowance as paid, and changes of the rules.
-- Sealed and insert-only: what follows on something is a row of its own under the same subject.
-- citus: tenant
CREATE TABLE acts (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- What it is a part of; its own key for that with which something begins.
    subject_id UUID NOT NULL,
    -- How many words of the subject came before, for those that must come one after another; NULL for rows of lists.
    ordinal BIGINT,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('sidak', 'visit', 'apel', 'instruction', 'follow_up', 'day_roll', 'service_post',
                                       'publication', 'discipline_case', 'pay_stop', 'reprimand', 'allowance_amount',
                                       'allowance_month', 'letter', 'rule_change')),
    what TEXT COLLATE "C" NOT NULL,
    -- The unit it is about; NULL for the whole instansi.
    unit_id UUID,
    -- The person it is about, whose it is for good.
    person_id UUID,
    -- The day of the subject.
    day_on TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, subject_id, ordinal),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);
CREATE INDEX acts_by_subject ON acts (instansi_id, subject_id, what, received_at, id);
CREATE INDEX acts_by_day ON acts (instansi_id, kind, day_on, what);
CREATE INDEX acts_by_person ON acts (instansi_id, person_id, kind, day_on);

-- Photos, papers and signatures that belong to acts. They lie encrypted beside the database.
-- citus: tenant
CREATE TABLE act_files (
    instansi_id BIGINT NOT NULL,
    subject_id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    -- Whose it is, where it speaks of one person.
    person_id UUID,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size BIGINT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    stored_path TEXT NOT NULL,
    nonce BYTEA NOT NULL,
    destroyed_at BIGINT,
    PRIMARY KEY (instansi_id, subject_id, sha256)
);
CREATE INDEX act_files_by_person ON act_files (instansi_id, person_id, received_at);
