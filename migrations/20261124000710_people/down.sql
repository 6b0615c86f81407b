DROP TABLE handover_record;
DROP TABLE handover;
DROP TRIGGER customer_department_follows;
DROP INDEX user_department_id;
DROP INDEX user_superior;
DROP TABLE invitation;
