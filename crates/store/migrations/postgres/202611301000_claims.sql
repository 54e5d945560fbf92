-- Keys as the digits that SQLite's function of the same name writes, for texts made in the database.
CREATE FUNCTION hex(id UUID) RETURNS TEXT
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    AS $$ SELECT replace(CAST(id AS TEXT), '-', '') $$;
