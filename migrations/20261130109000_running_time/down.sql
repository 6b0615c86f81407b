ALTER TABLE review DROP COLUMN over_running;
ALTER TABLE lockout DROP COLUMN tried_running;
ALTER TABLE lockout DROP COLUMN runs_until;
DROP TABLE running_time;
