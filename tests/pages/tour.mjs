// Every page in both languages and themes: accessible, no error on the console, a picture of it. A new page is a line.
import { test } from "node:test";
import { tour } from "./browser.mjs";

const DOOR = [
  { name: "login", path: "/login" },
  { name: "invitation", path: "/invitation" },
  { name: "help", path: "/help", as: "reviewer" },
  { name: "help-error", path: "/help/errors/changed_meanwhile", as: "reviewer" },
  { name: "not-found", path: "/nothing", as: "reviewer", status: 404 },
  { name: "confirm", path: "/confirm?next=/", as: "manager" },
  { name: "second-factor", path: "/second-factor", as: "reviewer" },
  { name: "home-clerk", path: "/", as: "hz01" },
  { name: "home-reviewer", path: "/", as: "reviewer" },
  { name: "home-caller", path: "/", as: "caller" },
  { name: "home-manager", path: "/", as: "manager" },
  { name: "home-finance", path: "/", as: "finance" },
  { name: "home-admin", path: "/", as: "admin" },
];

const DEALER = [
  { name: "month", path: "/dealers/HZ01/months/2026-03", as: "hz01" },
  { name: "month-paid", path: "/dealers/HZ01/months/2026-01", as: "finance" },
  { name: "month-not-begun", path: "/dealers/HZ01/months/2026-04", as: "hz01" },
  { name: "statement", path: "/dealers/HZ01/months/2026-02/statement", as: "hz01" },
  { name: "slips", path: "/slips", as: "reviewer" },
  { name: "slips-none", path: "/slips?slip_no=nothing", as: "hz01" },
  { name: "slips-month", path: "/dealers/HZ01/months/2026-03/slips", as: "hz01" },
  { name: "slip-held", path: "/dealers/TZ06/months/2026-03/slips/TZ260307", as: "reviewer" },
  { name: "slip-cut", path: "/dealers/HZ01/months/2026-01/slips/202601000002", as: "hz01" },
  { name: "dispute-form", path: "/dealers/HZ01/months/2026-02/dispute", as: "hz01" },
  { name: "disputes", path: "/disputes", as: "hz01" },
  { name: "questions", path: "/questions", as: "hz01" },
  { name: "findings", path: "/findings", as: "manager" },
  { name: "uploads", path: "/dealers/HZ01/uploads", as: "hz01" },
  { name: "upload-new", path: "/dealers/HZ01/uploads/new", as: "hz01" },
];

const CENTRE = [
  { name: "review", path: "/review", as: "reviewer" },
  { name: "review-empty", path: "/review?dealer=NOBODY", as: "reviewer" },
  { name: "review-asked", path: "/review?waits=dealer", as: "reviewer" },
  { name: "review-bulk", path: "/review/bulk?all=1", as: "reviewer" },
  { name: "review-pace", path: "/review/pace", as: "reviewer" },
  { name: "calls", path: "/calls", as: "caller" },
  { name: "do-not-call", path: "/do-not-call", as: "reviewer" },
  { name: "lots", path: "/lots", as: "reviewer" },
  { name: "lot", path: "/dealers/HZ01/months/2026-01/lot", as: "reviewer" },
  { name: "confirm-month", path: "/confirm-month/2026-03", as: "reviewer" },
];

const MANAGEMENT = [
  { name: "months", path: "/months", as: "manager" },
  { name: "month-pack", path: "/months/2026-02", as: "manager" },
  { name: "month-pack-empty", path: "/months/2025-01", as: "manager" },
  { name: "month-lines", path: "/months/2026-02/lines?of=fines", as: "manager" },
  { name: "approve", path: "/months/2026-02/approve", as: "manager" },
  { name: "hold", path: "/months/2026-02/hold?dealer=WZ03", as: "manager" },
  { name: "violations", path: "/violations", as: "manager" },
  { name: "violations-filtered", path: "/violations?period=2026-02&code=LOT_REJECTED&sort=-day", as: "manager" },
  { name: "scorecard", path: "/dealers/HZ01", as: "manager" },
  { name: "correction", path: "/dealers/HZ01/months/2026-01/correct", as: "manager" },
  { name: "quality", path: "/quality", as: "manager" },
  { name: "quality-rows", path: "/quality/rows", as: "manager" },
  { name: "quality-claims", path: "/quality/claims?age=2", as: "manager" },
];

