-- Keys of what a dealer owns start with the dealer, so that a sharding database can spread them.
-- Amounts are whole fen; days are dates, instants UTC; a period is the text YYYY-MM.
-- What was filed, decided, called, stepped or recorded is only ever added; columns that change say where something stands.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------------------------------------------------- people

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- A dealer clerk's dealer; empty for everybody else.
    dealer TEXT NOT NULL,
    locale TEXT NOT NULL,
    -- PHC string; empty until the person has set one.
    password_hash TEXT NOT NULL,
    -- Sealed; empty without a second factor.
    totp_secret TEXT NOT NULL,
    -- The last time step whose code was taken; none is taken twice.
    totp_step INTEGER NOT NULL,
    failed_count INTEGER NOT NULL,
    -- No attempt is looked at before this instant.
    retry_at TEXT,
    created_at TEXT NOT NULL,
    disabled_at TEXT
) STRICT;

CREATE TABLE sessions (
    -- Of the token that only the browser has.
    token_sha256 TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    csrf_token TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    -- When a second factor was last shown in this session.
    confirmed_at TEXT,
    ended_at TEXT
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person);

CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    token_sha256 TEXT NOT NULL UNIQUE,
    -- Separated by spaces.
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
) STRICT;

-- One-time links: the first administrator, an invitation, a forgotten password.
CREATE TABLE invitations (
    token_sha256 TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE TABLE idempotency (
    person TEXT NOT NULL,
    request_key TEXT NOT NULL,
    -- Of method, path and body: the same key with another request is refused.
    request_sha256 TEXT NOT NULL,
    -- 0 while the first request is at work.
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (person, request_key)
) STRICT;

CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    -- A login, or `system`.
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    -- Empty where no dealer is concerned.
    dealer TEXT NOT NULL,
    object TEXT NOT NULL,
    -- JSON; never personal data of customers.
    facts TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_dealer ON audit (dealer, seq);

-- The end of the chain; locked by whoever adds to it.
CREATE TABLE audit_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (one, seq, sha256) VALUES (1, 0, '');

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What the job is about: a dealer, an upload.
    subject TEXT NOT NULL,
    -- queued, running, done, failed
    state TEXT NOT NULL,
    run_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- Whoever works on it says until when others keep away.
    lease_until TEXT,
    leased_by TEXT NOT NULL,
    last_error TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX jobs_queued_once ON jobs (kind, subject) WHERE state = 'queued';
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_ended ON jobs (ended_at);

-- --------------------------------------------------------------------------------------------------- books of terms

-- Every file that came in, once per content.
CREATE TABLE files (
    sha256 TEXT NOT NULL PRIMARY KEY,
    byte_count INTEGER NOT NULL,
    content BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- A version of a register: one upload.
CREATE TABLE register_versions (
    id INTEGER NOT NULL PRIMARY KEY,
    register TEXT NOT NULL,
    -- add: rows come to those that stand; replace: no other row stands any more.
    mode TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_added INTEGER NOT NULL,
    rows_removed INTEGER NOT NULL
) STRICT;
CREATE INDEX register_versions_by_register ON register_versions (register, id);

-- A row of a register stands from one version to before another. All registers are kept in this one way.
CREATE TABLE register_rows (
    -- Empty for registers that are not by dealer.
    dealer TEXT NOT NULL,
    register TEXT NOT NULL,
    -- The key of its register's row; for registers without one the row's number.
    row_key TEXT NOT NULL,
    added_in INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    removed_in INTEGER,
    -- JSON of the agreement's struct.
    body TEXT NOT NULL,
    PRIMARY KEY (dealer, register, row_key, added_in, row_no)
) STRICT;
CREATE INDEX register_rows_by_key ON register_rows (register, row_key);
-- What a version brought, in the order of its file; an upload works from its own rows, however many stand.
CREATE INDEX register_rows_by_version ON register_rows (register, added_in, row_no);

CREATE TABLE agreements (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    -- The TOML file as it was published.
    body TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at TEXT NOT NULL,
    -- Replaced by another text of the same code and first day.
    replaced_at TEXT
) STRICT;
CREATE UNIQUE INDEX agreements_standing ON agreements (code, effective_from) WHERE replaced_at IS NULL;

CREATE TABLE bank_accounts (
    dealer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    account_name TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    bank_code TEXT NOT NULL,
    -- proposed, approved, rejected
    state TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT,
    PRIMARY KEY (dealer, seq)
) STRICT;
CREATE UNIQUE INDEX bank_accounts_proposed_once ON bank_accounts (dealer) WHERE state = 'proposed';

-- ------------------------------------------------------------------------------------------------- the dealer's month

-- Where a dealer's books stand: every change of what they rest on raises the revision; what was settled says of which.
CREATE TABLE dealer_books (
    dealer TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    settled_revision INTEGER NOT NULL
) STRICT;

CREATE TABLE seeds (
    period TEXT NOT NULL PRIMARY KEY,
    seed TEXT NOT NULL,
    -- Published before the period closes.
    seed_sha256 TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT;

CREATE TABLE months (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    -- draft, confirmed, approved, released, paid; none where no agreement binds the dealer
    state TEXT NOT NULL,
    -- Raised with every change of state.
    state_version INTEGER NOT NULL,
    -- The statement that stands.
    statement_revision INTEGER NOT NULL,
    slips_received_on TEXT,
    feedback_received_on TEXT,
    -- Why the slips are forfeited: the day on which their time had run out, and the day they came.
    forfeited_on TEXT,
    forfeited_received_on TEXT,
    lot_drawn_at TEXT,
    lot_drawn_by TEXT NOT NULL,
    -- JSON of the lot, as of the last settlement; empty before the draw.
    lot TEXT NOT NULL,
    net_fen INTEGER NOT NULL,
    payable_fen INTEGER NOT NULL,
    payment_due_on TEXT,
    slip_count INTEGER NOT NULL,
    held_count INTEGER NOT NULL,
    claimed_fen INTEGER NOT NULL,
    accepted_fen INTEGER NOT NULL,
    PRIMARY KEY (dealer, period)
) STRICT;
CREATE INDEX months_by_period ON months (period, dealer);
CREATE INDEX months_by_state ON months (state, period, dealer);

CREATE TABLE uploads (
    dealer TEXT NOT NULL,
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    -- slips, feedback
    sheet TEXT NOT NULL,
    -- received, checked, refused, filed, withdrawn
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    received_on TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    -- JSON: the workbook's sheet, the columns found and not known, the faults.
    answer TEXT NOT NULL,
    -- JSON: what filing would come to.
    preview TEXT NOT NULL,
    -- The slips that could be read, until they are filed.
    readable BLOB NOT NULL,
    filed_by TEXT NOT NULL,
    filed_at TEXT,
    PRIMARY KEY (dealer, id)
) STRICT;
-- The same file twice is one upload.
CREATE UNIQUE INDEX uploads_once ON uploads (dealer, period, sheet, file_sha256) WHERE state <> 'withdrawn';
CREATE INDEX uploads_by_period ON uploads (period, dealer, sheet);

CREATE TABLE slips (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- 1, 2, …: every filing of the number is kept.
    version INTEGER NOT NULL,
    is_current INTEGER NOT NULL,
    upload TEXT NOT NULL,
    -- Where its first row stands in the sheet.
    sheet_row INTEGER NOT NULL,
    serial_no TEXT NOT NULL,
    product_model TEXT NOT NULL,
    repair_date TEXT,
    fault_code TEXT NOT NULL,
    -- JSON of the slip as filed.
    body TEXT NOT NULL,
    filed_at TEXT NOT NULL,
    -- The last decision: its number, and what it says.
    decision INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    reasons TEXT NOT NULL,
    claim_fen INTEGER NOT NULL,
    payable_fen INTEGER NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, version)
) STRICT;
CREATE INDEX slips_by_no ON slips (dealer, slip_no);
CREATE INDEX slips_by_unit ON slips (serial_no, repair_date) WHERE is_current;
CREATE INDEX slips_by_verdict ON slips (verdict, period, dealer, slip_no) WHERE is_current;
CREATE INDEX slips_by_period ON slips (period, dealer, slip_no) WHERE is_current;

CREATE TABLE decisions (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- 1, 2, …
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    -- The codes that hit, joined by `;`.
    reasons TEXT NOT NULL,
    -- JSON: every rule that hit, with its facts.
    hits TEXT NOT NULL,
    claim_fen INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, seq)
) STRICT;

CREATE TABLE reviews (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    seq INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    after_draw INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    reviewed_at TEXT NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, seq)
) STRICT;

