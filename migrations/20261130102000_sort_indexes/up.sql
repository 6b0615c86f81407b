-- Names are sorted by their sound, so what lies behind an owner is looked up by it, too; and each sort of the customers has its index
-- behind the owner, as those of contacts and follow-ups have.
DROP INDEX contact_scope_name;
CREATE INDEX contact_scope_name ON contact (scope_owner_id, name_sort) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner_name ON customer (owner_id, name_sort) WHERE deleted_at IS NULL;
CREATE INDEX customer_owner_volume ON customer (owner_id, yearly_volume) WHERE deleted_at IS NULL;
