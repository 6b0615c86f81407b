-- What a job has to say about single rows, kept batch by batch, so that a job taken up again still knows it at the end.
CREATE TABLE job_note (
    id     INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    job_id BIGINT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    body   TEXT NOT NULL CHECK (json_valid(body))
);
CREATE INDEX job_note_job ON job_note (job_id, id);
CREATE INDEX job_file_job ON job_file (job_id);

-- Which object an uploaded file is to become records of.
CREATE TABLE import_upload (
    file_id BIGINT PRIMARY KEY NOT NULL REFERENCES job_file (id) ON DELETE CASCADE,
    object  TEXT NOT NULL
);
