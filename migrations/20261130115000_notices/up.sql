-- What people are told: numbers and no names, which are looked up when it is read.
CREATE TABLE notice (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id    BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    -- Which of the kind's sentences it is; empty where there is only one.
    what       TEXT NOT NULL,
    -- The kind of thing that it is about, and which one; none where it is about several.
    object     TEXT NOT NULL,
    record_id  BIGINT,
    -- Who did it; nobody where it was the app itself.
    by_id      BIGINT,
    detail     TEXT NOT NULL DEFAULT '{}',
    count      BIGINT NOT NULL DEFAULT 1,
    -- What an operation does to many is one notice.
    operation  BIGINT,
    -- What it waits for, `proposal:7`: decided by somebody, it is over for everybody.
    matter     TEXT,
    -- How it is still to be mailed: `now` or `daily`.
    mail       TEXT,
    created_at BIGINT NOT NULL,
    read_at    BIGINT
);
CREATE INDEX notice_of ON notice (user_id, id);
CREATE INDEX notice_unread ON notice (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notice_operation ON notice (operation, user_id) WHERE read_at IS NULL AND operation IS NOT NULL;
CREATE INDEX notice_matter ON notice (matter) WHERE read_at IS NULL AND matter IS NOT NULL;
CREATE INDEX notice_mail ON notice (mail, id) WHERE mail IS NOT NULL;
CREATE INDEX notice_age ON notice (created_at);

-- How somebody wants a kind mailed, where they chose otherwise than is usual.
CREATE TABLE notice_choice (
    user_id BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL,
    mail    TEXT NOT NULL,
    PRIMARY KEY (user_id, kind)
);
