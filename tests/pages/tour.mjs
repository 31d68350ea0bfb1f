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
];

const CENTRE = [
];

const MANAGEMENT = [
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
  { name: "invoice", path: "/dealers/HZ01/months/2026-02/invoice", as: "hz01" },
  { name: "payment-terms", path: "/payment-terms", as: "admin" },
  { name: "payment-terms-read", path: "/payment-terms", as: "finance" },
  { name: "ledger", path: "/ledger", as: "finance" },
  { name: "ledger-account", path: "/ledger?account=Liabilities%3ADealerPayable", as: "finance" },
  { name: "ledger-entries", path: "/ledger/entries?account=Assets%3ABank", as: "manager" },
];

const ADMINISTRATION = [
];

for (const page of [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].flat()) test(page.name, () => tour(page));
