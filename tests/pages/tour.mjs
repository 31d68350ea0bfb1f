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
  { name: "uploads", path: "/dealers/HZ01/uploads", as: "hz01" },
  { name: "upload-new", path: "/dealers/HZ01/uploads/new", as: "hz01" },
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
  { name: "findings", path: "/findings", as: "manager" },
];

const CENTRE = [
  { name: "review", path: "/review", as: "reviewer" },
  { name: "review-empty", path: "/review?dealer=NOBODY", as: "reviewer" },
  { name: "review-bulk", path: "/review/bulk?all=1", as: "reviewer" },
  { name: "calls", path: "/calls", as: "caller" },
  { name: "lots", path: "/lots", as: "reviewer" },
  { name: "lot", path: "/dealers/HZ01/months/2026-01/lot", as: "reviewer" },
  { name: "confirm-month", path: "/confirm-month/2026-03", as: "reviewer" },
];

const MANAGEMENT = [
];

const TREASURY = [
];

const ADMINISTRATION = [
  { name: "uploads-all", path: "/uploads", as: "admin" },
];

for (const page of [DOOR, DEALER, CENTRE, MANAGEMENT, TREASURY, ADMINISTRATION].flat()) test(page.name, () => tour(page));
