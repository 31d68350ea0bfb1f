// The after-sales centre: a reviewer decides by keyboard, a call agent calls, a lot is drawn, a statement confirmed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { URL_BASE, checkPage, follow, press, tabTo, windowOf, withoutScripts } from "./browser.mjs";

/** Waits for what was done to be told. */
const told = async (page, words) => {
  await page.waitForSelector(".note[role=status]");
  assert.match(await page.textContent(".note[role=status]"), words);
};
/** What a key leads to. */
const keyTo = async (page, keys, url) => Promise.all([page.waitForURL(url), press(page, ...keys)]);
/** What a key posts comes back to the worklist. */
const decide = async (page, ...keys) => Promise.all([page.waitForNavigation(), press(page, ...keys)]);
const shown = (page) => page.textContent(".case-title");
const listed = (page) => page.locator(".queue b").allTextContents();
const english = (page, path) => page.goto(`${URL_BASE}${path}${path.includes("?") ? "&" : "?"}lang=en`);

/** The dealer is asked with a key: the slip stands aside until the question is taken back, or answered. */
async function askDealer(page) {
  await page.goto(`${URL_BASE}/review`);
  const waiting = await listed(page);
  await decide(page, "w");
  await page.waitForSelector("#e-reason");
  // The browser has logged the status that was expected.
  page.errors = [];
  const ask = async () => {
    await page.goto(`${URL_BASE}/review`);
    await page.fill("#f-reason", "请说明换了哪个配件");
    await page.evaluate(() => document.activeElement.blur());
    await decide(page, "w");
    await told(page, new RegExp(`已就 ${waiting[0]} 询问经销商`));
    assert.deepEqual(await listed(page), waiting.slice(1));
  };
  await ask();
  await decide(page, "u");
  await told(page, /的询问已撤回/);
  assert.deepEqual(await listed(page), waiting);
  await ask();
  await follow(page, "a[href='/review?waits=dealer']");
  assert.deepEqual(await listed(page), waiting.slice(0, 1));
  assert.match(await page.textContent(".asked"), /待答复 请说明换了哪个配件/);
  await checkPage(page);

  const dealer = (await page.textContent(".queue-under")).split(" · ")[0];
  const clerk = await windowOf(dealer.toLowerCase());
  await clerk.goto(`${URL_BASE}/?lang=zh-CN`);
  const task = clerk.locator(".task", { hasText: "售后中心的询问" });
  await checkPage(clerk);
  await follow(clerk, task.locator("a").first());
  await clerk.waitForURL(/\/slips\//);
  assert.match(await clerk.textContent(".asked"), /请说明换了哪个配件/);
  await checkPage(clerk);
  await clerk.fill(".asked textarea", "换了点火器，旧件已寄回");
  await follow(clerk, ".asked form button");
  await told(clerk, /答复已提交/);
  assert.equal(await clerk.locator(".asked form").count(), 0);
  await clerk.goto(`${URL_BASE}/questions?lang=en`);
  assert.equal(await clerk.locator("tbody tr").count(), 2);
  await checkPage(clerk);
  await clerk.context().close();

  await page.goto(`${URL_BASE}/review`);
  assert.deepEqual(await listed(page), waiting);
  assert.match(await page.textContent(".asked"), /已答复[^]*换了点火器/);
  await checkPage(page);
}

test("a reviewer decides by keyboard, takes back, looks at the row as sent, and decides several at once", async () => {
  const page = await windowOf("reviewer");
  await page.goto(`${URL_BASE}/?lang=zh-CN`);
  await tabTo(page, "main a[href='/review']");
  await keyTo(page, ["Enter"], /\/review$/);
  await checkPage(page);
  const all = await listed(page);
  assert.ok(all.length >= 3, `three wait: ${all}`);
  assert.equal(await shown(page), all[0]);
  await keyTo(page, ["j"], /slip=/);
  assert.equal(await shown(page), all[1]);
  await keyTo(page, ["k"], /slip=/);
  assert.equal(await shown(page), all[0]);

  // A key while an input method composes, or in a field, is none of ours.
  await page.evaluate(() => {
    for (const key of ["a", "r", "j"]) {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true }));
    }
  });
  await press(page, "e", "a", "j");
  assert.equal(await page.inputValue("#f-reason"), "aj");
  assert.equal(await shown(page), all[0]);
  await page.fill("#f-reason", "");

  await keyTo(page, ["Escape"], /slip=/).catch(() => {});
  await page.evaluate(() => document.activeElement.blur());
  await keyTo(page, ["s"], /\/source$/);
  // As it was sent, full-width digits and all.
  assert.ok((await page.textContent("main table")).normalize("NFKC").includes(all[0]));
  await checkPage(page);
  await page.goBack();

  await decide(page, "a");
  await told(page, new RegExp(`${all[0]} 已接受`));
  assert.deepEqual(await listed(page), all.slice(1));
  assert.equal(await shown(page), all[1]);
  await decide(page, "r", "5");
  await told(page, new RegExp(`${all[1]} 已拒绝`));
  assert.deepEqual(await listed(page), all.slice(2));
  await decide(page, "u");
  await told(page, new RegExp(`${all[1]} 的决定已撤销`));
  assert.equal(await shown(page), all[1]);
  assert.deepEqual(await listed(page), all.slice(1));

  // Refused without a reason, it is asked for; then it is written, and the button reached by Tab.
  await decide(page, "r", "r");
  await page.waitForSelector("#e-reason");
  await checkPage(page, 422);
  // The browser has logged the status that was expected.
  page.errors = [];
  await page.goto(`${URL_BASE}/review`);
  await press(page, "e");
  await page.keyboard.insertText("与销量不符，经销商无法说明");
  await tabTo(page, "button[value=refuse]", 3);
  await decide(page, "Enter");
  await told(page, /已拒绝/);
  await decide(page, "u");
  await told(page, /已撤销/);

  // Added to the calls with a reason, and taken off again; it stays on the list.
  const chosen = await shown(page);
  await decide(page, "p");
  await page.waitForSelector("#e-reason");
  page.errors = [];
  await press(page, "e");
  await page.keyboard.insertText("三张单字迹相同");
  await page.evaluate(() => document.activeElement.blur());
  await decide(page, "p");
  await told(page, new RegExp(`${chosen} 已加入回访`));
  assert.equal(await shown(page), chosen);
  assert.match(await page.textContent(".verdict"), /加入回访：三张单字迹相同/);
  await checkPage(page);
  await decide(page, "p");
  await told(page, new RegExp(`${chosen} 已移出回访`));
  await askDealer(page);

  // Several with one reason, in English.
  await english(page, "/review");
  const left = await listed(page);
  await press(page, "x");
  assert.equal(await page.locator(".queue input:checked").count(), 1);
  await page.check(`.queue li:nth-child(${left.length}) input`);
  await keyTo(page, ["b"], /\/review\/bulk/);
  assert.match(await page.textContent(".task-count"), /2 slips/);
  await checkPage(page);
  await page.fill("#f-reason", "Confirmed by the sales records");
  await follow(page, "button[value=accept]");
  await page.waitForSelector("text=All of them are decided");
  assert.match(await page.textContent(".note-ok"), /Accepted 2 slips · ¥.* · Confirmed by the sales records/);
  await checkPage(page);

  // What was decided meanwhile is named, and does not stop the others.
  await page.goBack();
  await page.fill("#f-reason", "again");
  await follow(page, "button[value=accept]");
  await page.waitForSelector("text=Slips that were not decided");
  assert.equal(await page.locator("tbody tr").count(), 2);
  await page.context().close();
});

