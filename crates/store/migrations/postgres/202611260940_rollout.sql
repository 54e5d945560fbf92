-- Enrolment of an OPD: sites drawn on a map with their history, and one-time codes printed on cards.

-- Corners of the outline as JSON pairs of latitude and longitude; none where the ring counts.
ALTER TABLE sites ADD COLUMN outline TEXT;

-- How a site was from a moment on. Insert-only; the newest is also in sites.
-- citus: tenant
CREATE TABLE site_versions (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    site_id UUID NOT NULL,
    -- The smallest number stands for "since ever".
    from_at BIGINT NOT NULL,
    -- The site as JSON.
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
CREATE INDEX site_versions_by_site ON site_versions (instansi_id, site_id, from_at);

-- Every printing of one-time codes: who, when, for which unit, how many. Insert-only; the codes themselves are nowhere.
-- citus: tenant
CREATE TABLE code_printings (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    -- Whom it was for: missing, unused, all.
    scope TEXT COLLATE "C" NOT NULL,
    cards BIGINT NOT NULL,
    new_accounts BIGINT NOT NULL,
    signed_in BIGINT NOT NULL,
    reason TEXT NOT NULL,
    by_login TEXT NOT NULL,
    printed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES units (instansi_id, id)
);
CREATE INDEX code_printings_by_unit ON code_printings (instansi_id, unit_id, printed_at);
