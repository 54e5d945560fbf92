-- Erasure by law, legal holds, and what stays when evidence goes.

-- What two officers decided to erase, as it was proposed, sealed. Insert-only; what followed stands in erasure_steps.
CREATE TABLE erasures (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- Whose data; NULL for everybody whose time of keeping is over.
    person_id BLOB,
    ground TEXT NOT NULL CHECK (ground IN ('retention', 'request', 'order')),
    -- JSON: the classes, each with the last day that goes.
    spans TEXT NOT NULL,
    -- The letter or rule it rests on.
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The person's own request it answers.
    request_id BLOB,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (ground <> 'request' OR request_id IS NOT NULL),
    CHECK (person_id IS NOT NULL OR ground = 'retention')
) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_by_time ON erasures (instansi_id, received_at, id);
CREATE INDEX erasures_by_person ON erasures (instansi_id, person_id, received_at);

-- What was said to an erasure, each kind once, sealed. Insert-only. A proposal of the system is taken up by one officer
-- (`review`) before another decides.
CREATE TABLE erasure_steps (
    instansi_id INTEGER NOT NULL,
    erasure_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('review', 'decision', 'done')),
    id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('review', 'confirm', 'reject', 'done')),
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, kind),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The tombstones: one for each piece that was destroyed, written with its destruction, sealed. Insert-only.
CREATE TABLE erasure_pieces (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    erasure_id BLOB NOT NULL,
    person_id BLOB,
    class TEXT NOT NULL,
    -- How many records, photos, files or rows went.
    item_count INTEGER NOT NULL,
    from_on TEXT,
    to_on TEXT,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_pieces_by_erasure ON erasure_pieces (instansi_id, erasure_id, received_at, id);

-- Which record's body went with which tombstone.
CREATE TABLE erased_records (
    instansi_id INTEGER NOT NULL,
    record_id BLOB NOT NULL,
    erasure_id BLOB NOT NULL,
    piece_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, record_id)
) STRICT, WITHOUT ROWID;

-- Whose name went, and under which number they stand since.
CREATE TABLE erased_people (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    erasure_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, person_id),
    UNIQUE (instansi_id, number),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- Days whose evidence went: their codes as they stood, so that nobody judges them anew without it.
CREATE TABLE frozen_spans (
    instansi_id INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    -- JSON: code and marks of each day, by date.
    codes TEXT NOT NULL,
    piece_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, person_id, from_on)
) STRICT, WITHOUT ROWID;

-- Where rows of the person lie in files and messages; gone once the erasure is done.
CREATE TABLE erasure_traces (
    instansi_id INTEGER NOT NULL,
    erasure_id BLOB NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('import', 'device')),
    place_id BLOB NOT NULL,
    person_key TEXT NOT NULL,
    -- First and last day under that key.
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, place, place_id, person_key)
) STRICT, WITHOUT ROWID;

-- Files that were given up in a transaction and are removed from the disk after it.
CREATE TABLE erasure_files (
    instansi_id INTEGER NOT NULL,
    path TEXT NOT NULL,
    erasure_id BLOB NOT NULL,
    PRIMARY KEY (instansi_id, path)
) STRICT, WITHOUT ROWID;

-- What could not be erased, and why.
CREATE TABLE erasure_leftovers (
    instansi_id INTEGER NOT NULL,
    erasure_id BLOB NOT NULL,
    class TEXT NOT NULL,
    because TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (instansi_id, erasure_id, class, because, what),
    FOREIGN KEY (instansi_id, erasure_id) REFERENCES erasures (instansi_id, id)
) STRICT, WITHOUT ROWID;

-- The copy without somebody's rows that stands in a file's place.
ALTER TABLE raw_files ADD COLUMN replaced_by BLOB;

-- Orders to keep, sealed. Insert-only; their end stands in legal_hold_ends.
CREATE TABLE legal_holds (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('instansi', 'unit', 'person')),
    target_id BLOB,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT CHECK (until_on IS NULL OR until_on >= from_on),
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK ((target_id IS NULL) = (scope = 'instansi'))
) STRICT, WITHOUT ROWID;

-- That an order to keep is over before its last day, sealed.
CREATE TABLE legal_hold_ends (
    instansi_id INTEGER NOT NULL,
    hold_id BLOB NOT NULL,
    id BLOB NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, hold_id),
    FOREIGN KEY (instansi_id, hold_id) REFERENCES legal_holds (instansi_id, id)
) STRICT, WITHOUT ROWID;
