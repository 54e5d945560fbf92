-- Reconciliation asks every claim of a month about everybody. What it asks for stands in the index by person: to look each
-- row up in the table takes six times as long.
DROP INDEX punch_facts_by_person;
CREATE INDEX punch_facts_by_person ON punch_facts (instansi_id, person_id, at, source, device_id, site_id, unit_id,
    person_key, local_time, clock, state, shift_s, received_at);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('punch_facts', 'punch_facts_by_person', '917968 917968 87 1 1 1 1 1 1 1 1 1 1 1');
