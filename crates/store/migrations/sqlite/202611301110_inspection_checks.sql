-- Inspectors on site are a third way of looking. The table is written anew, for SQLite changes no CHECK in place.
CREATE TABLE presence_checks_new (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- The rows of one roll call share it.
    call_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('roll_call', 'superior_check', 'inspection')),
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
INSERT INTO presence_checks_new SELECT * FROM presence_checks;
DROP TABLE presence_checks;
ALTER TABLE presence_checks_new RENAME TO presence_checks;
CREATE INDEX presence_checks_by_day ON presence_checks (instansi_id, day_on, unit_id);
CREATE INDEX presence_checks_by_person ON presence_checks (instansi_id, person_id, day_on);
