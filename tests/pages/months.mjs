// A clerk's month in both languages: from the waterfall to the slip that is held and why, the statement with its files, a
// dispute with an attachment, its settlement by a reviewer; once without scripts, once by keyboard alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, URL_BASE, checkPage, follow, press, tabTo, unzipped, windowOf, withoutScripts } from "./browser.mjs";

const OPEN = "2026-03";
const CONFIRMED = "/dealers/HZ01/months/2026-02";
const PAID = "202601000001";
const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de", "hex");

/** A file behind a link, as the browser that is signed in gets it. */
async function fetched(page, href) {
  const response = await page.request.get(new URL(href, URL_BASE).href);
  assert.equal(response.status(), 200, href);
  return response.body();
}

for (const lang of LANGUAGES) {
  for (const [login, verdict, clause, slip] of [["hz01", "rejected", "4.9", ""], ["tz06", "held", "4.17", "TZ260307"]]) {
    test(`from the month to why a slip of ${login} is ${verdict} (${lang})`, async () => {
      const page = await windowOf(login);
      await page.goto(`${URL_BASE}/dealers/${login.toUpperCase()}/months/${OPEN}?lang=${lang}`);
      await checkPage(page);
      await follow(page, `.chart svg a[href$='verdict=${verdict}']`);
      await page.waitForURL(new RegExp(`/slips\\?verdict=${verdict}`));
      await checkPage(page);
      const row = page.locator("tbody th a", { hasText: slip }).first();
      const number = await row.textContent();
      const file = await fetched(page, await page.getAttribute("a[href*='format=csv']", "href"));
      assert.ok(file.toString("utf8").includes(number) && file.toString("utf8").includes(verdict));
      await follow(page, row);
      await page.waitForURL(/\/slips\//);
      assert.ok((await page.textContent("h1")).includes(number));
      assert.ok((await page.textContent(".hits")).includes(` ${clause} `), "the clause that decided it");
      await checkPage(page);
      assert.match(await page.textContent("#customer ~ dl"), /\*/);
      await follow(page, "form button[aria-describedby]");
      assert.doesNotMatch(await page.textContent("#customer ~ dl"), /\*/);
      await checkPage(page);
      await page.context().close();
    });
  }

  test(`the statement, its PDF and its workbook say the same (${lang})`, async () => {
    const page = await windowOf("hz01");
    await page.goto(`${URL_BASE}${CONFIRMED}/statement?lang=${lang}`);
    await checkPage(page);
    const hash = (await page.textContent(".paper-foot")).match(/[0-9a-f]{64}/)[0];
    const pdf = await fetched(page, await page.getAttribute("a[href*='statement.pdf']", "href"));
    assert.equal(pdf.toString("latin1", 0, 5), "%PDF-");
    const said = execFileSync("pdftotext", ["-", "-"], { input: pdf }).toString();
    assert.match(said.replace(/\s/g, ""), new RegExp(hash), "the PDF has the page's hash");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[href*='statement.xlsx']")]);
    assert.match(download.suggestedFilename(), /HZ01-2026-02-statement\.xlsx/);
    const workbook = readFileSync(await download.path());
    assert.match(unzipped(workbook).get("xl/worksheets/sheet1.xml"), new RegExp(hash), "the workbook has the page's hash");
    const binder = await fetched(page, await page.getAttribute("a[href$='binder.zip']", "href"));
    assert.equal(binder.toString("latin1", 0, 2), "PK");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.isVisible(".top"), false);
    await page.context().close();
  });
}

