DROP TABLE import_upload;
DROP INDEX job_file_job;
DROP TABLE job_note;
