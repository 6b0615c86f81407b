-- The audit log. Rows are only ever added, each moving the head by one (a trigger for that would give every insert a journal
-- of its own, at which the full-text tables write themselves out); the triggers stop the honest mistake, the tree of hashes shows the dishonest one.
-- No foreign keys: an event outlives the user, the session and the record that it names.

CREATE TABLE audit_event (
    seq        INTEGER PRIMARY KEY NOT NULL CHECK (seq > 0),
    at         BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 3 AND 64),
    outcome    TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    user_id    BIGINT,
    login      TEXT NOT NULL,
    ip         TEXT,
    session_id BIGINT,
    object     TEXT,
    record_id  BIGINT,
    detail     TEXT NOT NULL CHECK (json_valid(detail)),
    leaf       BLOB NOT NULL CHECK (length(leaf) = 32)
);
CREATE INDEX audit_event_at ON audit_event (at);
CREATE INDEX audit_event_kind ON audit_event (kind, seq);
CREATE INDEX audit_event_user ON audit_event (user_id, seq);
CREATE INDEX audit_event_record ON audit_event (object, record_id, seq) WHERE object IS NOT NULL;
CREATE INDEX audit_event_outcome ON audit_event (outcome, seq) WHERE outcome <> 'done';

-- The right edge of the tree after the last event, and the right edge at the last checkpoint (so that start-up checks only what came after it).
CREATE TABLE audit_head (
    id              INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    size            BIGINT NOT NULL CHECK (size >= 0),
    frontier        BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
    signed_size     BIGINT NOT NULL CHECK (signed_size BETWEEN 0 AND size),
    signed_frontier BLOB NOT NULL CHECK (length(signed_frontier) % 32 = 0)
);
INSERT INTO audit_head (id, size, frontier, signed_size, signed_frontier) VALUES (1, 0, x'', 0, x'');

CREATE TABLE audit_checkpoint (
    size INTEGER PRIMARY KEY NOT NULL CHECK (size > 0),
    at   BIGINT NOT NULL,
    note TEXT NOT NULL
);

CREATE TRIGGER audit_event_keep BEFORE DELETE ON audit_event
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_event_fixed BEFORE UPDATE ON audit_event
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_checkpoint_keep BEFORE DELETE ON audit_checkpoint
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_checkpoint_fixed BEFORE UPDATE ON audit_checkpoint
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_head_keep BEFORE DELETE ON audit_head
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
