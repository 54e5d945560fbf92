-- What speaks for and against punches, weighed. Derived: weighed anew at any time from what was received.

-- A punch against which something speaks, or for which nothing strong does.
-- citus: tenant
CREATE TABLE punch_verdicts (
    instansi_id BIGINT NOT NULL,
    punch_id UUID NOT NULL,
    person_id UUID NOT NULL,
    -- Day and instant of the claim.
    day_on TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    site_id UUID,
    verdict TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('supported', 'unverified', 'doubtful', 'contradicted')),
    -- Tenths of a deciban; millionths.
    weight BIGINT NOT NULL,
    score BIGINT NOT NULL,
    -- JSON list of code, weight, text, text_en, with.
    reasons TEXT NOT NULL,
    -- SHA-256 of the policy it was weighed by.
    policy BYTEA NOT NULL,
    weighed_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
);
CREATE INDEX punch_verdicts_by_day ON punch_verdicts (instansi_id, day_on, punch_id);
CREATE INDEX punch_verdicts_by_person ON punch_verdicts (instansi_id, person_id, day_on);
CREATE INDEX punch_verdicts_by_verdict ON punch_verdicts (instansi_id, verdict, day_on);

-- How many punches of a day came to what, those without a row of their own included; what each signal's rate is
-- counted against.
-- citus: tenant
CREATE TABLE weighed_days (
    instansi_id BIGINT NOT NULL,
    day_on TEXT COLLATE "C" NOT NULL,
    punches BIGINT NOT NULL,
    -- JSON objects: punches by verdict, punches by code of a signal.
    by_verdict TEXT NOT NULL,
    by_code TEXT NOT NULL,
    policy BYTEA NOT NULL,
    weighed_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, day_on)
);

-- Addresses an office's own network shows to the world, as CIDR.
-- citus: tenant
CREATE TABLE site_networks (
    instansi_id BIGINT NOT NULL,
    site_id UUID NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    by_login TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (instansi_id, site_id, network),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
);
