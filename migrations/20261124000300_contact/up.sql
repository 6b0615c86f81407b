-- People at a customer's.

CREATE TABLE contact (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version     BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    position    TEXT,
    role        TEXT,
    is_primary  BOOLEAN,
    mobile      TEXT,
    phone       TEXT,
    email       TEXT,
    wechat      TEXT,
    birthday    TEXT CHECK (birthday IS NULL OR birthday GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    remarks     TEXT,
    custom      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom)),
    created_at  BIGINT NOT NULL,
    created_by  BIGINT REFERENCES user (id),
    updated_at  BIGINT NOT NULL,
    updated_by  BIGINT REFERENCES user (id),
    deleted_at  BIGINT,
    deleted_by  BIGINT REFERENCES user (id)
);

CREATE INDEX contact_customer ON contact (customer_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_name ON contact (name) WHERE deleted_at IS NULL;
CREATE INDEX contact_updated ON contact (updated_at) WHERE deleted_at IS NULL;
CREATE INDEX contact_deleted ON contact (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE VIRTUAL TABLE contact_search USING fts5 (tokens, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
