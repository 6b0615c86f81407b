DROP INDEX record_change_operation;
ALTER TABLE record_change DROP COLUMN operation_id;
DROP TABLE operation;
