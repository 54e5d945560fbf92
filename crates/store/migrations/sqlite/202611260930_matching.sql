-- Who is who on a terminal: what was decided about keys, when, why and by whom.

-- Each decision about a key, sealed. Insert-only; `pin_mappings` is the state that follows from it.
CREATE TABLE pin_steps (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- Where the key lives: one terminal, the terminals of a site, the sheets of a unit, or a kind of source.
    place TEXT NOT NULL CHECK (place IN ('device', 'site', 'unit', 'source')),
    -- The terminal, site or unit; all zeros for a kind of source.
    place_id BLOB NOT NULL,
    source TEXT NOT NULL,
    person_key TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('match', 'end', 'aside', 'reopen', 'take')),
    person_id BLOB,
    -- The days of the mapping that was made or ended.
    from_on TEXT,
    to_on TEXT,
    reason TEXT NOT NULL,
    -- What decisions made in one go have in common.
    bundle_id BLOB,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (action NOT IN ('match', 'end') OR person_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_steps_by_key ON pin_steps (instansi_id, person_key, place_id, received_at);
CREATE INDEX pin_steps_by_person ON pin_steps (instansi_id, person_id);

-- Where the work on a key stands. Follows from `pin_steps`; a key without a row is open.
CREATE TABLE key_states (
    instansi_id INTEGER NOT NULL,
    place_id BLOB NOT NULL,
    source TEXT NOT NULL,
    person_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'aside', 'matched')),
    reason TEXT NOT NULL,
    taken_by TEXT,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (instansi_id, place_id, source, person_key)
) STRICT, WITHOUT ROWID;
