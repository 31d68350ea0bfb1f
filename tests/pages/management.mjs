// The sales manager's month: read on one page, drilled into, one dealer held back, the rest approved; and quality.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { URL_BASE, checkPage, downloaded, fen, follow, totp, windowOf } from "./browser.mjs";

const PACK = "/months/2026-02";
const BOX = ["制表：", "批准：", "日期："];

/** Clicks, and shows the second factor again where it is asked for. */
async function clickPresent(page, selector) {
  await follow(page, selector);
  if (new URL(page.url()).pathname === "/confirm") {
    await page.fill("[name=code]", totp("manager", 1));
    await follow(page, "main button");
    await follow(page, selector);
  }
}

/** The texts of a PDF's pages. */
const textsOf = (path) => execFileSync("pdftotext", ["-layout", path, "-"]).toString().split("\f").slice(0, -1);

/** On paper the box to sign in is on the first page of up to ten dealers, and behind more of them in one piece. */
async function checkPaper(page) {
  const print = async (dealers) => {
    await page.evaluate((count) => {
      const rows = document.querySelector("#dealers ~ .table-wrap tbody");
      while (rows.rows.length < count) rows.append(rows.rows[rows.rows.length % 6].cloneNode(true));
    }, dealers);
    const path = `${process.env.SANBAO_SCREENSHOTS}/month-pack-${dealers}.pdf`;
    writeFileSync(path, await page.pdf({ format: "A4" }));
    return textsOf(path);
  };
  const isBox = (text) => BOX.every((word) => text.includes(word));
  for (const dealers of [6, 10]) {
    const pages = await print(dealers);
    assert.ok(isBox(pages[0]), `with ${dealers} dealers the box is on the first of ${pages.length} pages`);
  }
  const many = await print(40);
  assert.ok(many.length > 1 && many.filter(isBox).length === 1, "the box is whole on one page");
  await page.reload();
}

/** The walk's steps as pairs of whether it is a sum, and fen. */
const walk = (page) =>
  page.$$eval(".walk tr", (rows) => rows.map((row) => [row.classList.contains("strong"), row.querySelector("td").textContent]));

test("February is read, one dealer is held back and the rest approved", async () => {
  const page = await windowOf("manager");
  await page.goto(`${URL_BASE}/?lang=zh-CN`);
  await follow(page, `.task a[href="${PACK}"]`);
  assert.match(await page.textContent("h1"), /2026年2月月度汇总/);
  const steps = (await walk(page)).map(([isSum, text]) => [isSum, fen(text)]);
  const parts = steps.filter(([isSum], index) => !isSum || index === 0).reduce((sum, [, amount]) => sum + amount, 0);
  assert.equal(parts, steps.at(-1)[1], "the steps lead from what is claimed to what is paid");

  const fines = fen(await page.textContent(`.walk a[href="${PACK}/lines?of=fines"]`));
  await follow(page, `.walk a[href="${PACK}/lines?of=fines"]`);
  const amounts = await page.$$eval("tbody td.num", (cells) => cells.map((cell) => cell.textContent));
  assert.equal(amounts.map(fen).reduce((sum, amount) => sum + amount, 0), fines, "the rows come to the number");
  await checkPage(page);
  await page.goBack();

  await follow(page, "a[href='/violations?period=2026-02&code=LOT_REJECTED']");
  assert.equal(await page.inputValue("[name=code]"), "LOT_REJECTED");
  assert.deepEqual(await page.$$eval("tbody tr th", (cells) => cells.map((cell) => cell.textContent)), ["JH05"]);
  await checkPage(page);
  const file = (await downloaded(page, ".files a[href*='format=csv']")).toString();
  assert.match(file, /LOT_REJECTED/);
  assert.equal(file.trim().split("\n").length, 2, "the file has what the page has");
  await page.goBack();

  await follow(page, ".orders a:has-text('核减最多')");
  const cuts = (await page.$$eval("#dealers ~ .table-wrap tbody tr", (rows) => rows.map((row) => row.cells[5].textContent))).map(fen);
  assert.deepEqual(cuts, [...cuts].sort((a, b) => b - a));
  assert.equal(cuts.length, 6);

  await checkPaper(page);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.isVisible(".signature") && !(await page.isVisible(".pack-do")), "the paper has a box to sign in");
  assert.equal(await page.textContent(".bottom .address"), page.url().split("#")[0], "the paper says where its numbers are found");
  assert.ok(await page.isVisible(".bottom .address"));
  await page.emulateMedia({ media: "screen" });

  await follow(page, "[aria-label='暂缓 WZ03']");
  assert.equal(await page.inputValue("[name=dealer]"), "WZ03");
  await follow(page, "main form button");
  await page.waitForSelector("#e-note");
  await checkPage(page, 422);
  page.errors = [];
  await page.fill("[name=note]", "假一罚十的依据还要核对");
  await follow(page, "main form button");
  await page.waitForURL(`${URL_BASE}${PACK}`);
  assert.match(await page.textContent("[role=status].note"), /WZ03/);

  await follow(page, ".pack-do a");
  assert.match(await page.textContent(".decide"), /人民币.+WZ03/s);
  const told = await page.textContent(".decide-question");
  assert.match(told, /批准 5 份/);
  await clickPresent(page, "main form button");
  await page.waitForURL(`${URL_BASE}${PACK}`);
  assert.match(await page.textContent("[role=status].note"), /已批准 5 份/);
  assert.match(await page.textContent("#decided ~ .table-wrap"), /manager[\s\S]*暂缓[\s\S]*批准/);
  await checkPage(page);
});

