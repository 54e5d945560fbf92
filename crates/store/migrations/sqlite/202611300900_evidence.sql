-- What speaks for and against punches, weighed. Derived: weighed anew at any time from what was received.

-- A punch against which something speaks, or for which nothing strong does.
CREATE TABLE punch_verdicts (
    instansi_id INTEGER NOT NULL,
    punch_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    -- Day and instant of the claim.
    day_on TEXT NOT NULL,
    at INTEGER NOT NULL,
    site_id BLOB,
    verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'unverified', 'doubtful', 'contradicted')),
    -- Tenths of a deciban; millionths.
    weight INTEGER NOT NULL,
    score INTEGER NOT NULL,
    -- JSON list of code, weight, text, text_en, with.
    reasons TEXT NOT NULL,
    -- SHA-256 of the policy it was weighed by.
    policy BLOB NOT NULL,
    weighed_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, punch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX punch_verdicts_by_day ON punch_verdicts (instansi_id, day_on, punch_id);
CREATE INDEX punch_verdicts_by_person ON punch_verdicts (instansi_id, person_id, day_on);
CREATE INDEX punch_verdicts_by_verdict ON punch_verdicts (instansi_id, verdict, day_on);

-- How many punches of a day came to what, those without a row of their own included; what each signal's rate is
-- counted against.
CREATE TABLE weighed_days (
    instansi_id INTEGER NOT NULL,
    day_on TEXT NOT NULL,
    punches INTEGER NOT NULL,
    -- JSON objects: punches by verdict, punches by code of a signal.
    by_verdict TEXT NOT NULL,
    by_code TEXT NOT NULL,
    policy BLOB NOT NULL,
    weighed_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, day_on)
) STRICT, WITHOUT ROWID;

-- Addresses an office's own network shows to the world, as CIDR.
CREATE TABLE site_networks (
    instansi_id INTEGER NOT NULL,
    site_id BLOB NOT NULL,
    network TEXT NOT NULL,
    by_login TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (instansi_id, site_id, network),
    FOREIGN KEY (instansi_id, site_id) REFERENCES sites (instansi_id, id)
) STRICT, WITHOUT ROWID;
