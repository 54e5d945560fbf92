-- Erasure by law, legal holds, and what stays when evidence goes.

-- What two officers decided to erase, as it was proposed, sealed. Insert-only; what followed stands in erasure_steps.
-- citus: tenant
CREATE TABLE erasures (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- Whose data; NULL for everybody whose time of keeping is over.
    person_id UUID,
    ground TEXT COLLATE "C" NOT NULL CHECK (ground IN ('retention', 'request', 'order')),
    -- JSON: the classes, each with the last day that goes.
    spans TEXT NOT NULL,
    -- The letter or rule it rests on.
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The person's own request it answers.
    request_id UUID,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (ground <> 'request' OR request_id IS NOT NULL),
    CHECK (person_id IS NOT NULL OR ground = 'retention')
);
CREATE INDEX erasures_by_time ON erasures (instansi_id, received_at, id);
CREATE INDEX erasures_by_person ON erasures (instansi_id, person_id, received_at);

-- What was said to an erasure, each kind once, sealed. Insert-only. A proposal of the system is taken up by one officer
-- (`review`) before another decides.
-- citus: tenant
CREATE TABLE erasure_steps (
    instansi_id BIGINT NOT NULL,
    erasure_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('review', 'decision', 'done')),
    id UUID NOT NULL,
    step TEXT COLLATE "C" NOT NULL CHECK (step IN ('review', 'confirm', 'reject', 'done')),
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, kind),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
);

-- The tombstones: one for each piece that was destroyed, written with its destruction, sealed. Insert-only.
-- citus: tenant
CREATE TABLE erasure_pieces (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    erasure_id UUID NOT NULL,
    person_id UUID,
    class TEXT COLLATE "C" NOT NULL,
    -- How many records, photos, files or rows went.
    item_count BIGINT NOT NULL,
    from_on TEXT COLLATE "C",
    to_on TEXT COLLATE "C",
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
);
CREATE INDEX erasure_pieces_by_erasure ON erasure_pieces (instansi_id, erasure_id, received_at, id);

-- Which record's body went with which tombstone.
-- citus: tenant
CREATE TABLE erased_records (
    instansi_id BIGINT NOT NULL,
    record_id UUID NOT NULL,
    erasure_id UUID NOT NULL,
    piece_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
);

-- Whose name went, and under which number they stand since.
-- citus: tenant
CREATE TABLE erased_people (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    erasure_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, person_id),
    UNIQUE (instansi_id, number),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
);

-- Days whose evidence went: their codes as they stood, so that nobody judges them anew without it.
-- citus: tenant
CREATE TABLE frozen_spans (
    instansi_id BIGINT NOT NULL,
    person_id UUID NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    -- JSON: code and marks of each day, by date.
    codes TEXT NOT NULL,
    piece_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, person_id, from_on)
);

-- Where rows of the person lie in files and messages; gone once the erasure is done.
-- citus: tenant
CREATE TABLE erasure_traces (
    instansi_id BIGINT NOT NULL,
    erasure_id UUID NOT NULL,
    place TEXT COLLATE "C" NOT NULL CHECK (place IN ('import', 'device')),
    place_id UUID NOT NULL,
    person_key TEXT COLLATE "C" NOT NULL,
    -- First and last day under that key.
    from_on TEXT COLLATE "C" NOT NULL,
    to_on TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, place, place_id, person_key)
);

-- Files that were given up in a transaction and are removed from the disk after it.
-- citus: tenant
CREATE TABLE erasure_files (
    instansi_id BIGINT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    erasure_id UUID NOT NULL,
    PRIMARY KEY (instansi_id, path)
);

-- What could not be erased, and why.
-- citus: tenant
CREATE TABLE erasure_leftovers (
    instansi_id BIGINT NOT NULL,
    erasure_id UUID NOT NULL,
    class TEXT COLLATE "C" NOT NULL,
    because TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, class, because, what),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
);

-- The copy without somebody's rows that stands in a file's place.
ALTER TABLE raw_files ADD COLUMN replaced_by BYTEA;

-- Orders to keep, sealed. Insert-only; their end stands in legal_hold_ends.
-- citus: tenant
CREATE TABLE legal_holds (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    scope TEXT COLLATE "C" NOT NULL CHECK (scope IN ('instansi', 'unit', 'person')),
    target_id UUID,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    from_on TEXT COLLATE "C" NOT NULL,
    until_on TEXT COLLATE "C" CHECK (until_on IS NULL OR until_on >= from_on),
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK ((target_id IS NULL) = (scope = 'instansi'))
);

-- That an order to keep is over before its last day, sealed.
-- citus: tenant
CREATE TABLE legal_hold_ends (
    instansi_id BIGINT NOT NULL,
    hold_id UUID NOT NULL,
    id UUID NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, hold_id),
    FOREIGN KEY (instansi_id, hold_id) REFERENCES legal_holds (instansi_id, id)
);
