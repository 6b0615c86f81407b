-- Customers. Lists of one's own customers are answered from the owner indexes, lists of all from the plain ones.

CREATE TABLE customer (
    id                INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version           BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key          TEXT,
    short_name        TEXT CHECK (length(short_name) <= 50),
    level             TEXT CHECK (level IN ('A', 'B', 'C', 'D')),
    source            TEXT,
    industry          TEXT,
    status            TEXT NOT NULL DEFAULT 'new',
    tags              TEXT CHECK (tags IS NULL OR json_valid(tags)),
    mobile            TEXT,
    phone             TEXT,
    email             TEXT,
    region            TEXT,
    address           TEXT,
    website           TEXT,
    tax_number        TEXT,
    owner_id          BIGINT REFERENCES user (id),
    department_id     BIGINT REFERENCES department (id),
    yearly_volume     BIGINT,
    first_deal_on     TEXT CHECK (first_deal_on IS NULL OR first_deal_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    next_contact_at   BIGINT,
    last_follow_up_at BIGINT,
    remarks           TEXT,
    custom            TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom)),
    created_at        BIGINT NOT NULL,
    created_by        BIGINT REFERENCES user (id),
    updated_at        BIGINT NOT NULL,
    updated_by        BIGINT REFERENCES user (id),
    deleted_at        BIGINT,
    deleted_by        BIGINT REFERENCES user (id)
);

CREATE INDEX customer_owner_updated ON customer (owner_id, updated_at) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner_next ON customer (owner_id, next_contact_at) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner ON customer (owner_id) WHERE deleted_at IS NULL;
CREATE INDEX customer_updated ON customer (updated_at) WHERE deleted_at IS NULL;
CREATE INDEX customer_next ON customer (next_contact_at) WHERE deleted_at IS NULL;
CREATE INDEX customer_volume ON customer (yearly_volume) WHERE deleted_at IS NULL;
CREATE INDEX customer_name ON customer (name) WHERE deleted_at IS NULL;
CREATE INDEX customer_name_key ON customer (name_key) WHERE deleted_at IS NULL;
CREATE INDEX customer_mobile ON customer (mobile) WHERE deleted_at IS NULL;
CREATE INDEX customer_phone ON customer (phone) WHERE deleted_at IS NULL;
CREATE INDEX customer_department ON customer (department_id) WHERE deleted_at IS NULL;
CREATE INDEX customer_deleted ON customer (deleted_at) WHERE deleted_at IS NOT NULL;

-- Tokens only, no texts: pairs of characters, pinyin initials, and whose it is.
CREATE VIRTUAL TABLE customer_search USING fts5 (tokens, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
