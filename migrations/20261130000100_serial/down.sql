DROP TABLE serial;
