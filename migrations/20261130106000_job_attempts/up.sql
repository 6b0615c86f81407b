-- A job that ends the server each time it is begun is not begun for ever.
ALTER TABLE job ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
