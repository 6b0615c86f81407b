-- The shares that ended when a record changed hands, for the way back.
ALTER TABLE handover_record ADD COLUMN shares TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(shares));
