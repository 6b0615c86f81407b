-- Mail that waits to be sent, and for a while what became of it.
CREATE TABLE mail (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- The same however often it is tried, so that whoever gets it twice sees it once.
    message_id TEXT NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    address    TEXT NOT NULL,
    about      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    -- It may hold a link that opens the house: emptied as soon as the mail is sent or given up.
    body       TEXT NOT NULL,
    attempts   BIGINT NOT NULL DEFAULT 0,
    next_at    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT,
    CHECK (ended_at IS NULL OR body = '')
);
CREATE INDEX mail_waiting ON mail (next_at) WHERE ended_at IS NULL;
