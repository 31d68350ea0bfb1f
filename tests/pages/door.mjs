// Signing in and out: with scripts and without, by keyboard alone, with a second factor and what is asked for again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, URL_BASE, checkPage, follow, press, signIn, tabTo, windowOf, withoutScripts } from "./browser.mjs";

test("a wrong password is told at the form, and accessible", async () => {
  const page = await windowOf("");
  await page.goto(`${URL_BASE}/login`);
  await page.fill("[name=login]", "nobody");
  await page.fill("[name=password]", "not the password");
  await follow(page, "main button");
  await page.waitForSelector("[role=alert]");
  assert.equal(await page.inputValue("[name=login]"), "nobody");
  await checkPage(page, 422);
});

test("by keyboard alone", async () => {
  const page = await windowOf("");
  await page.goto(`${URL_BASE}/help`);
  await tabTo(page, "a[href='/']");
  await press(page, "Enter");
  await page.waitForURL(/\/login/);
  await page.keyboard.type("reviewer");
  await press(page, "Tab");
  await page.keyboard.type(PASSWORD);
  await press(page, "Enter");
  await page.waitForURL(`${URL_BASE}/`);
  await press(page, "?");
  await page.waitForURL(`${URL_BASE}/help`);
});

test("without scripts, with a second factor, and out again", async () => {
  const page = await withoutScripts("");
  await signIn(page, "finance");
  await follow(page, "header form button");
  await page.waitForURL(`${URL_BASE}/login`);
  await page.goto(`${URL_BASE}/`);
  assert.match(page.url(), /\/login\?next=\/$/);
});
