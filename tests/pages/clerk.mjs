// A dealer's clerk files the month: the template, a file with faults, the marked workbook back, the mended file, filed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LANGUAGES, URL_BASE, checkPage, downloaded, follow, unzipped, windowOf, withoutScripts } from "./browser.mjs";

const SAMPLE = readFileSync("../../import-samples/refused/choice-not-known.csv", "utf8");

/** The sample's three slips for April, under numbers of their own; `area` is what stands in the second one. */
const sheet = (prefix, area = "城里") => ({
  name: `${prefix}.csv`,
  mimeType: "text/csv",
  buffer: Buffer.from(SAMPLE.replaceAll("WX-", `${prefix}-`).replaceAll("2026-01-", "2026-04-").replace("城里", area)),
});

const WORDS = {
  "zh-CN": { login: "hz01", read: /共读到 3 行，2 张维修单可以报送.*1 行有错/, mended: /3 张维修单可以报送.*2 张此前已报送、没有变化/, filed: /已报送 3 张维修单/, again: /已经上传过/, parked: /还有 1 张维修单没有报送。.*前改正并报送（协议 3\.1/, home: "未报送的维修单" },
  en: { login: "nb02", read: /3 rows read, 2 slips can be filed.*1 row is wrong/, mended: /3 slips can be filed.*2 of them filed before and unchanged/, filed: /3 slips filed/, again: /uploaded before/, parked: /One repair slip is not filed\. Mend and file them by .*agreement 3\.1/, home: "Slips not filed" },
};

async function upload(page, file) {
  await page.setInputFiles("[name=file]", file);
  await follow(page, ".drop button");
  await page.waitForURL(/\/uploads\/[0-9a-f]{32}/);
  await page.waitForSelector(".figures");
}

const sentence = (page) => page.textContent(".sentence");

for (const lang of LANGUAGES) {
  test(`the month of a clerk, ${lang}`, async () => {
    const words = WORDS[lang];
    const [page, dealer] = [await windowOf(words.login), words.login.toUpperCase()];
    await page.goto(`${URL_BASE}/?lang=${lang}`);
    await checkPage(page);
    await follow(page, ".task a[href*='sheet=slips']");
    await page.waitForURL(/uploads\/new\?period=2026-04/);
    await checkPage(page);

    const other = await page.$eval("[name=period]", (month) => [...month.options].at(-1).value);
    await page.selectOption("[name=period]", other);
    assert.match(await page.getAttribute(".pick a", "href"), new RegExp(`period=${other}&`), "the template is of the month that is chosen");
    await page.selectOption("[name=period]", "2026-04");
    const template = unzipped(await downloaded(page, ".pick a"));
    const texts = template.get("xl/sharedStrings.xml");
    assert.ok(texts.includes(dealer) && texts.includes(lang === "en" ? "slip_no *" : "维修单号 *"), texts);
    assert.ok(texts.includes("DSZF-60A") && texts.includes("WH-HT-02"), "the dealer's own models and parts");
    assert.match(template.get("xl/worksheets/sheet1.xml"), /<dataValidation type="list"/);

    await upload(page, sheet(lang));
    assert.match(await sentence(page), words.read);
    assert.equal(await page.locator(".faults tbody tr").count(), 1, "one entry for one wrong value");
    assert.equal(await page.textContent(".faults .wrong"), "城里");
    await checkPage(page);
    const marked = unzipped(await downloaded(page, "a[href$='/marked']"));
    assert.ok(marked.get("xl/sharedStrings.xml").includes("城里"));
    assert.ok(marked.get("xl/comments1.xml").includes("county"), "the note says what was expected");
    await follow(page, "form[action$='/file'] button");
    await page.waitForSelector(".note-ok");
    await checkPage(page);
    assert.match(await page.textContent("#parked"), words.parked, "what is not filed, and by when it is to be");
    await follow(page, ".brand");
    const parked = page.locator(".task", { hasText: words.home });
    assert.match(await parked.textContent(), /1/);
    await follow(page, parked.locator("a"));
    await page.waitForSelector("#parked");

    await page.goto(`${URL_BASE}/dealers/${dealer}/uploads/new?period=2026-04`);
    await upload(page, sheet(lang, "郊县"));
    assert.match(await sentence(page), words.mended, "only what changed is new");
    assert.equal(await page.locator(".faults").count(), 0);
    await follow(page, "form[action$='/file'] button");
    await page.waitForSelector(".chip-ok");
    assert.match(await sentence(page), words.filed);
    await checkPage(page);

    await page.goto(`${URL_BASE}/dealers/${dealer}/uploads/new?period=2026-04`);
    await upload(page, sheet(lang, "郊县"));
    assert.match(await page.textContent(".note-info"), words.again);
    await page.goto(`${URL_BASE}/dealers/${dealer}/uploads?period=2026-04&sort=-rows`);
    assert.equal(await page.locator(`tbody a:has-text("${lang}.csv")`).count(), 2);
    await checkPage(page);
    const list = (await downloaded(page, ".files a")).toString();
    assert.ok(list.includes(`${lang}.csv`), list);
    await page.context().close();
  });
}

