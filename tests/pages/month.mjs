// One month from a dealer's workbook to its payment, through every office, each person signing in and finding the way from the
// home page: with a mouse in both languages, by keys alone, and without scripts. What is paid is the same number everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_BASE, PASSWORD, checkPage, downloaded, press, tabTo, totp, windowOf, withoutScripts } from "./browser.mjs";

const [DEALER, PERIOD] = ["WZ03", "2026-03"];
const MONTH = `/dealers/${DEALER}/months/${PERIOD}`;
/** ¥1,234.50 as fen. */
const fen = (shown) => Math.round(Number(shown.replace("−", "-").replace(/[^\d.-]/g, "")) * 100);

/** How somebody works. Each takes a page and a selector; `then` is what is waited for: an address, or what is on the page. */
const MOUSE = {
  open: windowOf,
  press: (page, selector) => page.locator(selector).first().click(),
  write: (page, selector, text) => page.locator(selector).first().fill(text),
  choose: (page, selector, value) => page.selectOption(selector, value),
  tick: (page, selector) => page.check(selector),
};
const WITHOUT_SCRIPTS = { ...MOUSE, open: withoutScripts };
/** Nothing but Tab, Enter, space, arrows and letters; a file is what the system's own dialog answers. */
const KEYS = {
  open: windowOf,
  press: async (page, selector) => {
    await tabTo(page, selector, 400);
    await press(page, "Enter");
  },
  write: async (page, selector, text) => {
    await tabTo(page, selector, 400);
    await press(page, "Control+a");
    await page.keyboard.insertText(text);
  },
  choose: async (page, selector, value) => {
    await tabTo(page, selector, 400);
    const options = await page.$$eval(`${selector} option`, (found) => found.map((option) => option.value));
    await press(page, "Home", ...Array(options.indexOf(value)).fill("ArrowDown"));
    assert.equal(await page.inputValue(selector), value);
  },
  tick: async (page, selector) => {
    await tabTo(page, selector, 400);
    await press(page, "Space");
  },
};

/** Presses, and waits for where it leads: an address, what is on the page, or the next page. */
async function go(hand, page, selector, then) {
  const waits = () => {
    if (then instanceof RegExp) return page.waitForURL(then);
    return then ? page.waitForSelector(then, { timeout: 60_000 }) : page.waitForNavigation();
  };
  await Promise.all([waits(), hand.press(page, selector)]);
}

/** Somebody signs in. */
async function come(hand, login, lang) {
  const page = await hand.open("");
  await page.goto(`${URL_BASE}/login?lang=${lang}`);
  await hand.write(page, "[name=login]", login);
  await hand.write(page, "[name=password]", PASSWORD);
  await go(hand, page, "main button", /(:\d+\/|\/login\/code\?.*)$/);
  if (page.url().includes("/login/code")) {
    await hand.write(page, "[name=code]", totp(login));
    await go(hand, page, "main button", `.top-nav`);
  }
  if ((await page.getAttribute("html", "lang")) !== lang) await go(hand, page, `.top-side a[hreflang="${lang}"]`);
  assert.equal(await page.getAttribute("html", "lang"), lang);
  return page;
}

/** axe runs scripts in the page. */
const looked = async (hand, page) => hand === WITHOUT_SCRIPTS || checkPage(page);

const HEADER =
  "维修单号,服务类别,产品型号,机身编号,销售日期,用户姓名,联系电话,地址,区域,报修时间,到达时间,维修日期,完工时间,故障代码,故障现象," +
  "故障原因,维修内容,服务方式,配件编号,数量,旧件返还数,申报费用,维修员,用户签字";
/** A repair of a sold unit, with so many parts. */
const repair = (no, unit, sold, customer, area, day, fault, part, count) =>
  `${no},C,DSZF-50,${unit},${sold},${customer},温州市滨江路58号,${area},${day} 09:00,${day} 11:00,${day},${day} 12:00,${fault},` +
  `产品质量,更换配件,上门,${part},${count},${count},25,郑小勇,有`;
