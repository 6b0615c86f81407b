DROP TABLE access_proposal;