const TREASURY = [
  { name: "batches", path: "/batches", as: "finance" },
  { name: "batches-new", path: "/batches/new", as: "finance" },
  { name: "bank-results", path: "/bank-results", as: "finance" },
  { name: "payment", path: "/payments/HZ01-2026-01", as: "finance" },
  { name: "bank-result", path: "/payments/HZ01-2026-01/bank-result", as: "finance" },
  { name: "statements-close", path: "/statements/close", as: "finance" },
  { name: "bank-accounts", path: "/bank-accounts", as: "finance" },
  { name: "dealer-accounts", path: "/dealers/HZ01/bank-accounts", as: "finance" },
  { name: "dealer-accounts-own", path: "/dealers/HZ01/bank-accounts", as: "hz01" },
  { name: "invoices", path: "/invoices", as: "finance" },
  { name: "payment-terms", path: "/payment-terms", as: "admin" },
  { name: "payment-terms-read", path: "/payment-terms", as: "finance" },
  { name: "ledger", path: "/ledger", as: "finance" },
  { name: "ledger-account", path: "/ledger?account=Liabilities%3ADealerPayable", as: "finance" },
  { name: "ledger-entries", path: "/ledger/entries?account=Assets%3ABank", as: "manager" },
];

const ADMINISTRATION = [
  { name: "administration", path: "/administration", as: "admin" },
  { name: "agreements", path: "/agreements", as: "admin" },
  { name: "agreement-new", path: "/agreements/new", as: "admin" },
  { name: "what-if", path: "/what-if", as: "admin" },
  { name: "house-checks", path: "/house-checks", as: "admin" },
  { name: "house-check-new", path: "/house-checks/new", as: "admin" },
  { name: "house-check-tried", path: `/what-if?${new URLSearchParams({ "check.code": "ROUND_FEE", "check.expression": "claimed_fee_fen % 500 == 0", "check.message": "整数金额", "check.held": "yes", first: "2026-03", last: "2026-03" })}`, as: "admin" },
  { name: "registers", path: "/registers", as: "admin" },
  { name: "register-units", path: "/registers/units", as: "admin" },
  { name: "register-stock", path: "/registers/stock?dealer=HZ01", as: "finance" },
  { name: "register-upload", path: "/registers/units/upload", as: "admin" },
  { name: "people", path: "/people", as: "admin" },
  { name: "people-new", path: "/people/new", as: "admin" },
  { name: "person", path: "/people/hz01", as: "admin" },
  { name: "profile", path: "/profile", as: "reviewer" },
  { name: "tokens", path: "/tokens", as: "admin" },
  { name: "deputies", path: "/deputies", as: "manager" },
  { name: "audit", path: "/audit", as: "admin" },
  { name: "audit-filtered", path: "/audit?action=agreements.publish&from=2026-01-01", as: "finance" },
  { name: "audit-verified", path: "/audit/verified", as: "admin" },
  { name: "outbox", path: "/outbox", as: "admin" },
  { name: "health", path: "/health", as: "admin" },
  { name: "settings", path: "/settings", as: "admin" },
  { name: "seeds", path: "/seeds", as: "admin" },
  { name: "dictionary", path: "/dictionary", as: "admin" },
  { name: "uploads-all", path: "/uploads", as: "admin" },
  { name: "search", path: "/search?q=HZ", as: "admin" },
  { name: "search-none", path: "/search?q=nothing-like-it", as: "hz01" },
];

for (const page of [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].flat()) test(page.name, () => tour(page));
