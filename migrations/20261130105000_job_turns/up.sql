-- A job is decided with what its user had shown when asking for it, and at that moment.
ALTER TABLE job ADD COLUMN factor_at BIGINT;
ALTER TABLE job ADD COLUMN device_trusted BOOLEAN NOT NULL DEFAULT 0;

-- Short work goes before long work, and people take turns.
ALTER TABLE job ADD COLUMN lane TEXT NOT NULL DEFAULT 'long' CHECK (lane IN ('short', 'long'));
ALTER TABLE job ADD COLUMN started_at BIGINT;
