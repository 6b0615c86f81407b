DROP TRIGGER access_office_insert;
DROP TRIGGER access_office_update;
DROP TRIGGER access_office_delete;
