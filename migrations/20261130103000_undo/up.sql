-- When an undo came to its end. Until then whoever began it may go on with it, whatever became of the job that did it.
ALTER TABLE operation ADD COLUMN finished_at BIGINT;
UPDATE operation SET finished_at = at
    WHERE kind = 'undo' AND (job_id IS NULL OR job_id NOT IN (SELECT id FROM job WHERE state <> 'done'));

-- The shares that ended because a record changed hands, under the operation by which it did: an undo puts them back.
CREATE TABLE ended_share (
    operation_id BIGINT NOT NULL,
    object       TEXT NOT NULL,
    record_id    BIGINT NOT NULL,
    user_id      BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    may          TEXT NOT NULL,
    until        TEXT,
    created_at   BIGINT NOT NULL,
    created_by   BIGINT,
    PRIMARY KEY (operation_id, object, record_id, user_id)
);
