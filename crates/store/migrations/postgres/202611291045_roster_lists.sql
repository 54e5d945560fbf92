-- Lists of people by somebody else, to compare the register with: who is paid.

-- citus: tenant
CREATE TABLE roster_lists (
    instansi_id BIGINT NOT NULL,
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('paid', 'other')),
    -- First day of the month it is for.
    month_on TEXT COLLATE "C" NOT NULL,
    file_name TEXT NOT NULL,
    -- Of the file as it came.
    sha256 BYTEA NOT NULL,
    -- Over the lines as they were read.
    lines_sha256 BYTEA NOT NULL,
    line_count BIGINT NOT NULL,
    by_login TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL,
    commitment BYTEA NOT NULL,
    PRIMARY KEY (instansi_id, id),
    UNIQUE (instansi_id, kind, month_on, sha256)
);
CREATE INDEX roster_lists_by_time ON roster_lists (instansi_id, received_at, id);

-- Its lines. A person that is erased leaves an empty one.
-- citus: tenant
CREATE TABLE roster_list_rows (
    instansi_id BIGINT NOT NULL,
    list_id UUID NOT NULL,
    line BIGINT NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (instansi_id, list_id, line),
    FOREIGN KEY (instansi_id, list_id) REFERENCES roster_lists (instansi_id, id)
);
CREATE INDEX roster_list_rows_by_number ON roster_list_rows (instansi_id, number);
