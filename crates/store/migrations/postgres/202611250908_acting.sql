-- Why an office is held for another.
ALTER TABLE grants ADD COLUMN reason TEXT;
