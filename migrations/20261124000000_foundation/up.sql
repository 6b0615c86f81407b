-- The house itself: settings, people, sessions, jobs. Moments are milliseconds since 1970, days are 'YYYY-MM-DD'.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE department (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    parent_id  BIGINT REFERENCES department (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX department_name ON department (coalesce(parent_id, 0), name);

CREATE TABLE user (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    login         TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 64),
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    password_hash TEXT NOT NULL,
    department_id BIGINT REFERENCES department (id),
    active        BOOLEAN NOT NULL DEFAULT TRUE,
    preferences   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(preferences)),
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX user_login ON user (lower(login));
CREATE INDEX user_name ON user (name);

CREATE TABLE user_role (
    user_id BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    role    TEXT NOT NULL,
    PRIMARY KEY (user_id, role)
);

-- One row per login name that was ever tried, known or not, so that trying tells nothing.
CREATE TABLE lockout (
    login        TEXT PRIMARY KEY NOT NULL,
    failures     BIGINT NOT NULL CHECK (failures >= 0),
    locks        BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT,
    tried_at     BIGINT NOT NULL
);

CREATE TABLE session (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip         TEXT,
    agent      TEXT
);
CREATE INDEX session_user ON session (user_id);

CREATE TABLE job (
    id          INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    input       TEXT NOT NULL CHECK (json_valid(input)),
    state       TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done        BIGINT NOT NULL DEFAULT 0,
    total       BIGINT,
    progress    TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(progress)),
    result      TEXT CHECK (result IS NULL OR json_valid(result)),
    error       TEXT,
    user_id     BIGINT REFERENCES user (id),
    language    TEXT NOT NULL DEFAULT 'zh-CN',
    created_at  BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_user ON job (user_id, id);
CREATE INDEX job_open ON job (state) WHERE state IN ('queued', 'running');

-- Files that jobs read and make. They live in the encrypted database and go when their job is cleared away.
CREATE TABLE job_file (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL,
    job_id     BIGINT REFERENCES job (id) ON DELETE CASCADE,
    user_id    BIGINT REFERENCES user (id),
    created_at BIGINT NOT NULL
);

-- What changed in which record, in values, for the people who may see the record. The audit log holds no values.
CREATE TABLE record_change (
    id        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    object    TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    user_id   BIGINT REFERENCES user (id),
    verb      TEXT NOT NULL,
    changes   TEXT NOT NULL CHECK (json_valid(changes))
);
CREATE INDEX record_change_record ON record_change (object, record_id, id);