test("a call agent takes the next call and records what came of it", async () => {
  const page = await windowOf("caller");
  await page.goto(`${URL_BASE}/?lang=zh-CN`);
  await follow(page, "main a[href='/calls']");
  await checkPage(page);
  await keyTo(page, ["n"], /\/calls\/.+/);
  const phone = await page.getAttribute("a[href^='tel:']", "href");
  assert.match(phone, /^tel:\+?\d{6,}$/);
  assert.match(await page.textContent("main"), /GB\/T 2828\.1/);
  await checkPage(page);
  const first = page.url();
  await page.reload();
  assert.equal(await page.getAttribute("a[href^='tel:']", "href"), phone, "the same after a reload");
  await keyTo(page, ["l"], /script=en/);
  assert.match(await page.textContent(".script"), /after-sales service/);
  // Another agent gets another call, and cannot see this one's number.
  const other = await windowOf("reviewer");
  await other.goto(first);
  assert.equal(await other.locator("a[href^='tel:']").count(), 0);
  await other.goto(`${URL_BASE}/calls`);
  await keyTo(other, ["n"], /\/calls\/.+/);
  assert.notEqual(other.url(), first);

  await press(page, "s", "5");
  assert.ok(await page.isChecked("input[name=satisfaction][value='5']"));
  await keyTo(page, ["1"], /\/calls$/);
  await told(page, /已记录：属实/);
  await english(page, "/calls");
  await keyTo(page, ["n"], /\/calls\/.+/);
  await keyTo(page, ["5"], /\/calls$/);
  await told(page, /is recorded: no answer/i);
  assert.match(await page.textContent("tbody"), /not before/);

  // An appointment, made in the future as the page's clock has it.
  await keyTo(page, ["n"], /\/calls\/.+/);
  const now = await page.getAttribute("#f-at", "min");
  await page.fill("#f-at", `${Number(now.slice(0, 4))}${now.slice(4, 8)}${String(Math.min(28, Number(now.slice(8, 10)) + 1)).padStart(2, "0")}T09:30`);
  await follow(page, "button[value=appointment]");
  await told(page, /is to be called at/);
  await checkPage(page);
  await other.context().close();
  await page.context().close();
});

