-- What roll calls and superiors saw, sealed. Insert-only; an entry written later keeps the moment it was received.
-- citus: tenant
CREATE TABLE presence_checks (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    -- The rows of one roll call share it.
    call_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('roll_call', 'superior_check')),
    unit_id UUID NOT NULL,
    person_id UUID NOT NULL,
    seen_at BIGINT NOT NULL,
    -- The same, local to the instansi.
    local_time TEXT COLLATE "C" NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    seen TEXT COLLATE "C" NOT NULL CHECK (seen IN ('present', 'absent', 'excused', 'elsewhere')),
    site_id UUID,
    note TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person UUID,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, call_id, person_id),
    CHECK (received_at >= seen_at),
    CHECK (by_person IS NULL OR by_person <> person_id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX presence_checks_by_day ON presence_checks (instansi_id, day_on, unit_id);
CREATE INDEX presence_checks_by_person ON presence_checks (instansi_id, person_id, day_on);
