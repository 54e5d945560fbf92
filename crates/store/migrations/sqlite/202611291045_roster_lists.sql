-- Lists of people by somebody else, to compare the register with: who is paid.

CREATE TABLE roster_lists (
    instansi_id INTEGER NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('paid', 'other')),
    -- First day of the month it is for.
    month_on TEXT NOT NULL,
    file_name TEXT NOT NULL,
    -- Of the file as it came.
    sha256 BLOB NOT NULL,
    -- Over the lines as they were read.
    lines_sha256 BLOB NOT NULL,
    line_count INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, kind, month_on, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_lists_by_time ON roster_lists (instansi_id, received_at, id);

-- Its lines. A person that is erased leaves an empty one.
CREATE TABLE roster_list_rows (
    instansi_id INTEGER NOT NULL,
    list_id BLOB NOT NULL,
    line INTEGER NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (instansi_id, list_id, line),
    FOREIGN KEY (instansi_id, list_id) REFERENCES roster_lists (instansi_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_list_rows_by_number ON roster_list_rows (instansi_id, number);
