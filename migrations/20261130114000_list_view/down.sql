DROP TABLE list_view;
