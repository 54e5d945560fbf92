-- What roll calls and superiors saw, sealed. Insert-only; an entry written later keeps the moment it was received.
CREATE TABLE presence_checks (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- The rows of one roll call share it.
    call_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('roll_call', 'superior_check')),
    unit_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    -- The same, local to the instansi.
    local_time TEXT NOT NULL,
    day_on TEXT NOT NULL,
    seen TEXT NOT NULL CHECK (seen IN ('present', 'absent', 'excused', 'elsewhere')),
    site_id BLOB,
    note TEXT NOT NULL,
    by_login TEXT NOT NULL,
    by_person BLOB,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, call_id, person_id),
    CHECK (received_at >= seen_at),
    CHECK (by_person IS NULL OR by_person <> person_id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id),
    FOREIGN KEY (instansi_id, person_id) REFERENCES people (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_checks_by_day ON presence_checks (instansi_id, day_on, unit_id);
CREATE INDEX presence_checks_by_person ON presence_checks (instansi_id, person_id, day_on);
