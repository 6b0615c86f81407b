ALTER TABLE handover_record DROP COLUMN shares;
