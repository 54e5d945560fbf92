-- Who is who on a terminal: what was decided about keys, when, why and by whom.

-- Each decision about a key, sealed. Insert-only; `pin_mappings` is the state that follows from it.
-- citus: tenant
CREATE TABLE pin_steps (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- Where the key lives: one terminal, the terminals of a site, the sheets of a unit, or a kind of source.
    place TEXT COLLATE "C" NOT NULL CHECK (place IN ('device', 'site', 'unit', 'source')),
    -- The terminal, site or unit; all zeros for a kind of source.
    place_id UUID NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    person_key TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL CHECK (action IN ('match', 'end', 'aside', 'reopen', 'take')),
    person_id UUID,
    -- The days of the mapping that was made or ended.
    from_on TEXT COLLATE "C",
    to_on TEXT COLLATE "C",
    reason TEXT NOT NULL,
    -- What decisions made in one go have in common.
    bundle_id UUID,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    CHECK (action NOT IN ('match', 'end') OR person_id IS NOT NULL)
);
CREATE INDEX pin_steps_by_key ON pin_steps (instansi_id, person_key, place_id, received_at);
CREATE INDEX pin_steps_by_person ON pin_steps (instansi_id, person_id);

-- Where the work on a key stands. Follows from `pin_steps`; a key without a row is open.
-- citus: tenant
CREATE TABLE key_states (
    instansi_id BIGINT NOT NULL,
    place_id UUID NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    person_key TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'aside', 'matched')),
    reason TEXT NOT NULL,
    taken_by TEXT,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (instansi_id, place_id, source, person_key)
);