test("a reviewer adds a paid slip to the calls, and the desk hands it out first and says why", async () => {
  const reviewer = await windowOf("reviewer");
  await reviewer.goto(`${URL_BASE}/dealers/HZ01/months/2026-01/slips/202601000002?lang=zh-CN`);
  await reviewer.fill("#f-pick", "用户来信说没有修过");
  await follow(reviewer, "button[value=add]");
  await told(reviewer, /202601000002 已加入回访/);
  await checkPage(reviewer);
  const caller = await windowOf("caller");
  await caller.goto(`${URL_BASE}/calls?lang=zh-CN`);
  assert.match(await caller.locator("tr", { hasText: "202601000002" }).textContent(), /审核员加入/);
  await checkPage(caller);
  await keyTo(caller, ["n"], /\/calls\/HZ01\/2026-01\/202601000002$/);
  assert.match(await caller.textContent("#why ~ ul"), /加入回访：用户来信说没有修过/);
  assert.doesNotMatch(await caller.textContent("#why ~ ul"), /抽样顺序/);
  await checkPage(caller);
  await keyTo(caller, ["1"], /\/calls$/);
  await told(caller, /已记录：属实/);
  await reviewer.reload();
  assert.equal(await reviewer.locator("button[value=add]").count(), 1, "the call is done; it could be added again");
  await caller.context().close();
  await reviewer.context().close();
});

test("a customer who asks not to be called again is not telephoned any more", async () => {
  const reviewer = await windowOf("reviewer");
  await reviewer.goto(`${URL_BASE}/dealers/HZ01/months/2026-01/slips/202601000003?lang=zh-CN`);
  await reviewer.fill("#f-pick", "工时偏高");
  await follow(reviewer, "button[value=add]");
  await told(reviewer, /202601000003 已加入回访/);
  const caller = await windowOf("caller");
  await caller.goto(`${URL_BASE}/calls?lang=zh-CN`);
  await keyTo(caller, ["n"], /\/calls\/HZ01\/2026-01\/202601000003$/);
  const call = caller.url();
  await press(caller, "x");
  assert.ok(await caller.isChecked("input[name=do_not_call]"));
  await keyTo(caller, ["6"], /\/calls$/);
  await told(caller, /已记录：拒访/);
  await caller.goto(call);
  await decide(caller, "n");
  assert.equal(await caller.locator("a[href^='tel:']").count(), 0);
  assert.match(await caller.textContent(".note-bad"), /要求今后不再来电/);
  await checkPage(caller);
  await keyTo(caller, ["0"], /\/calls$/);
  await told(caller, /不再来电的要求记为拒访/);
  await english(reviewer, "/do-not-call");
  await checkPage(reviewer);
  assert.match(await reviewer.textContent("tbody th"), /\*{4}/);
  await reviewer.fill("[name=reason]", "The customer wrote to us");
  await follow(reviewer, "tbody button");
  await told(reviewer, /can be called again/);
  await checkPage(reviewer);
  await reviewer.context().close();
  await caller.context().close();
});

test("a reviewer draws a lot, looks at another, and confirms a statement", async () => {
  const page = await windowOf("reviewer");
  await english(page, "/lots");
  await checkPage(page);
  const undrawn = page.locator("tr", { hasText: "Not drawn" }).locator("a");
  await follow(page, undrawn.first());
  await page.waitForURL(/\/lot$/);
  await follow(page, "main form button");
  await told(page, /The lot is drawn/);
  assert.ok((await page.locator("tbody tr").count()) > 0);
  await checkPage(page);
  await page.goto(`${URL_BASE}/dealers/HZ01/months/2026-01/lot?lang=zh-CN`);
  assert.match(await page.textContent("main"), /威尔逊区间/);
  assert.match(await page.textContent("main"), /2026-spring/);

  await page.goto(`${URL_BASE}/confirm-month`);
  assert.match(page.url(), /\/confirm-month\/2026-03$/);
  const row = page.locator("tr", { hasText: "HZ01" });
  await follow(page, row.locator("button"));
  await told(page, /HZ01 的2026年3月结算单已确认/);
  assert.match(await page.locator("tr", { hasText: "HZ01" }).textContent(), /已确认/);
  await checkPage(page);
  await follow(page, ".confirm-all button");
  await told(page, /已确认 \d+ 张结算单/);
  await page.context().close();
});

test("without scripts a slip is decided and taken back, and a call recorded", async () => {
  const page = await withoutScripts("reviewer");
  await page.goto(`${URL_BASE}/review?lang=zh-CN`);
  if ((await listed(page)).length === 0) {
    // All are decided; the last decision is taken back.
    await follow(page, "form[action='/review/undo'] button");
    await told(page, /已撤销/);
  }
  const no = await shown(page);
  await follow(page, "button[value='refuse-1']");
  await told(page, /已拒绝/);
  await follow(page, "form[action='/review/undo'] button");
  await told(page, /已撤销/);
  assert.equal(await shown(page), no);
  await page.goto(`${URL_BASE}/calls`);
  await follow(page, "form[action='/calls/next'] button");
  assert.equal(await page.locator("a[href^='tel:']").count(), 1);
  await follow(page, "button[value=confirmed]");
  await told(page, /已记录/);
  await page.context().close();
});
