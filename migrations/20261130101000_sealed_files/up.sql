-- What jobs read and make lies sealed beside the database, and is written and read as a stream. A file of an older version stays where
-- it is, in its row, until it is cleared away with its job.
ALTER TABLE job_file ADD COLUMN sealed TEXT;
ALTER TABLE job_file ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
UPDATE job_file SET size = length(bytes);