test("a column of another name is said once, and known from then on", async () => {
  const page = await windowOf("hz01");
  const renamed = (prefix) => ({ ...sheet(prefix, "市区"), buffer: Buffer.from(String(sheet(prefix, "市区").buffer).replace("申报费用", "收费金额")) });
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-04&lang=zh-CN`);
  await upload(page, renamed("own"));
  await follow(page, "a[href$='/columns']");
  await page.waitForURL(/\/columns$/);
  assert.match(await page.textContent("main"), /收费金额.*25/s, "with the first values below it");
  await checkPage(page);
  await page.selectOption("[name=is]", "claimed_fee");
  await follow(page, "main form .btn-primary");
  await page.waitForSelector(".figures");
  await page.waitForSelector("a[href$='/columns']", { state: "detached" });
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-04`);
  await upload(page, renamed("own-again"));
  assert.equal(await page.locator("a[href$='/columns']").count(), 0, "nothing is asked again");
  assert.match(await sentence(page), /申报 ¥[1-9]/);
  await page.context().close();
});

test("one wrong value is put right once, in the page", async () => {
  const page = await windowOf("hz01");
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-04&lang=zh-CN`);
  await upload(page, sheet("mend"));
  await page.selectOption(".faults [name=right]", "郊县");
  await follow(page, "form[action$='/mend'] .btn");
  await page.waitForSelector("#mended");
  assert.equal(await page.locator(".faults").count(), 0);
  assert.match(await page.textContent("section:has(#mended)"), /区域 城里 → 郊县/);
  assert.match(await sentence(page), /3 张维修单可以报送/);
  await checkPage(page);
  await page.context().close();
});

test("without scripts: uploaded, looked at again, withdrawn by two clicks", async () => {
  const page = await withoutScripts("hz01");
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-04&lang=zh-CN`);
  await page.click(".drop button");
  await page.setInputFiles("[name=file]", sheet("plain"));
  await follow(page, ".drop button");
  await page.waitForURL(/\/uploads\/[0-9a-f]{32}/);
  await page.waitForSelector(".figures", { timeout: 60_000 });
  await page.click(".sure summary");
  await follow(page, ".sure button");
  await page.waitForSelector(".chip-quiet");
  assert.match(await sentence(page), /已撤回/);
  await page.context().close();
});

test("no file, and a file that is none", async () => {
  const page = await windowOf("hz01");
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-04&lang=zh-CN`);
  await page.setInputFiles("[name=file]", { name: "photo.xlsx", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") });
  await follow(page, ".drop button");
  await page.waitForURL(/\/uploads\/[0-9a-f]{32}/);
  await page.waitForSelector(".faults");
  assert.match(await sentence(page), /不能报送/);
  await checkPage(page);
  await page.goto(`${URL_BASE}/dealers/HZ01/uploads/new?period=2026-02`);
  await page.setInputFiles("[name=file]", sheet("late"));
  await page.selectOption("[name=period]", "2026-03");
  await page.evaluate(() => { document.querySelector("[name=period] option:checked").value = "2026-02"; });
  // What is wrong comes in the page's place, which leads nowhere.
  await page.click(".drop button");
  await page.waitForSelector(".fault");
  assert.match(await page.textContent(".fault"), /已/, "a month whose statement is confirmed takes nothing");
  await checkPage(page, 422);
  await page.context().close();
});
