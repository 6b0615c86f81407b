DROP INDEX contact_name_sort;
DROP INDEX customer_name_sort;
ALTER TABLE contact DROP COLUMN name_sort;
ALTER TABLE customer DROP COLUMN name_sort;
