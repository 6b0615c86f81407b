-- How long servers have run on this database, all together: what a wrong clock cannot change. In milliseconds.
CREATE TABLE running_time (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    millis BIGINT NOT NULL
);
INSERT INTO running_time (id, millis) VALUES (1, 0);

-- A lock lasts its time of running; locked_until only says when that will be. Attempts are forgotten by it, too.
ALTER TABLE lockout ADD COLUMN runs_until BIGINT;
ALTER TABLE lockout ADD COLUMN tried_running BIGINT NOT NULL DEFAULT 0;

-- When a review was first found to have run out: it does so when that is found again a day of running later.
ALTER TABLE review ADD COLUMN over_running BIGINT;
