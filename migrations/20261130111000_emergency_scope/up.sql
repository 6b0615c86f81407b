-- To what emergency access is asked for: the names of objects, or all that is business. And for how long, once it is allowed.
ALTER TABLE break_glass ADD COLUMN objects TEXT;
ALTER TABLE break_glass ADD COLUMN minutes BIGINT NOT NULL DEFAULT 60 CHECK (minutes BETWEEN 1 AND 240);
