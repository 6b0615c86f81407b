-- Whose a contact and a follow-up are: the owner of their customer, copied to each row (docs/decisions/0010), so that lists and search
-- ask one table. Each sort of their lists has its index behind the owner.

ALTER TABLE contact ADD COLUMN scope_owner_id BIGINT;
UPDATE contact SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = contact.customer_id);

CREATE TRIGGER contact_scope_insert AFTER INSERT ON contact
WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM customer WHERE id = NEW.customer_id)
BEGIN
    UPDATE contact SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = NEW.customer_id) WHERE id = NEW.id;
END;
CREATE TRIGGER contact_scope_link AFTER UPDATE OF customer_id ON contact
WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM customer WHERE id = NEW.customer_id)
BEGIN
    UPDATE contact SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = NEW.customer_id) WHERE id = NEW.id;
END;
CREATE TRIGGER contact_scope_follows AFTER UPDATE OF owner_id ON customer WHEN OLD.owner_id IS NOT NEW.owner_id
BEGIN
    UPDATE contact SET scope_owner_id = NEW.owner_id WHERE customer_id = NEW.id AND deleted_at IS NULL;
    UPDATE contact SET scope_owner_id = NEW.owner_id WHERE customer_id = NEW.id AND deleted_at IS NOT NULL;
END;

CREATE INDEX contact_scope ON contact (scope_owner_id) WHERE deleted_at IS NULL;
CREATE INDEX contact_scope_updated ON contact (scope_owner_id, updated_at) WHERE deleted_at IS NULL;
CREATE INDEX contact_scope_name ON contact (scope_owner_id, name) WHERE deleted_at IS NULL;
-- For the trigger: what is in the recycle bin changes hands, too.
CREATE INDEX contact_customer_deleted ON contact (customer_id) WHERE deleted_at IS NOT NULL;

ALTER TABLE follow_up ADD COLUMN scope_owner_id BIGINT;
UPDATE follow_up SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = follow_up.customer_id);

CREATE TRIGGER follow_up_scope_insert AFTER INSERT ON follow_up
WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM customer WHERE id = NEW.customer_id)
BEGIN
    UPDATE follow_up SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = NEW.customer_id) WHERE id = NEW.id;
END;
CREATE TRIGGER follow_up_scope_link AFTER UPDATE OF customer_id ON follow_up
WHEN NEW.scope_owner_id IS NOT (SELECT owner_id FROM customer WHERE id = NEW.customer_id)
BEGIN
    UPDATE follow_up SET scope_owner_id = (SELECT owner_id FROM customer WHERE id = NEW.customer_id) WHERE id = NEW.id;
END;
CREATE TRIGGER follow_up_scope_follows AFTER UPDATE OF owner_id ON customer WHEN OLD.owner_id IS NOT NEW.owner_id
BEGIN
    UPDATE follow_up SET scope_owner_id = NEW.owner_id WHERE customer_id = NEW.id AND deleted_at IS NULL;
    UPDATE follow_up SET scope_owner_id = NEW.owner_id WHERE customer_id = NEW.id AND deleted_at IS NOT NULL;
END;

CREATE INDEX follow_up_scope ON follow_up (scope_owner_id) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_scope_updated ON follow_up (scope_owner_id, updated_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_scope_next ON follow_up (scope_owner_id, next_contact_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_updated ON follow_up (updated_at) WHERE deleted_at IS NULL;
CREATE INDEX follow_up_customer_deleted ON follow_up (customer_id) WHERE deleted_at IS NOT NULL;

-- The full-text tables learn whose each record is and what it hangs on: they are filled again when the app is opened next.
INSERT INTO setting (name, value) SELECT 'records.filled_to', '' WHERE EXISTS (SELECT 1 FROM customer)
ON CONFLICT (name) DO UPDATE SET value = '';
