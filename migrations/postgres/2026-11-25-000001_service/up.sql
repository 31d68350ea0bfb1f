-- Keys of what a dealer owns start with the dealer, so that a sharding database can spread them.
-- Amounts are whole fen; days are dates, instants UTC; a period is the text YYYY-MM.
-- What was filed, decided, called, stepped or recorded is only ever added; columns that change say where something stands.

CREATE TABLE settings (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- ---------------------------------------------------------------------------------------------------------- people

CREATE TABLE people (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    login TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    -- A dealer clerk's dealer; empty for everybody else.
    dealer TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    -- PHC string; empty until the person has set one.
    password_hash TEXT COLLATE "C" NOT NULL,
    -- Sealed; empty without a second factor.
    totp_secret TEXT COLLATE "C" NOT NULL,
    -- The last time step whose code was taken; none is taken twice.
    totp_step BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    -- No attempt is looked at before this instant.
    retry_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    disabled_at TIMESTAMP
);

CREATE TABLE sessions (
    -- Of the token that only the browser has.
    token_sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    csrf_token TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    -- When a second factor was last shown in this session.
    confirmed_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX sessions_by_person ON sessions (person);

CREATE TABLE api_tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    name TEXT COLLATE "C" NOT NULL,
    token_sha256 TEXT COLLATE "C" NOT NULL UNIQUE,
    -- Separated by spaces.
    scopes TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP
);

-- One-time links: the first administrator, an invitation, a forgotten password.
CREATE TABLE invitations (
    token_sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE TABLE idempotency (
    person TEXT COLLATE "C" NOT NULL,
    request_key TEXT COLLATE "C" NOT NULL,
    -- Of method, path and body: the same key with another request is refused.
    request_sha256 TEXT COLLATE "C" NOT NULL,
    -- 0 while the first request is at work.
    status BIGINT NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (person, request_key)
);

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    -- A login, or `system`.
    person TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    -- Empty where no dealer is concerned.
    dealer TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    -- JSON; never personal data of customers.
    facts TEXT COLLATE "C" NOT NULL,
    previous_sha256 TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_dealer ON audit (dealer, seq);

-- The end of the chain; locked by whoever adds to it.
CREATE TABLE audit_head (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL
);
INSERT INTO audit_head (one, seq, sha256) VALUES (1, 0, '');

CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    -- What the job is about: a dealer, an upload.
    subject TEXT COLLATE "C" NOT NULL,
    -- queued, running, done, failed
    state TEXT COLLATE "C" NOT NULL,
    run_at TIMESTAMP NOT NULL,
    attempts BIGINT NOT NULL,
    -- Whoever works on it says until when others keep away.
    lease_until TIMESTAMP,
    leased_by TEXT COLLATE "C" NOT NULL,
    last_error TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE UNIQUE INDEX jobs_queued_once ON jobs (kind, subject) WHERE state = 'queued';
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_ended ON jobs (ended_at);

-- --------------------------------------------------------------------------------------------------- books of terms

-- Every file that came in, once per content.
CREATE TABLE files (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    byte_count BIGINT NOT NULL,
    content BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL
);

-- A version of a register: one upload.
CREATE TABLE register_versions (
    id BIGINT NOT NULL PRIMARY KEY,
    register TEXT COLLATE "C" NOT NULL,
    -- add: rows come to those that stand; replace: no other row stands any more.
    mode TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    file_sha256 TEXT COLLATE "C" NOT NULL,
    uploaded_by TEXT COLLATE "C" NOT NULL,
    uploaded_at TIMESTAMP NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_added BIGINT NOT NULL,
    rows_removed BIGINT NOT NULL
);
CREATE INDEX register_versions_by_register ON register_versions (register, id);

-- A row of a register stands from one version to before another. All registers are kept in this one way.
CREATE TABLE register_rows (
    -- Empty for registers that are not by dealer.
    dealer TEXT COLLATE "C" NOT NULL,
    register TEXT COLLATE "C" NOT NULL,
    -- The key of its register's row; for registers without one the row's number.
    row_key TEXT COLLATE "C" NOT NULL,
    added_in BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    removed_in BIGINT,
    -- JSON of the agreement's struct.
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, register, row_key, added_in, row_no)
);
CREATE INDEX register_rows_by_key ON register_rows (register, row_key);
-- What a version brought, in the order of its file; an upload works from its own rows, however many stand.
CREATE INDEX register_rows_by_version ON register_rows (register, added_in, row_no);

CREATE TABLE agreements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL,
    effective_from DATE NOT NULL,
    -- The TOML file as it was published.
    body TEXT COLLATE "C" NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMP NOT NULL,
    -- Replaced by another text of the same code and first day.
    replaced_at TIMESTAMP
);
CREATE UNIQUE INDEX agreements_standing ON agreements (code, effective_from) WHERE replaced_at IS NULL;