CREATE TABLE calls (
    dealer TEXT NOT NULL,
    -- In the order in which they were recorded.
    id TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    called_on TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    satisfaction INTEGER,
    note TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (dealer, id)
) STRICT;
CREATE INDEX calls_by_slip ON calls (dealer, slip_no, id);

-- --------------------------------------------------------------------------------------------------------- statements

CREATE TABLE statements (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    -- 1, 2, …: every draft that said something else is kept.
    revision INTEGER NOT NULL,
    fees_paid_fen INTEGER NOT NULL,
    net_fen INTEGER NOT NULL,
    payable_fen INTEGER NOT NULL,
    balance_fen INTEGER NOT NULL,
    payment_due_on TEXT,
    -- JSON of the account that the next statement goes on from.
    account TEXT NOT NULL,
    settled_at TEXT NOT NULL,
    PRIMARY KEY (dealer, period, revision)
) STRICT;

CREATE TABLE statement_lines (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    revision INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind TEXT NOT NULL,
    product_line TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    -- JSON of the rows that it was made from.
    made_from TEXT NOT NULL,
    PRIMARY KEY (dealer, period, revision, line)
) STRICT;

CREATE TABLE violations (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    revision INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    code TEXT NOT NULL,
    reference TEXT NOT NULL,
    violated_on TEXT NOT NULL,
    -- JSON of the violation with its facts.
    body TEXT NOT NULL,
    PRIMARY KEY (dealer, period, revision, seq)
) STRICT;

