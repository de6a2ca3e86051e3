-- What is looked up in tables that grow each year, and had no index: found by running every page and job on years of
-- business (tests/scale/).

-- Where a member stands is worked out from all of their dues, void ones too; and all members are gone through in order.
create index dues_person on dues (person_id);
create index hardships_person on hardships (person_id);
-- How many copies were bought from the page of a text. Few orders come from one.
create index orders_from_text on orders (from_text_id) where from_text_id is not null;
-- The page of an order, however long ago it was: its checkout, and what of its money went back.
create index checkouts_order on checkouts (order_id);
create index payments_order on payments (order_id);
-- What could not be sent back, and waits for a person.
create index refunds_failed on refunds (payment_id) where state = 'failed';
-- How many questions somebody sent today.
create index questions_asker on questions (lower(email), asked_at);
