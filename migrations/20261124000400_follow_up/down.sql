DROP TABLE follow_up_search;
DROP TABLE follow_up;