CREATE TABLE statement_steps (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- confirm, approve, release, pay, refuse (by the bank)
    step TEXT NOT NULL,
    person TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    -- The payment batch, where one is concerned.
    batch TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (dealer, period, seq)
) STRICT;

CREATE TABLE adjustments (
    dealer TEXT NOT NULL,
    id TEXT NOT NULL,
    -- The statement line that it corrects.
    period TEXT NOT NULL,
    line INTEGER NOT NULL,
    reference TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    -- dispute, finding, correction; and which
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- The statement that it entered; empty until that is confirmed.
    entered_period TEXT NOT NULL,
    PRIMARY KEY (dealer, id)
) STRICT;
CREATE UNIQUE INDEX adjustments_once ON adjustments (dealer, source, source_id, period, line, reference);

CREATE TABLE findings (
    dealer TEXT NOT NULL,
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- fabricated, mismatch, wrong_number
    kind TEXT NOT NULL,
    -- open, upheld, dismissed
    state TEXT NOT NULL,
    found_by TEXT NOT NULL,
    found_on TEXT NOT NULL,
    answer_until TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT,
    decided_by TEXT NOT NULL,
    decided_at TEXT,
    decision_reason TEXT NOT NULL,
    PRIMARY KEY (dealer, id)
) STRICT;
CREATE UNIQUE INDEX findings_open_once ON findings (dealer, period, slip_no) WHERE state = 'open';
CREATE INDEX findings_by_state ON findings (state, dealer, id);

CREATE TABLE disputes (
    dealer TEXT NOT NULL,
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    -- 0 for the whole statement.
    line INTEGER NOT NULL,
    slip_no TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    -- open, upheld, rejected
    state TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    outcome_reason TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (dealer, id)
) STRICT;
CREATE INDEX disputes_by_state ON disputes (state, dealer, id);

CREATE TABLE attachments (
    dealer TEXT NOT NULL,
    dispute TEXT NOT NULL,
    seq INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (dealer, dispute, seq)
) STRICT;

-- ----------------------------------------------------------------------------------------------------------- payments

CREATE TABLE payment_batches (
    id TEXT NOT NULL PRIMARY KEY,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    payment_count INTEGER NOT NULL,
    total_fen INTEGER NOT NULL,
    -- Of the batch's payments as CSV.
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE payments (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    batch TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    account_name TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    bank_account TEXT NOT NULL,
    bank_code TEXT NOT NULL,
    reference TEXT NOT NULL,
    due_on TEXT,
    -- sent, paid, refused
    state TEXT NOT NULL,
    -- The bank's word where it refused.
    result TEXT NOT NULL,
    result_at TEXT,
    PRIMARY KEY (dealer, period, batch)
) STRICT;
-- Each payment is made once.
CREATE UNIQUE INDEX payments_once ON payments (dealer, period) WHERE state <> 'refused';
CREATE INDEX payments_by_batch ON payments (batch, dealer, period);

