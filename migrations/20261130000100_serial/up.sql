-- The next number of each numbered field, for each period of its rule. Numbers are drawn in the transaction that uses them.

CREATE TABLE serial (
    id     INTEGER PRIMARY KEY NOT NULL,
    object TEXT NOT NULL,
    field  TEXT NOT NULL,
    period TEXT NOT NULL,
    next   BIGINT NOT NULL CHECK (next > 1),
    UNIQUE (object, field, period)
);
