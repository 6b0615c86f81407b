DROP TABLE contact_search;
DROP TABLE contact;
