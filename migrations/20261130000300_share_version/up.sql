-- What is shared has a number of its own, and each person whom it concerns has the number at which theirs changed last: so a new share
-- is no reason to read the people or the policies anew, or to work out again what others may do.
ALTER TABLE access_version ADD COLUMN shares BIGINT NOT NULL DEFAULT 1;

-- Of people who are gone, too: whoever reads anew looks for them, and finds nothing.
CREATE TABLE share_version (
    user_id BIGINT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL
);

-- Nothing in them may be in conflict: how that is settled would be said by the statement that fires them, which may say to ignore it.
DROP TRIGGER access_record_team_insert;
DROP TRIGGER access_record_team_update;
DROP TRIGGER access_record_team_delete;

CREATE TRIGGER access_record_team_insert AFTER INSERT ON record_team BEGIN
    UPDATE access_version SET shares = shares + 1;
    DELETE FROM share_version WHERE user_id = NEW.user_id;
    INSERT INTO share_version (user_id, version) SELECT NEW.user_id, shares FROM access_version;
END;
CREATE TRIGGER access_record_team_update AFTER UPDATE ON record_team BEGIN
    UPDATE access_version SET shares = shares + 1;
    DELETE FROM share_version WHERE user_id = OLD.user_id;
    INSERT INTO share_version (user_id, version) SELECT OLD.user_id, shares FROM access_version;
    DELETE FROM share_version WHERE user_id = NEW.user_id;
    INSERT INTO share_version (user_id, version) SELECT NEW.user_id, shares FROM access_version;
END;
CREATE TRIGGER access_record_team_delete AFTER DELETE ON record_team BEGIN
    UPDATE access_version SET shares = shares + 1;
    DELETE FROM share_version WHERE user_id = OLD.user_id;
    INSERT INTO share_version (user_id, version) SELECT OLD.user_id, shares FROM access_version;
END;
