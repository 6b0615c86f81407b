-- Changes of roles and policies that wait for a second person.
CREATE TABLE access_proposal (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    change     TEXT NOT NULL CHECK (json_valid(change)),
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected')),
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES user (id),
    decided_at BIGINT,
    decided_by BIGINT REFERENCES user (id),
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK (decided_by IS NULL OR state = 'rejected' OR decided_by <> created_by)
);
CREATE INDEX access_proposal_state ON access_proposal (state, id);
