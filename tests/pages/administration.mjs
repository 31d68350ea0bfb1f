// What an administrator does: changes a term after a trial, writes a check of their own, brings in a register, invites people,
// verifies the audit trail, looks at mail. In both languages; the plain path without scripts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, PASSWORD, URL_BASE, checkPage, codeOf, downloaded, fen, follow, press, windowOf, withoutScripts } from "./browser.mjs";

const UNITS = "serial_no,product_model,dealer_code,sale_date\n";
const csv = (text) => ({ name: "units.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
const flash = (page) => page.textContent(".note-ok");

async function windowIn(lang) {
  const page = await windowOf("admin");
  await page.goto(`${URL_BASE}/?lang=${lang}`);
  assert.equal(await page.getAttribute("html", "lang"), lang);
  return page;
}

/** The page around a letter: in a frame without scripts axe would wait for ever. */
async function checkAround(page) {
  await page.locator("iframe").evaluate((frame) => frame.remove());
  await checkPage(page);
}

for (const [place, lang] of LANGUAGES.entries()) {
  test(`${lang}: a term is changed, tried and published in four clicks`, async () => {
    const page = await windowIn(lang);
    await follow(page, "main a[href='/agreements']");
    await checkPage(page);
    await follow(page, "main tr:has-text('standard-2026') a[href^='/agreements/new']");
    await checkPage(page);
    const fee = page.locator("[name='lines.2.labour_fee']");
    assert.equal(await page.inputValue("[name='lines.2']"), "water-heater");
    await fee.fill("ten");
    await follow(page, ".form-end [value=try]");
    await page.waitForSelector("[name='lines.2.labour_fee'].is-invalid");
    await checkPage(page, 422);
    page.errors = [];
    await fee.fill(`1${place}.00`);
    await page.fill("[name='terms.late_service_fine']", `${8 + place}.00`);
    await follow(page, ".form-end [value=try]");
    await page.waitForURL(/\/what-if\?/);
    await checkPage(page);
    const rows = await page.locator("#tried tbody tr").all();
    assert.ok(rows.length > 0, "some statements come out otherwise");
    const differences = await Promise.all(rows.map(async (row) => fen(await row.locator("td").nth(3).textContent())));
    const total = fen(await page.textContent("#tried tfoot td:nth-child(5)"));
    assert.equal(differences.reduce((a, b) => a + b, 0), total, "the total is that of its rows");
    assert.match(await page.getAttribute("#tried tbody a", "href"), /^\/dealers\/.+\/months\/2026-/);
    await page.goto(page.url());
    assert.equal((await page.locator("#tried tbody tr").all()).length, rows.length, "the address has it all");
    await page.fill("main form[action='/agreements/new'] [name=effective_from]:not([type=hidden])", `2026-1${place}-01`);
    await follow(page, "main form[action='/agreements/new'] button");
    await page.waitForURL(/\/agreements\/[0-9a-f]+$/);
    assert.match(await flash(page), /standard-2026/);
    assert.match(await page.textContent("section[aria-labelledby=differences]"), new RegExp(`¥1${place}\\.00`));
    await checkPage(page);
    await page.context().close();
  });

  test(`${lang}: a check of one's own is mended, tried, published and ended`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/house-checks`);
    await follow(page, "main a[href='/house-checks/new']");
    await page.fill("[name='check.code']", `ROUND_FEE_${place}`);
    await page.fill("[name='check.expression']", "claimed_fee % 500 == 0");
    await page.fill("[name='check.message']", "round / 整数");
    await follow(page, "main [value=try]");
    await page.waitForSelector("mark");
    assert.equal(await page.textContent("mark"), "claimed_fee");
    await checkPage(page, 422);
    page.errors = [];
    await page.fill("[name='check.expression']", "claimed_fee_fen % 500 == 0");
    await follow(page, "main [value=try]");
    await page.waitForURL(/\/what-if\?/);
    assert.ok((await page.locator("section[aria-labelledby=result] td .quiet").allTextContents()).some((codes) => codes.includes(`ROUND_FEE_${place}`)));
    await checkPage(page);
    await follow(page, "main form[action='/house-checks/new'] button");
    await page.waitForURL(`${URL_BASE}/house-checks`);
    assert.match(await flash(page), new RegExp(`ROUND_FEE_${place}`));
    await follow(page, `main tr:has-text('ROUND_FEE_${place}') a[href$='/end']`);
    await checkPage(page);
    await follow(page, "main .btn-danger");
    await page.waitForURL(`${URL_BASE}/house-checks`);
    assert.match(await flash(page), new RegExp(`ROUND_FEE_${place}`));
    await checkPage(page);
    await page.context().close();
  });

  test(`${lang}: a register's file is refused with the places of its faults, then taken`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/registers`);
    await follow(page, "main a[href='/registers/units/upload']");
    await page.setInputFiles("[name=file]", csv(`${UNITS}NEW-${place},DSZF-60A,HZ01,soon\n`));
    // What is wrong comes in the page's place, which leads nowhere.
    await page.click("main form button");
    await page.waitForSelector("#faults");
    const fault = await page.textContent("#faults tbody tr");
    assert.match(fault, /sale_date/);
    assert.match(fault, /soon/);
    await checkPage(page, 422);
    page.errors = [];
    await page.setInputFiles("[name=file]", csv(`${UNITS}NEW-${place},DSZF-60A,HZ01,2026-01-05\n`));
    await follow(page, "main form button");
    await page.waitForURL(`${URL_BASE}/registers/units`);
    assert.match(await flash(page), /1/);
    const file = (await downloaded(page, ".files a:first-of-type")).toString();
    assert.match(file, /serial_no,product_model,dealer_code,sale_date/);
    await page.fill("[name=begins]", `NEW-${place}`);
    await follow(page, "main .filter button");
    await page.waitForURL(/begins=NEW/);
    assert.match(await page.textContent("main tbody"), new RegExp(`NEW-${place}`));
    await checkPage(page);
    await page.context().close();
  });

  test(`${lang}: two people are invited by pasted lines, and one of them comes in`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/people`);
    await follow(page, "main a[href='/people/new']");
    const clerk = `张三\tzhangsan${place}\t经销商文员\tHZ01\tzhang@sanbao.example`;
    await page.fill("[name=lines]", `${clerk}\n李四,lisi${place},银行,,li@sanbao.example`);
    await follow(page, "main form:has([name=lines]) button");
    assert.match(await page.textContent("[role=alert]"), /2[^]*银行/);
    await checkPage(page, 422);
    page.errors = [];
    await page.fill("[name=lines]", `${clerk}\n李四,lisi${place},${lang === "en" ? "finance" : "财务"},,li@sanbao.example`);
    await follow(page, "main form:has([name=lines]) button");
    await page.waitForSelector("#links");
    await checkPage(page);
    const link = new URL(await page.textContent("#links tbody tr:nth-child(2) code"), URL_BASE);
    const other = await windowOf("");
    await other.goto(`${URL_BASE}${link.pathname}${link.search}`);
    await other.fill("[name=password]", PASSWORD);
    await follow(other, "main button");
    await other.waitForURL(`${URL_BASE}/login`);
    await other.fill("[name=login]", `lisi${place}`);
    await other.fill("[name=password]", PASSWORD);
    await follow(other, "main button");
    await other.waitForURL(/\/second-factor/);
    const secret = (await other.textContent(".secret")).replaceAll(" ", "");
    await other.fill("[name=code]", codeOf(secret));
    await follow(other, "main button");
    await other.waitForURL(`${URL_BASE}/`);
    await other.context().close();
    await page.goto(`${URL_BASE}/people/lisi${place}`);
    await follow(page, "main form[action$='/disable'] button");
    await page.waitForSelector(".note-ok");
    await checkPage(page);
    await page.context().close();
  });

  test(`${lang}: a dealer's pages are looked at in two clicks, read-only, and one comes back`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/dealers/HZ01`);
    await follow(page, "main form[action='/dealers/HZ01/look'] button");
    assert.equal(page.url(), `${URL_BASE}/`);
    assert.match(await page.textContent(".capacity"), lang === "en" ? /look as dealer HZ01.+read-only/ : /经销商 HZ01.+只读/);
    await checkPage(page);
    await follow(page, ".top-nav a[href='/dealers/HZ01/uploads']");
    await checkPage(page);
    assert.equal(await page.locator(".top-nav a[href='/people']").count(), 0, "as the clerk has it");
    const refused = await page.request.post(`${URL_BASE}/settings`, { headers: { "X-CSRF-Token": await page.getAttribute("body", "data-csrf") } });
    assert.equal(refused.status(), 403);
    assert.match(await refused.text(), lang === "en" ? /nothing can be changed here/ : /不能做任何更改/);
    await follow(page, ".capacity button");
    assert.equal(page.url(), `${URL_BASE}/dealers/HZ01`);
    assert.equal(await page.locator(".capacity").count(), 0);
    await page.goto(`${URL_BASE}/audit?object=dealer+HZ01`);
    assert.ok((await page.locator("main tbody tr").count()) >= 2, "both ends are recorded");
    await page.context().close();
  });

  test(`${lang}: the audit trail is whole, and goes out as a file`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/audit`);
    await follow(page, "main a[href='/audit/verified']");
    await page.waitForSelector(".note-ok");
    await page.goto(`${URL_BASE}/audit?action=agreements.publish`);
    await checkPage(page);
    const file = (await downloaded(page, ".files a:first-of-type")).toString();
    assert.ok(file.split("\r\n").slice(1, -1).every((line) => line.includes("agreements.publish")), file);
    await page.context().close();
  });

  test(`${lang}: a mail is looked at, sent again and cancelled`, async () => {
    const page = await windowIn(lang);
    await page.goto(`${URL_BASE}/outbox`);
    await follow(page, "main tbody a");
    const letter = await page.request.get(`${URL_BASE}${await page.getAttribute("iframe", "src")}`);
    assert.match(await letter.text(), /<body[^>]*>[^]*\S/);
    await checkAround(page);
    await follow(page, "main form[action$='/resend'] button");
    await page.waitForSelector(".note-ok");
    await follow(page, "main form[action$='/cancel'] button");
    await page.waitForSelector(".note-ok");
    await checkAround(page);
    await page.context().close();
  });
}

test("what dealers' sheets are not understood by is taught in one click each", async () => {
  const sample = readFileSync("../../import-samples/refused/choice-not-known.csv", "utf8");
  const content = sample.replaceAll("2026-01-", "2026-04-").replace("申报费用", "收费金额");
  const upload = async (login, name) => {
    const clerk = await windowOf(login);
    await clerk.goto(`${URL_BASE}/dealers/${login.toUpperCase()}/uploads/new?period=2026-04&lang=zh-CN`);
    const buffer = Buffer.from(content.replaceAll("WX-", `${name}-`));
    await clerk.setInputFiles("[name=file]", { name: `${name}.csv`, mimeType: "text/csv", buffer });
    await follow(clerk, ".drop button");
    await clerk.waitForURL(/\/uploads\/[0-9a-f]{32}/);
    await clerk.waitForSelector(".figures");
    return clerk;
  };
  await (await upload("hz01", "met")).context().close();
  const page = await windowIn("zh-CN");
  await follow(page, "main a[href='/dictionary']");
  await checkPage(page);
  const row = (words) => page.locator("tr[data-row]", { hasText: words });
  assert.match(await row("收费金额").textContent(), /HZ01 · met\.csv/);
  assert.equal(await row("收费金额").locator("select").inputValue(), "claimed_fee");
  await follow(page, row("收费金额").locator("button"));
  assert.match(await flash(page), /“收费金额”已教会/);
  assert.equal(await row("城里").locator("select").inputValue(), "city");
  await follow(page, row("城里").locator("button"));
  assert.match(await flash(page), /“城里”已教会/);
  assert.equal(await row("收费金额").count() + (await row("城里").count()), 0);
  await checkPage(page);

  const clerk = await upload("nb02", "taught");
  assert.equal(await clerk.locator(".faults").count(), 0);
  assert.match(await clerk.textContent(".sentence"), /3 张维修单可以报送[^]*申报 ¥[1-9]/);
  await clerk.context().close();
  await page.goto(`${URL_BASE}/dictionary?lang=en`);
  const taught = page.locator("section[aria-labelledby=taught] tr", { hasText: "城里" });
  assert.match(await taught.textContent(), /area[^]*city/);
  await follow(page, taught.locator("button"));
  assert.match(await flash(page), /is taken back/);
  assert.equal(await row("城里").count(), 1);
  await checkPage(page);
  await page.context().close();
});

test("anything is found from the keyboard", async () => {
  const page = await windowOf("admin");
  await page.goto(`${URL_BASE}/health`);
  await press(page, "/");
  await page.keyboard.type("6901234500001");
  await press(page, "Enter");
  await page.waitForURL(/\/search\?q=6901234500001/);
  assert.ok((await page.locator(".found a").count()) > 0);
  await checkPage(page);
  await page.context().close();
});

test("without scripts a token is made and revoked, and a register taken", async () => {
  const page = await withoutScripts("admin");
  await page.goto(`${URL_BASE}/tokens`);
  await page.fill("[name=name]", "export");
  await page.check("[name=scope][value=read]");
  await follow(page, "main section form button");
  assert.match(await page.textContent("#secret"), /^sanbao_/);
  await follow(page, "main form[action$='/revoke'] button");
  assert.equal(page.url(), `${URL_BASE}/tokens`);
  await page.goto(`${URL_BASE}/registers/units/upload`);
  await page.setInputFiles("[name=file]", csv(`${UNITS}PLAIN-1,DSZF-60A,HZ01,2026-01-05\n`));
  await follow(page, "main form button");
  assert.equal(page.url(), `${URL_BASE}/registers/units`);
  await page.context().close();
});
