-- Alarms about silent sources: raised once, repeated while it lasts, cleared once.

CREATE TABLE silence_alarms (
    instansi_id INTEGER NOT NULL,
    -- `city`, `site <id>` or `device <id>`.
    subject TEXT NOT NULL,
    -- Since when it was silent when the alarm was raised.
    since INTEGER NOT NULL,
    raised_at INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    times INTEGER NOT NULL,
    cleared_at INTEGER,
    PRIMARY KEY (instansi_id, subject, since)
) STRICT, WITHOUT ROWID;
