DROP TABLE share_request;
DROP TABLE duplicate_hit;
DROP TABLE duplicate_waiver;
