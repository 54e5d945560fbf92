-- What a photo looks like, as 16 hex digits: two photos of few different bits show the same picture. NULL before it was
-- computed, for what cannot be read as a picture, and once the photo was destroyed.
ALTER TABLE photos ADD COLUMN phash TEXT;
