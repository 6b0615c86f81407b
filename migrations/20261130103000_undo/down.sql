DROP TABLE ended_share;
ALTER TABLE operation DROP COLUMN finished_at;
