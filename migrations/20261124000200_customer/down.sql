DROP TABLE customer_search;
DROP TABLE customer;
