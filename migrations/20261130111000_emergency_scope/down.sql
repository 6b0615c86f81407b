ALTER TABLE break_glass DROP COLUMN minutes;
ALTER TABLE break_glass DROP COLUMN objects;
