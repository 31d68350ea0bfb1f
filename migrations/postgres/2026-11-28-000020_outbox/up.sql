-- Where mail goes to a person; empty where none is to come.
ALTER TABLE people ADD COLUMN email TEXT COLLATE "C" NOT NULL DEFAULT '';
-- at_once, daily: one mail with all of a day.
ALTER TABLE people ADD COLUMN mail_pace TEXT COLLATE "C" NOT NULL DEFAULT 'at_once';
-- The offices hear of every dealer.
UPDATE people SET mail_pace = 'daily' WHERE role <> 'dealer_clerk';

-- What is to be told to whom, written with what it tells of; sent afterwards, at least once.
CREATE TABLE outbox (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Whom it is about.
    dealer TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    -- The same event is told to an address once.
    event_key TEXT COLLATE "C" NOT NULL,
    -- A login; empty where the address is that of the dealer's register.
    person TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    -- JSON of what is told; never personal data of customers.
    payload TEXT COLLATE "C" NOT NULL,
    -- Whether it waits to be one mail with the others of its day.
    in_digest BOOLEAN NOT NULL,
    -- queued, sending, sent, failed, cancelled
    state TEXT COLLATE "C" NOT NULL,
    -- Given at the first attempt and kept: rows of one mail have the same, and so has each further attempt.
    message_id TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    -- From then on it would tell of what is long past.
    give_up_at TIMESTAMP NOT NULL,
    lease_until TIMESTAMP,
    leased_by TEXT COLLATE "C" NOT NULL,
    last_error TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE UNIQUE INDEX outbox_once ON outbox (event_key, recipient);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_message ON outbox (message_id);