CREATE TABLE bank_accounts (
    dealer TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    account_name TEXT COLLATE "C" NOT NULL,
    bank_name TEXT COLLATE "C" NOT NULL,
    bank_account TEXT COLLATE "C" NOT NULL,
    bank_code TEXT COLLATE "C" NOT NULL,
    -- proposed, approved, rejected
    state TEXT COLLATE "C" NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at TIMESTAMP,
    PRIMARY KEY (dealer, seq)
);
CREATE UNIQUE INDEX bank_accounts_proposed_once ON bank_accounts (dealer) WHERE state = 'proposed';

-- ------------------------------------------------------------------------------------------------- the dealer's month

-- Where a dealer's books stand: every change of what they rest on raises the revision; what was settled says of which.
CREATE TABLE dealer_books (
    dealer TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    settled_revision BIGINT NOT NULL
);

CREATE TABLE seeds (
    period TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seed TEXT COLLATE "C" NOT NULL,
    -- Published before the period closes.
    seed_sha256 TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMP NOT NULL
);

CREATE TABLE months (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- draft, confirmed, approved, released, paid; none where no agreement binds the dealer
    state TEXT COLLATE "C" NOT NULL,
    -- Raised with every change of state.
    state_version BIGINT NOT NULL,
    -- The statement that stands.
    statement_revision BIGINT NOT NULL,
    slips_received_on DATE,
    feedback_received_on DATE,
    -- Why the slips are forfeited: the day on which their time had run out, and the day they came.
    forfeited_on DATE,
    forfeited_received_on DATE,
    lot_drawn_at TIMESTAMP,
    lot_drawn_by TEXT COLLATE "C" NOT NULL,
    -- JSON of the lot, as of the last settlement; empty before the draw.
    lot TEXT COLLATE "C" NOT NULL,
    net_fen BIGINT NOT NULL,
    payable_fen BIGINT NOT NULL,
    payment_due_on DATE,
    slip_count BIGINT NOT NULL,
    held_count BIGINT NOT NULL,
    claimed_fen BIGINT NOT NULL,
    accepted_fen BIGINT NOT NULL,
    PRIMARY KEY (dealer, period)
);
CREATE INDEX months_by_period ON months (period, dealer);
CREATE INDEX months_by_state ON months (state, period, dealer);

CREATE TABLE uploads (
    dealer TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- slips, feedback
    sheet TEXT COLLATE "C" NOT NULL,
    -- received, checked, refused, filed, withdrawn
    state TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    file_sha256 TEXT COLLATE "C" NOT NULL,
    received_on DATE NOT NULL,
    uploaded_by TEXT COLLATE "C" NOT NULL,
    uploaded_at TIMESTAMP NOT NULL,
    rows_read BIGINT NOT NULL,
    -- JSON: the workbook's sheet, the columns found and not known, the faults.
    answer TEXT COLLATE "C" NOT NULL,
    -- JSON: what filing would come to.
    preview TEXT COLLATE "C" NOT NULL,
    -- The slips that could be read, until they are filed.
    readable BYTEA NOT NULL,
    filed_by TEXT COLLATE "C" NOT NULL,
    filed_at TIMESTAMP,
    PRIMARY KEY (dealer, id)
);
-- The same file twice is one upload.
CREATE UNIQUE INDEX uploads_once ON uploads (dealer, period, sheet, file_sha256) WHERE state <> 'withdrawn';
CREATE INDEX uploads_by_period ON uploads (period, dealer, sheet);

CREATE TABLE slips (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    -- 1, 2, …: every filing of the number is kept.
    version BIGINT NOT NULL,
    is_current BOOLEAN NOT NULL,
    upload TEXT COLLATE "C" NOT NULL,
    -- Where its first row stands in the sheet.
    sheet_row BIGINT NOT NULL,
    serial_no TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    repair_date DATE,
    fault_code TEXT COLLATE "C" NOT NULL,
    -- JSON of the slip as filed.
    body TEXT COLLATE "C" NOT NULL,
    filed_at TIMESTAMP NOT NULL,
    -- The last decision: its number, and what it says.
    decision BIGINT NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    claim_fen BIGINT NOT NULL,
    payable_fen BIGINT NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, version)
);
CREATE INDEX slips_by_no ON slips (dealer, slip_no);
CREATE INDEX slips_by_unit ON slips (serial_no, repair_date) WHERE is_current;
CREATE INDEX slips_by_verdict ON slips (verdict, period, dealer, slip_no) WHERE is_current;
CREATE INDEX slips_by_period ON slips (period, dealer, slip_no) WHERE is_current;

CREATE TABLE decisions (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    -- 1, 2, …
    seq BIGINT NOT NULL,
    version BIGINT NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    -- The codes that hit, joined by `;`.
    reasons TEXT COLLATE "C" NOT NULL,
    -- JSON: every rule that hit, with its facts.
    hits TEXT COLLATE "C" NOT NULL,
    claim_fen BIGINT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, seq)
);

