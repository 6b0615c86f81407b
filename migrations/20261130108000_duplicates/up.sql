-- Records that were let through beside others of the same name or telephone, with the reason. Whoever comes back from the recycle bin
-- is let through again.
CREATE TABLE duplicate_waiver (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    object     TEXT NOT NULL,
    record_id  BIGINT NOT NULL,
    field      TEXT NOT NULL,
    key        TEXT NOT NULL,
    reason     TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES user (id)
);
CREATE UNIQUE INDEX duplicate_waiver_record ON duplicate_waiver (object, record_id, field, key);

-- What the duplicate check told somebody on a day of records that they do not see: each costs one look of their allowance, and no more
-- however often a form asks again.
CREATE TABLE duplicate_hit (
    user_id   BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    day       TEXT NOT NULL,
    object    TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    field     TEXT NOT NULL,
    PRIMARY KEY (user_id, day, object, record_id, field)
);

-- Somebody asks to share a record that the duplicate check told them of; whoever may share it answers.
CREATE TABLE share_request (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    object      TEXT NOT NULL,
    record_id   BIGINT NOT NULL,
    user_id     BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    asked_for   TEXT NOT NULL,
    note        TEXT,
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'given', 'refused')),
    created_at  BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by BIGINT REFERENCES user (id)
);
CREATE UNIQUE INDEX share_request_open ON share_request (object, record_id, user_id) WHERE state = 'open';
CREATE INDEX share_request_user ON share_request (user_id, id);

-- + # and & tell names apart (C# beside C++): the keys of customers' names are made anew when the app is opened next, and what an earlier
-- migration asked for stays asked for.
INSERT INTO setting (name, value) SELECT 'records.filled_to', 'customer 0 only' WHERE EXISTS (SELECT 1 FROM customer)
ON CONFLICT (name) DO UPDATE SET value = '';