/** Three repairs of the month that came late: one with an area that there is not, one with more seals than a unit has. */
const SHEET = {
  name: "WZ03-late.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    [
      HEADER,
      repair("WZ2603901", "6901234500160", "2025-11-05", "张伟,13819532781", "市区", "2026-03-25", "E3,进水口漏水", "WH-SL-04", 9),
      repair("WZ2603902", "6901234500161", "2026-01-02", "高超,13818645130", "城里", "2026-03-26", "E2,水温忽冷忽热", "WH-TH-01", 1),
      repair("WZ2603903", "6901234500162", "2026-02-07", "陈静,13819332621", "郊县", "2026-03-27", "E3,进水口漏水", "WH-SL-04", 1),
    ].join("\n"),
  ),
};

/** The clerk files what is missing, and puts one wrong value right in the page. */
async function file(hand, lang) {
  const page = await come(hand, "wz03", lang);
  await go(hand, page, `.top-nav a[href="/dealers/${DEALER}/uploads"]`, /\/uploads$/);
  await go(hand, page, `a.btn-primary[href$="/uploads/new"]`, /\/uploads\/new/);
  await looked(hand, page);
  await hand.choose(page, "[name=period]", PERIOD);
  await page.setInputFiles("[name=file]", SHEET);
  await go(hand, page, ".drop button", ".figures");
  assert.equal(await page.locator(".faults tbody tr").count(), 1, "one entry for one wrong value");
  await hand.choose(page, ".faults [name=right]", lang === "en" ? "county" : "郊县");
  await go(hand, page, "form[action$='/mend'] .btn", "#mended");
  await looked(hand, page);
  await go(hand, page, "form[action$='/file'] button", `.actions a.btn-primary[href$="${MONTH}"]`);
  await go(hand, page, `.actions a.btn-primary[href$="${MONTH}"]`, new RegExp(`${MONTH}$`));
  await looked(hand, page);
  await page.context().close();
}

/** The reviewer draws the lot. */
async function draw(hand, lang) {
  const page = await come(hand, "reviewer", lang);
  await go(hand, page, ".top-nav a[href='/lots']", /\/lots/);
  await go(hand, page, `a[href="${MONTH}/lot"]`, new RegExp(`${MONTH}/lot$`));
  await go(hand, page, "main form .btn-primary", "#drawn");
  await looked(hand, page);
  await page.context().close();
}

/** The call agent calls until nobody waits; all say that they were repaired. */
async function call(hand, lang) {
  const page = await come(hand, "caller", lang);
  await go(hand, page, ".top-nav a[href='/calls']", /\/calls$/);
  let count = 0;
  for (; (await page.locator(".calls-next").count()) > 0; count += 1) {
    await go(hand, page, ".calls-next button", /\/calls\/.+/);
    if (count === 0) await looked(hand, page);
    await go(hand, page, "button[value=confirmed]", /\/calls$/);
    assert.ok(count < 200, "the calls come to an end");
  }
  assert.ok(count > 5, `customers of three dealers were called: ${count}`);
  await looked(hand, page);
  await page.context().close();
}

/** The reviewer decides what is held of the dealer, refuses one slip, and confirms the statement. Answers the refused slip. */
async function review(hand, lang) {
  const page = await come(hand, "reviewer", lang);
  await go(hand, page, ".top-nav a[href='/review']", /\/review$/);
  await hand.write(page, "#f-dealer", DEALER);
  await go(hand, page, ".filter button", /dealer=WZ03/);
  await looked(hand, page);
  const refused = await page.textContent(".case-title");
  await go(hand, page, "button[value=refuse-1]");
  for (let left = 100; (await page.locator("button[value=accept]").count()) > 0; left -= 1) {
    assert.ok(left > 0, "the worklist comes to an end");
    await go(hand, page, "button[value=accept]");
  }
  await go(hand, page, ".top-nav a[href='/confirm-month']", /\/confirm-month\/2026-03$/);
  await looked(hand, page);
  await go(hand, page, `form:has([name=dealer][value=${DEALER}]) button`);
  assert.equal(await page.locator(`form:has([name=dealer][value=${DEALER}])`).count(), 0, "it is confirmed");
  await page.context().close();
  return refused.trim();
}

