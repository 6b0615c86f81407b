-- People who come and go: invitations, and what was handed over when somebody left.

-- One open invitation per person. The link's token is kept as its hash.
CREATE TABLE invitation (
    user_id    BIGINT PRIMARY KEY NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES user (id),
    expires_at BIGINT NOT NULL
);

CREATE INDEX user_superior ON user (superior_id) WHERE superior_id IS NOT NULL;
CREATE INDEX user_department_id ON user (department_id);

-- A customer's department is its owner's (docs/decisions/0006). Two statements, because each kind of row has its own index.
CREATE TRIGGER customer_department_follows AFTER UPDATE OF department_id ON user WHEN OLD.department_id IS NOT NEW.department_id
BEGIN
    UPDATE customer SET department_id = NEW.department_id WHERE owner_id = NEW.id AND deleted_at IS NULL;
    UPDATE customer SET department_id = NEW.department_id WHERE owner_id = NEW.id AND deleted_at IS NOT NULL;
END;

UPDATE customer SET department_id = (SELECT department_id FROM user WHERE user.id = customer.owner_id)
WHERE department_id IS NOT (SELECT department_id FROM user WHERE user.id = customer.owner_id);

-- What one person had and others got. `staff` lists, in order, who got another superior and which departments another leader.
CREATE TABLE handover (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id    BIGINT NOT NULL REFERENCES user (id),
    staff      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(staff)),
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES user (id),
    undone_at  BIGINT
);
CREATE INDEX handover_user ON handover (user_id, id);

-- Which record went to whom; nobody is the pool. Forgotten once the time for undoing is over.
CREATE TABLE handover_record (
    handover_id BIGINT NOT NULL REFERENCES handover (id) ON DELETE CASCADE,
    object      TEXT NOT NULL,
    record_id   BIGINT NOT NULL,
    to_id       BIGINT REFERENCES user (id),
    PRIMARY KEY (handover_id, object, record_id)
) WITHOUT ROWID;
