-- Who may what: roles and policies as data, the people that they speak of, and who shares a record with whom.

ALTER TABLE user ADD COLUMN post TEXT CHECK (length(post) <= 50);
ALTER TABLE user ADD COLUMN email TEXT CHECK (length(email) <= 254);
ALTER TABLE user ADD COLUMN superior_id BIGINT REFERENCES user (id);
-- How much somebody may be trusted with, for policies to ask: 0 is everybody.
ALTER TABLE user ADD COLUMN clearance BIGINT NOT NULL DEFAULT 0 CHECK (clearance BETWEEN 0 AND 9);
-- Is going to leave: still at work, but takes nothing along.
ALTER TABLE user ADD COLUMN leaving BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE department ADD COLUMN leader_id BIGINT REFERENCES user (id);

-- Departments beside the one that somebody belongs to.
CREATE TABLE user_department (
    user_id       BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    department_id BIGINT NOT NULL REFERENCES department (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, department_id)
);

-- Roles of the company's own, and shipped ones that it changed. A shipped role without a row is as the binary has it.
CREATE TABLE role (
    name       TEXT PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 2 AND 40),
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    version    BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    updated_at BIGINT NOT NULL,
    updated_by BIGINT REFERENCES user (id)
);

-- Further policies in Cedar's words, one each.
CREATE TABLE policy (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name       TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
    active     BOOLEAN NOT NULL DEFAULT TRUE,
    version    BIGINT NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES user (id),
    updated_at BIGINT NOT NULL,
    updated_by BIGINT REFERENCES user (id)
);

-- One record shared with people. Whoever may write may read.
CREATE TABLE record_team (
    object     TEXT NOT NULL,
    record_id  BIGINT NOT NULL,
    user_id    BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    may        TEXT NOT NULL CHECK (may IN ('read', 'write')),
    until      TEXT CHECK (until IS NULL OR until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES user (id),
    PRIMARY KEY (object, record_id, user_id)
);
CREATE INDEX record_team_user ON record_team (user_id, object);

-- How many masked values somebody revealed on a day.
CREATE TABLE reveal (
    user_id BIGINT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    day     TEXT NOT NULL,
    count   BIGINT NOT NULL CHECK (count > 0),
    PRIMARY KEY (user_id, day)
);

-- Counts what decisions rest on. Whoever decides compares it, and no change can be forgotten: the triggers see all of them.
CREATE TABLE access_version (
    id       INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    policies BIGINT NOT NULL,
    people   BIGINT NOT NULL
);
INSERT INTO access_version (id, policies, people) VALUES (1, 1, 1);

CREATE TRIGGER access_role_insert AFTER INSERT ON role BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_role_update AFTER UPDATE ON role BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_role_delete AFTER DELETE ON role BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_policy_insert AFTER INSERT ON policy BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_policy_update AFTER UPDATE ON policy BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_policy_delete AFTER DELETE ON policy BEGIN UPDATE access_version SET policies = policies + 1; END;
CREATE TRIGGER access_user_insert AFTER INSERT ON user BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_update AFTER UPDATE OF department_id, active, superior_id, clearance, leaving ON user
BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_delete AFTER DELETE ON user BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_role_insert AFTER INSERT ON user_role BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_role_delete AFTER DELETE ON user_role BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_department_insert AFTER INSERT ON user_department BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_user_department_delete AFTER DELETE ON user_department BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_department_insert AFTER INSERT ON department BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_department_update AFTER UPDATE OF parent_id ON department BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_department_delete AFTER DELETE ON department BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_record_team_insert AFTER INSERT ON record_team BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_record_team_update AFTER UPDATE ON record_team BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_record_team_delete AFTER DELETE ON record_team BEGIN UPDATE access_version SET people = people + 1; END;

-- What not everybody may see is indexed apart from the rest, so that nobody finds by what is masked. The tables are filled again
-- from the records, if there are any, when the house is opened next.
DROP TABLE customer_search;
DROP TABLE contact_search;
DROP TABLE follow_up_search;
CREATE VIRTUAL TABLE customer_search USING fts5 (tokens, personal, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE contact_search USING fts5 (tokens, personal, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE follow_up_search USING fts5 (tokens, personal, scope, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO setting (name, value) SELECT 'search.filled_to', '' WHERE EXISTS (SELECT 1 FROM customer);
