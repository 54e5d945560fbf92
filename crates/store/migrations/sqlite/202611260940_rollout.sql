-- Enrolment of an OPD: sites drawn on a map with their history, and one-time codes printed on cards.

-- Corners of the outline as JSON pairs of latitude and longitude; none where the ring counts.
ALTER TABLE sites ADD COLUMN outline TEXT;

-- How a site was from a moment on. Insert-only; the newest is also in sites.
CREATE TABLE site_versions (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    site_id BLOB NOT NULL,
    -- The smallest number stands for "since ever".
    from_at INTEGER NOT NULL,
    -- The site as JSON.
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX site_versions_by_site ON site_versions (instansi_id, site_id, from_at);

-- Every printing of one-time codes: who, when, for which unit, how many. Insert-only; the codes themselves are nowhere.
CREATE TABLE code_printings (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    -- Whom it was for: missing, unused, all.
    scope TEXT NOT NULL,
    cards INTEGER NOT NULL,
    new_accounts INTEGER NOT NULL,
    signed_in INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    printed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_printings_by_unit ON code_printings (instansi_id, unit_id, printed_at);