test("a dispute is raised without scripts, with an attachment, and settled by keyboard alone", async () => {
  const clerk = await withoutScripts("hz01");
  await clerk.goto(`${URL_BASE}${CONFIRMED}/slips`);
  const number = await clerk.textContent("tbody th a");
  await follow(clerk, "tbody th a");
  await follow(clerk, ".head-row .btn-primary");
  assert.equal(await clerk.inputValue("[name=slips]"), number);
  await follow(clerk, "main button");
  await clerk.waitForSelector("[aria-invalid=true]");
  await clerk.fill("[name=reason]", "用户已签字，照片见附件。");
  await clerk.setInputFiles("[name=file]", { name: "照片.png", mimeType: "image/png", buffer: PNG });
  await follow(clerk, "main button");
  await clerk.waitForURL(/\/disputes\/[^/]+$/);
  const address = new URL(clerk.url()).pathname;
  const attached = await fetched(clerk, await clerk.getAttribute("main ul a", "href"));
  assert.deepEqual(attached, PNG);
  await clerk.setInputFiles("[name=file]", { name: "more.png", mimeType: "image/png", buffer: PNG });
  await follow(clerk, "form[action$=attachments] button");
  await clerk.waitForSelector(".note-ok");
  assert.equal(await clerk.locator("main ul a").count(), 2);

  const reviewer = await windowOf("reviewer");
  await reviewer.goto(`${URL_BASE}/disputes?state=open&lang=zh-CN`);
  await checkPage(reviewer);
  await tabTo(reviewer, `a[href='${address}']`);
  await press(reviewer, "Enter");
  await reviewer.waitForURL(`${URL_BASE}${address}`);
  await checkPage(reviewer);
  await tabTo(reviewer, "[name=amount]");
  await reviewer.keyboard.type("60");
  await press(reviewer, "Tab");
  await reviewer.keyboard.type("照片属实，予以补付。");
  await press(reviewer, "Tab", "Enter");
  await reviewer.waitForSelector(".note-ok");
  assert.match(await reviewer.textContent("main"), /¥60\.00/);
  await checkPage(reviewer);

  await clerk.reload();
  assert.match(await clerk.textContent("main"), /照片属实，予以补付。/);
});

test("the invoice is entered on the statement, and a wrong one is told at its field", async () => {
  const page = await windowOf("hz01");
  await page.goto(`${URL_BASE}${CONFIRMED}/statement?lang=zh-CN`);
  await page.fill("[name=invoice_no]", "12 34");
  await page.fill("[name=invoiced_on]", "2026-03-20");
  await follow(page, "form:has([name=invoice_no]) button");
  await page.waitForSelector("#f-invoice_no[aria-invalid=true]");
  await checkPage(page, 422);
  await page.fill("[name=invoice_no]", "26332000000012345678");
  await follow(page, "form:has([name=invoice_no]) button");
  await page.waitForSelector(".note-ok");
  assert.match(await page.textContent("main"), /26332000000012345678/);
});

test("the clerk answers a finding, which nobody settles before the time is over", async () => {
  const caller = await windowOf("caller");
  await caller.goto(`${URL_BASE}/findings`);
  await checkPage(caller);
  const told = await caller.request.post(`${URL_BASE}/api/v1/dealers/HZ01/calls`, {
    headers: { "X-CSRF-Token": await caller.getAttribute("body", "data-csrf") },
    data: { slip_no: PAID, outcome: "fabricated", note: "用户说没有报修。" },
  });
  assert.equal(told.status(), 200);
  const clerk = await windowOf("hz01");
  await clerk.goto(`${URL_BASE}/dealers/HZ01/months/2026-01?lang=zh-CN`);
  await follow(clerk, ".head-row .btn-primary");
  await clerk.waitForURL(/\/findings\//);
  await checkPage(clerk);
  await clerk.fill("[name=answer]", "维修员当天上门，有工单照片。");
  await follow(clerk, "main form button");
  await clerk.waitForSelector(".note-ok");
  const reviewer = await windowOf("reviewer");
  await reviewer.goto(clerk.url());
  assert.match(await reviewer.textContent("main"), /有工单照片/);
  assert.equal(await reviewer.locator("[name=outcome]").count(), 0);
  await checkPage(reviewer);
});
