-- The kind of employment held in a post that ended before somebody's kind changed. Empty: the kind they have now.
ALTER TABLE posts ADD COLUMN employee_type TEXT;
