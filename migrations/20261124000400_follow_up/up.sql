-- What was said and agreed with a customer, and when to speak again.

CREATE TABLE follow_up (
    id              INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version         BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    customer_id     BIGINT NOT NULL REFERENCES customer (id),
    contact_id      BIGINT REFERENCES contact (id),
    type            TEXT NOT NULL DEFAULT 'call',
    content         TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 5000),
    next_contact_at BIGINT,
    custom          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom)),
    created_at      BIGINT NOT NULL,
    created_by      BIGINT REFERENCES user (id),
    updated_at      BIGINT NOT NULL,
    updated_by      BIGINT REFERENCES user (id),
    deleted_at      BIGINT,
    deleted_by      BIGINT REFERENCES user (id)
);

CREATE INDEX follow_up_customer ON follow_up (customer_id) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_contact ON follow_up (contact_id) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_next ON follow_up (next_contact_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_created_by ON follow_up (created_by) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_deleted ON follow_up (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE VIRTUAL TABLE follow_up_search USING fts5 (tokens, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
