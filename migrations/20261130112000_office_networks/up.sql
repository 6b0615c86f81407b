-- Decisions rest on which networks count as the office.
CREATE TRIGGER access_office_insert AFTER INSERT ON setting WHEN NEW.name = 'access.office'
BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_office_update AFTER UPDATE ON setting WHEN NEW.name = 'access.office'
BEGIN UPDATE access_version SET people = people + 1; END;
CREATE TRIGGER access_office_delete AFTER DELETE ON setting WHEN OLD.name = 'access.office'
BEGIN UPDATE access_version SET people = people + 1; END;