test("the one that was held back is approved on a phone with two taps", async () => {
  const page = await windowOf("manager", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.goto(`${URL_BASE}${PACK}?lang=en`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} wider than the phone`);
  await page.screenshot({ path: `${process.env.SANBAO_SCREENSHOTS}/month-pack-phone.png`, fullPage: true });
  await page.tap("[aria-label='Approve this one WZ03']");
  assert.match(await page.textContent(".decide"), /held back[\s\S]*假一罚十/);
  await checkPage(page);
  await clickPresent(page, "main form button");
  await page.waitForURL(`${URL_BASE}${PACK}`);
  assert.match(await page.textContent("[role=status].note"), /1 statements? approved/);
  assert.equal(await page.locator(".pack-do").count(), 0, "nothing waits any more");
});

test("what changed meanwhile is asked again", async () => {
  const page = await windowOf("manager");
  await page.goto(`${URL_BASE}${PACK}/approve?lang=en`);
  assert.match(await page.textContent("main"), /No statement waits/);
});

test("a statement that is paid is corrected on the next", async () => {
  const page = await windowOf("manager");
  await page.goto(`${URL_BASE}/dealers/HZ01?lang=zh-CN`);
  await follow(page, "[aria-label^='更正 2026年1月']");
  await clickPresent(page, "main form button");
  await page.waitForSelector("#e-line");
  await page.selectOption("[name=line]", "1");
  await page.fill("[name=amount]", "-30.00");
  await page.fill("[name=reason]", "复核后更正");
  await follow(page, "main form button");
  await page.waitForSelector("[role=status].note-ok");
  assert.match(await page.textContent("main table"), /−¥30\.00[\s\S]*等待下一份结算单/);
  await checkPage(page, 422);
});

test("quality: a safety fault is noted, a filter is an address, a bar leads to its rows", async () => {
  const page = await windowOf("manager");
  await page.goto(`${URL_BASE}/quality?lang=zh-CN`);
  const before = await page.locator(".safety").count();
  assert.ok(before > 0, "what endangers people stands at the top");
  await page.fill(".safety:first-of-type [name=note]", "已通知生产部门停用该批热电偶");
  await follow(page, ".safety:first-of-type button");
  await page.waitForSelector("[role=status].note-ok");
  assert.equal(await page.locator(".safety").count(), before - 1);
  assert.match(await page.textContent("#notes ~ ul"), /manager/);

  await page.selectOption("[name=dealer]", "HZ01");
  await follow(page, ".filter button");
  assert.match(page.url(), /dealer=HZ01/);
  const bar = page.locator("#pareto ~ figure svg a").first();
  const [, count] = (await bar.textContent()).match(/(\d+)，累计/);
  await follow(page, bar);
  await page.waitForURL(/\/quality\/rows\?/);
  const rows = await page.$$eval("tbody td.num", (cells) => cells.map((cell) => Number(cell.textContent)));
  assert.equal(rows.reduce((sum, one) => sum + one, 0), Number(count));
  assert.deepEqual([...new Set(await page.$$eval("tbody th a", (links) => links.map((link) => link.textContent)))], ["HZ01"]);
  await checkPage(page);

  await page.goto(`${URL_BASE}/quality?lang=en`);
  await checkPage(page);
  const age = page.locator("#ages ~ figure svg a").first();
  await follow(page, age);
  await page.waitForURL(/\/quality\/claims\?.*age=/);
  await checkPage(page);
});

test("a deputy is named in three clicks, acts with the manager's pages, and is themselves again", async () => {
  const page = await windowOf("manager");
  await page.goto(`${URL_BASE}/?lang=zh-CN`);
  await follow(page, ".whoami");
  await follow(page, "main a[href='/deputies']");
  await checkPage(page);
  await page.selectOption("[name=deputy]", "cashier");
  await page.fill("[name=last_day]", await page.inputValue("[name=first_day]"));
  await clickPresent(page, "main form:has([name=deputy]) button");
  await page.waitForURL(`${URL_BASE}/deputies`);
  assert.match(await page.textContent("[role=status].note-ok"), /代理人已指定/);
  await checkPage(page);

  const deputy = await windowOf("cashier");
  await deputy.goto(`${URL_BASE}/?lang=zh-CN`);
  await checkPage(deputy);
  await follow(deputy, ".offer button");
  assert.match(await deputy.textContent(".capacity"), /您正在代理.+营销经理/);
  await checkPage(deputy);
  await deputy.goto(`${URL_BASE}${PACK}?lang=en`);
  assert.match(await deputy.textContent(".capacity"), /You act as deputy of .+ \(sales manager\) until/);
  assert.equal(await deputy.locator(".top-nav a[href='/batches']").count(), 1, "as the manager has it");
  assert.equal(await deputy.locator(".top-nav a[href='/bank-results']").count(), 0, "as the manager does not");
  await checkPage(deputy);
  await follow(deputy, ".capacity button");
  assert.equal(await deputy.locator(".capacity").count(), 0);
  assert.equal(await deputy.locator(".top-nav a[href='/bank-results']").count(), 1);

  await page.reload();
  await follow(page, "main form[action$='/end'] button");
  await page.waitForSelector("[role=status].note-ok");
  await deputy.goto(`${URL_BASE}/`);
  assert.equal(await deputy.locator(".offer").count(), 0, "it is ended");
});
