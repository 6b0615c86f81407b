DROP TABLE review_item;
DROP TABLE review;
DROP TABLE grant_use;
DROP TABLE break_glass;
ALTER TABLE job DROP COLUMN ip;
