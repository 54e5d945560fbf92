-- Alarms about silent sources: raised once, repeated while it lasts, cleared once.

-- citus: tenant
CREATE TABLE silence_alarms (
    instansi_id BIGINT NOT NULL,
    -- `city`, `site <id>` or `device <id>`.
    subject TEXT COLLATE "C" NOT NULL,
    -- Since when it was silent when the alarm was raised.
    since BIGINT NOT NULL,
    raised_at BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    times BIGINT NOT NULL,
    cleared_at BIGINT,
    PRIMARY KEY (instansi_id, subject, since)
);
