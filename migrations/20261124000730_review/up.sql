-- Emergency access, and the periodic review of what everybody may do.

-- From where a job was asked for: policies decide about it as about its asker.
ALTER TABLE job ADD COLUMN ip TEXT;

CREATE TABLE break_glass (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id     BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    reason      TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    asked_at    BIGINT NOT NULL,
    approved_by BIGINT REFERENCES user (id),
    until       BIGINT,
    ended_at    BIGINT,
    ended_by    BIGINT REFERENCES user (id),
    CHECK (approved_by IS NULL OR approved_by <> user_id),
    CHECK ((approved_by IS NULL) = (until IS NULL))
);
CREATE INDEX break_glass_open ON break_glass (user_id) WHERE ended_at IS NULL;
CREATE TRIGGER access_break_glass_update AFTER UPDATE ON break_glass BEGIN UPDATE access_version SET people = people + 1; END;

-- The last day on which somebody used a right, as the engine noticed it.
CREATE TABLE grant_use (
    user_id BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    object  TEXT NOT NULL,
    verb    TEXT NOT NULL,
    day     TEXT NOT NULL,
    PRIMARY KEY (user_id, object, verb)
);

CREATE TABLE review (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    started_at BIGINT NOT NULL,
    started_by BIGINT REFERENCES user (id),
    due_on     TEXT NOT NULL,
    -- What is not reviewed by then runs out.
    expires_on TEXT NOT NULL,
    signed_at  BIGINT,
    signed_by  BIGINT REFERENCES user (id),
    reminded_on TEXT
);
CREATE UNIQUE INDEX review_open ON review (signed_at IS NULL) WHERE signed_at IS NULL;

CREATE TABLE review_item (
    review_id  BIGINT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    user_id    BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    -- What of the role was used and what not, when the review began.
    used       TEXT NOT NULL CHECK (json_valid(used)),
    unused     TEXT NOT NULL CHECK (json_valid(unused)),
    decision   TEXT CHECK (decision IN ('keep', 'shrink', 'withdraw', 'expired', 'gone')),
    decided_at BIGINT,
    decided_by BIGINT REFERENCES user (id),
    PRIMARY KEY (review_id, user_id, role)
);