/** The sales manager approves what is confirmed: answers what the dealer is paid. */
async function approve(hand, lang) {
  const page = await come(hand, "manager", lang);
  await go(hand, page, ".top-nav a[href='/months']", /\/months$/);
  await go(hand, page, `main a[href="/months/${PERIOD}"]`, new RegExp(`/months/${PERIOD}$`));
  await looked(hand, page);
  const payable = fen(await page.textContent(`tr:has(a[href="/dealers/${DEALER}"]) td.strong, tr:has(th a[href$="${MONTH}"]) td.strong`));
  await go(hand, page, ".pack-do a", /\/approve$/);
  await looked(hand, page);
  assert.equal(fen(await page.textContent(".decide tfoot .num")), payable, "the sum of the one statement");
  await go(hand, page, ".decide form button", new RegExp(`/months/${PERIOD}$`));
  await looked(hand, page);
  await page.context().close();
  return payable;
}

/** Finance releases it, and enters what the bank answered. */
async function pay(hand, lang, payable) {
  const finance = await come(hand, "finance", lang);
  await go(hand, finance, ".task a[href='/batches/new']", /\/batches\/new/);
  await looked(hand, finance);
  await hand.tick(finance, "[name=sure]");
  await go(hand, finance, "form.panel button", /\/batches\/[0-9a-f-]{32,}$/);
  await looked(hand, finance);
  assert.equal(fen(await finance.textContent(".task-count")), payable, "the batch is what was approved");
  const csv = (await downloaded(finance, "#documents ~ .table-wrap a[href$='.csv']")).toString();
  assert.ok(csv.includes(`,${(payable / 100).toFixed(2)}`), csv);
  const reference = (await finance.textContent("#payments ~ .table-wrap tbody th a")).trim();
  await finance.context().close();

  const cashier = await come(hand, "cashier", lang);
  await go(hand, cashier, ".top-nav a[href='/bank-results']", /\/bank-results$/);
  const answer = `reference,result,amount,paid_on,reason\n${reference},paid,${(payable / 100).toFixed(2)},,\n`;
  await cashier.setInputFiles("[name=file]", { name: "bank.csv", mimeType: "text/csv", buffer: Buffer.from(answer) });
  await go(hand, cashier, "form.panel button", ".task-count");
  await looked(hand, cashier);
  assert.equal((await cashier.textContent(".task-count")).trim(), "1", "matched");
  await cashier.context().close();
}

/** The clerk sees what was paid, and why one slip was not, and keeps the paper. */
async function see(hand, lang, payable, refused) {
  const page = await come(hand, "wz03", lang);
  await go(hand, page, `main a[href="${MONTH}"]`, new RegExp(`${MONTH}$`));
  await looked(hand, page);
  assert.match(await page.textContent("h1"), lang === "en" ? /Paid/ : /已付/);
  await go(hand, page, `.actions a[href="${MONTH}/statement"]`, /\/statement$/);
  await looked(hand, page);
  const amounts = (await page.$$eval("dd.strong", (found) => found.map((cell) => cell.textContent))).map(fen);
  assert.ok(amounts.includes(payable), `${amounts} has ${payable}`);
  const pdf = await downloadedOf(hand, page);
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  const slip = await page.goto(`${URL_BASE}${MONTH}/slips/${refused}`);
  assert.equal(slip.status(), 200);
  await looked(hand, page);
  assert.ok(await page.isVisible("h1 .chip-bad"), "it was not paid");
  assert.match(await page.textContent("section[aria-labelledby=checks]"), /4\.\d+/, "by which clause");
  assert.ok(await page.isVisible(`a[href*="/dispute?"]`), "and how to dispute it");
  await page.context().close();
}

/** The statement as PDF: a browser shows it, so it is fetched by its address. */
async function downloadedOf(hand, page) {
  const address = await page.getAttribute(".actions a.btn-primary", "href");
  const answer = await page.request.get(new URL(address, URL_BASE).href);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  return answer.body();
}

const WAYS = {
  "with a mouse, zh-CN": [MOUSE, "zh-CN"],
  "with a mouse, en": [MOUSE, "en"],
  "by keys alone": [KEYS, "zh-CN"],
  "without scripts": [WITHOUT_SCRIPTS, "en"],
};

/** Each way has a server and a database of its own, and its name from the test that started it. */
const way = process.env.SANBAO_WAY;
test(`a month through every office, ${way}`, async () => {
  const [hand, lang] = WAYS[way];
  await file(hand, lang);
  await draw(hand, lang);
  await call(hand, lang);
  const refused = await review(hand, lang);
  const payable = await approve(hand, lang);
  await pay(hand, lang, payable);
  await see(hand, lang, payable, refused);
});
