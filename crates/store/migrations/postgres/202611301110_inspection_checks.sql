-- Inspectors on site are a third way of looking.
ALTER TABLE presence_checks DROP CONSTRAINT presence_checks_kind_check;
ALTER TABLE presence_checks ADD CONSTRAINT presence_checks_kind_check
    CHECK (kind IN ('roll_call', 'superior_check', 'inspection'));
