DROP TRIGGER access_record_team_insert;
DROP TRIGGER access_record_team_update;
DROP TRIGGER access_record_team_delete;
CREATE TRIGGER access_record_team_insert AFTER INSERT ON record_team BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_record_team_update AFTER UPDATE ON record_team BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_record_team_delete AFTER DELETE ON record_team BEGIN UPDATE access_version SET people = people + 1; END;
DROP TABLE share_version;
ALTER TABLE access_version DROP COLUMN shares;
