-- Views that people keep. A deleted one stays for a week, for whoever wants it back; whoever loses a department no longer shows theirs to it.
CREATE TABLE list_view (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    object        TEXT NOT NULL,
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    filter        TEXT NOT NULL,
    sort          TEXT,
    shown         TEXT,
    density       TEXT CHECK (density IN ('comfortable', 'compact')),
    audience      TEXT NOT NULL DEFAULT 'self' CHECK (audience IN ('self', 'everybody', 'department', 'role')),
    department_id BIGINT REFERENCES department (id) ON DELETE SET NULL,
    role          TEXT,
    owner_id      BIGINT NOT NULL REFERENCES user (id),
    version       BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    deleted_at    BIGINT
);
CREATE INDEX list_view_owner ON list_view (object, owner_id);
CREATE INDEX list_view_shared ON list_view (object) WHERE audience <> 'self';
