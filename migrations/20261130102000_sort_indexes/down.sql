DROP INDEX customer_owner_volume;
DROP INDEX customer_owner_name;
DROP INDEX contact_scope_name;
CREATE INDEX contact_scope_name ON contact (scope_owner_id, name) WHERE deleted_at IS NULL;
