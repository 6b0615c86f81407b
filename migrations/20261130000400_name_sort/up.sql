-- Names are sorted by their sound: the key is kept beside the name by whatever writes it, and filled in for what stands already.
ALTER TABLE customer ADD COLUMN name_sort TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN name_sort TEXT NOT NULL DEFAULT '';
CREATE INDEX customer_name_sort ON customer (name_sort) WHERE deleted_at IS NULL;
CREATE INDEX contact_name_sort ON contact (name_sort) WHERE deleted_at IS NULL;

INSERT OR REPLACE INTO setting (name, value) SELECT 'records.filled_to', '' WHERE EXISTS (SELECT 1 FROM customer);
DELETE FROM setting WHERE name = 'search.filled_to' AND EXISTS (SELECT 1 FROM customer);
