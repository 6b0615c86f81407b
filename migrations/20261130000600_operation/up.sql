-- What was done as one and can be undone as one.
--
-- One save has no row here: its number is that of the first change that it wrote, whose operation_id stays empty; the
-- changes that follow from it bear that number. So a save costs no statement and no index entry more. What takes more than
-- one transaction (an import, a bulk change, a handover, an undo) has a row, and its number is beyond those of changes.
CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind    TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    user_id BIGINT REFERENCES user (id),
    at      BIGINT NOT NULL,
    -- No reference: jobs are cleared away after a week, what they did stays.
    job_id  BIGINT,
    object  TEXT,
    -- The operation that this one puts back. When and by whom it was undone stands here, too.
    undoes  BIGINT
);
-- Nothing is undone twice.
CREATE UNIQUE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX operation_job ON operation (job_id) WHERE job_id IS NOT NULL;

-- 2^40: a table with so many changes does not fit on a disk.
INSERT INTO operation (id, kind, at) VALUES (1099511627776, 'first', 0);
DELETE FROM operation;

ALTER TABLE record_change ADD COLUMN operation_id BIGINT;
CREATE INDEX record_change_operation ON record_change (operation_id, id) WHERE operation_id IS NOT NULL;