CREATE TABLE reviews (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    accepted BOOLEAN NOT NULL,
    after_draw BOOLEAN NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    reviewer TEXT COLLATE "C" NOT NULL,
    reviewed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, seq)
);

CREATE TABLE calls (
    dealer TEXT COLLATE "C" NOT NULL,
    -- In the order in which they were recorded.
    id TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    called_on DATE NOT NULL,
    attempt BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    satisfaction BIGINT,
    note TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, id)
);
CREATE INDEX calls_by_slip ON calls (dealer, slip_no, id);

-- --------------------------------------------------------------------------------------------------------- statements

CREATE TABLE statements (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- 1, 2, …: every draft that said something else is kept.
    revision BIGINT NOT NULL,
    fees_paid_fen BIGINT NOT NULL,
    net_fen BIGINT NOT NULL,
    payable_fen BIGINT NOT NULL,
    balance_fen BIGINT NOT NULL,
    payment_due_on DATE,
    -- JSON of the account that the next statement goes on from.
    account TEXT COLLATE "C" NOT NULL,
    settled_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, period, revision)
);

CREATE TABLE statement_lines (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    line BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    product_line TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    amount_fen BIGINT NOT NULL,
    -- JSON of the rows that it was made from.
    made_from TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, period, revision, line)
);

CREATE TABLE violations (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    violated_on DATE NOT NULL,
    -- JSON of the violation with its facts.
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, period, revision, seq)
);

CREATE TABLE statement_steps (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    -- confirm, approve, release, pay, refuse (by the bank)
    step TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    taken_at TIMESTAMP NOT NULL,
    revision BIGINT NOT NULL,
    -- The payment batch, where one is concerned.
    batch TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, period, seq)
);

CREATE TABLE adjustments (
    dealer TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    -- The statement line that it corrects.
    period TEXT COLLATE "C" NOT NULL,
    line BIGINT NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    amount_fen BIGINT NOT NULL,
    -- dispute, finding, correction; and which
    source TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMP NOT NULL,
    -- The statement that it entered; empty until that is confirmed.
    entered_period TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, id)
);
CREATE UNIQUE INDEX adjustments_once ON adjustments (dealer, source, source_id, period, line, reference);

CREATE TABLE findings (
    dealer TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    -- fabricated, mismatch, wrong_number
    kind TEXT COLLATE "C" NOT NULL,
    -- open, upheld, dismissed
    state TEXT COLLATE "C" NOT NULL,
    found_by TEXT COLLATE "C" NOT NULL,
    found_on DATE NOT NULL,
    answer_until DATE NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    answered_at TIMESTAMP,
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at TIMESTAMP,
    decision_reason TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, id)
);
CREATE UNIQUE INDEX findings_open_once ON findings (dealer, period, slip_no) WHERE state = 'open';
CREATE INDEX findings_by_state ON findings (state, dealer, id);

CREATE TABLE disputes (
    dealer TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- 0 for the whole statement.
    line BIGINT NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    raised_by TEXT COLLATE "C" NOT NULL,
    raised_at TIMESTAMP NOT NULL,
    -- open, upheld, rejected
    state TEXT COLLATE "C" NOT NULL,
    amount_fen BIGINT NOT NULL,
    outcome_reason TEXT COLLATE "C" NOT NULL,
    settled_by TEXT COLLATE "C" NOT NULL,
    settled_at TIMESTAMP,
    PRIMARY KEY (dealer, id)
);
CREATE INDEX disputes_by_state ON disputes (state, dealer, id);

CREATE TABLE attachments (
    dealer TEXT COLLATE "C" NOT NULL,
    dispute TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    file_sha256 TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL,
    added_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, dispute, seq)
);

-- ----------------------------------------------------------------------------------------------------------- payments

CREATE TABLE payment_batches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at TIMESTAMP NOT NULL,
    payment_count BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    -- Of the batch's payments as CSV.
    sha256 TEXT COLLATE "C" NOT NULL
);

CREATE TABLE payments (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    batch TEXT COLLATE "C" NOT NULL,
    amount_fen BIGINT NOT NULL,
    account_name TEXT COLLATE "C" NOT NULL,
    bank_name TEXT COLLATE "C" NOT NULL,
    bank_account TEXT COLLATE "C" NOT NULL,
    bank_code TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    due_on DATE,
    -- sent, paid, refused
    state TEXT COLLATE "C" NOT NULL,
    -- The bank's word where it refused.
    result TEXT COLLATE "C" NOT NULL,
    result_at TIMESTAMP,
    PRIMARY KEY (dealer, period, batch)
);
-- Each payment is made once.
CREATE UNIQUE INDEX payments_once ON payments (dealer, period) WHERE state <> 'refused';
CREATE INDEX payments_by_batch ON payments (batch, dealer, period);

