-- A follow-up says when and by whom it was held, which for those of an older system is not when and by whom it was entered; and what
-- becomes of the appointment that stood. One that answers another is a word about it, and no contact with the customer.
ALTER TABLE follow_up ADD COLUMN followed_at BIGINT;
ALTER TABLE follow_up ADD COLUMN author_id BIGINT REFERENCES user (id);
ALTER TABLE follow_up ADD COLUMN appointment TEXT CHECK (appointment IN ('settled', 'kept'));
ALTER TABLE follow_up ADD COLUMN answers_id BIGINT REFERENCES follow_up (id);
UPDATE follow_up SET followed_at = created_at, author_id = created_by;

CREATE INDEX follow_up_said ON follow_up (customer_id, followed_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_followed ON follow_up (followed_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_scope_followed ON follow_up (scope_owner_id, followed_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_author ON follow_up (author_id) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_scope_author ON follow_up (scope_owner_id, author_id) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_answers ON follow_up (answers_id) WHERE deleted_at IS NULL;

-- What of a customer's dates and status people typed and what its follow-ups brought about is kept apart, so that a follow-up which is
-- deleted takes along what it had brought.
ALTER TABLE customer ADD COLUMN planned_at BIGINT;
ALTER TABLE customer ADD COLUMN planned_since BIGINT;
ALTER TABLE customer ADD COLUMN status_typed_at BIGINT;
ALTER TABLE customer ADD COLUMN status_followed BIGINT;

-- What was typed last stands in the history; where nobody ever typed it, what a follow-up replaced first is what it was entered with.
CREATE TEMP TABLE told AS
SELECT c.id, c.record_id, c.at, c.verb, json_extract(j.value, '$.f') AS field, json_extract(j.value, '$.o') AS old, json_extract(j.value, '$.n') AS new
FROM record_change c, json_each(c.changes) j
WHERE c.object = 'customer' AND json_extract(j.value, '$.f') IN ('next_contact_at', 'status');
CREATE INDEX temp.told_record ON told (record_id, field, id);

UPDATE customer SET planned_at = next_contact_at, planned_since = created_at
WHERE next_contact_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM told WHERE record_id = customer.id AND field = 'next_contact_at');
UPDATE customer SET planned_since = created_at,
    planned_at = (SELECT old FROM told WHERE record_id = customer.id AND field = 'next_contact_at' ORDER BY id LIMIT 1)
WHERE EXISTS (SELECT 1 FROM told WHERE record_id = customer.id AND field = 'next_contact_at');
UPDATE customer SET
    planned_since = (SELECT at FROM told WHERE record_id = customer.id AND field = 'next_contact_at' AND verb <> 'follow' ORDER BY id DESC LIMIT 1),
    planned_at = (SELECT new FROM told WHERE record_id = customer.id AND field = 'next_contact_at' AND verb <> 'follow' ORDER BY id DESC LIMIT 1)
WHERE EXISTS (SELECT 1 FROM told WHERE record_id = customer.id AND field = 'next_contact_at' AND verb <> 'follow');
UPDATE customer SET
    status_typed_at = (SELECT max(at) FROM told WHERE record_id = customer.id AND field = 'status' AND verb <> 'follow'),
    status_followed = (SELECT verb = 'follow' FROM told WHERE record_id = customer.id AND field = 'status' ORDER BY id DESC LIMIT 1)
WHERE EXISTS (SELECT 1 FROM told WHERE record_id = customer.id AND field = 'status');
DROP TABLE told;

-- Last follow-up, next contact and status of every customer are put right when the app is opened next (`records::recount`).
INSERT INTO setting (name, value) SELECT 'records.recounted_to', '' WHERE EXISTS (SELECT 1 FROM follow_up)
ON CONFLICT (name) DO UPDATE SET value = '';
