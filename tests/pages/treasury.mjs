// A month of finance: preflight and release, the documents opened and checked, the bank's answers, the way from a payment
// down to a source row, the ledger, an account that two people change; in both languages, and once without scripts.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { URL_BASE, checkPage, downloaded, fen, follow, tour, unzipped, windowOf, withoutScripts } from "./browser.mjs";

const PERIOD = "2026-02";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** The amounts in a column of a workbook's first sheet, as fen. */
function amountsIn(zip, column) {
  const parts = unzipped(zip);
  const texts = [...parts.get("xl/sharedStrings.xml").matchAll(/<si>.*?<\/si>/gs)].map(([text]) => text.replace(/<[^>]+>/g, ""));
  const cells = parts.get("xl/worksheets/sheet1.xml").matchAll(new RegExp(`<c r="${column}\\d+"([^>]*)><v>([^<]*)</v>`, "g"));
  const values = [...cells].map(([, kind, value]) => (kind.includes('t="s"') ? texts[Number(value)] : value));
  return values.filter((value) => /^\d+(\.\d+)?$/.test(value)).map(fen);
}

const rowsOf = (csv) => csv.replace(/^\uFEFF/, "").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));

/** What the sales manager does before: all statements of the month are approved. */
async function approveMonth() {
  const manager = await windowOf("manager");
  await manager.goto(`${URL_BASE}/`);
  const status = await manager.evaluate(async (period) => {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf };
    const answer = await fetch(`/api/v1/periods/${period}/approve`, { method: "POST", headers, body: "{}" });
    return answer.status;
  }, PERIOD);
  assert.equal(status, 200);
  await manager.context().close();
}

test("finance pays a month", async (t) => {
  await approveMonth();
  const page = await windowOf("finance");
  let total;
  let count;

  await t.test("what stands against a batch is shown with its way out, and statements are left out", async () => {
    await page.goto(`${URL_BASE}/batches/new`);
    await checkPage(page);
    total = fen(await page.textContent("tfoot .num"));
    const amounts = await page.$$eval("#payments ~ .table-wrap tbody .num", (cells) => cells.map((cell) => cell.textContent));
    count = amounts.length;
    assert.ok(count > 1, "several dealers are paid");
    assert.equal(sum(amounts.map(fen)), total, "the rows add up to the total");
    assert.match(await page.textContent(".panel-sum"), new RegExp(`${count} 笔`));
    assert.match(await page.textContent(".panel-sum"), /人民币.+[整分角]/);
    await follow(page, "#payments ~ .table-wrap tbody tr:first-child >> text=本次剔除");
    assert.match(page.url(), /except=/);
    assert.equal((await page.$$("#payments ~ .table-wrap tbody tr")).length, count - 1);
    await follow(page, "text=放回本次");
    assert.equal((await page.$$("#payments ~ .table-wrap tbody tr")).length, count);
    await page.screenshot({ path: `${process.env.SANBAO_SCREENSHOTS}/treasury-release.png`, fullPage: true });
  });

  await t.test("without the tick nothing is released; with it all is", async () => {
    await page.evaluate(() => document.querySelector("[name=sure]").removeAttribute("required"));
    await follow(page, ".panel button");
    await page.waitForSelector(".note-bad");
    await page.check("[name=sure]");
    await follow(page, ".panel button");
    await page.waitForURL(/\/batches\/[0-9a-f-]{32,}$/);
    assert.match(await page.textContent(".note-ok"), new RegExp(`已放款 ${count} 笔`));
    await checkPage(page);
    assert.equal(fen(await page.textContent(".task-count")), total);
    assert.equal(await page.textContent(".task-chip"), "与生成时一致");
    await page.screenshot({ path: `${process.env.SANBAO_SCREENSHOTS}/treasury-batch.png`, fullPage: true });
  });

  const batch = page.url();
  await t.test("the batch in both languages and themes", () => tour({ name: "batch", path: new URL(batch).pathname, as: "finance" }));
  await page.goto(`${batch}?lang=zh-CN`);
  await t.test("the documents add up to the total, and are the same bytes again", async () => {
    const told = await page.$$eval("#documents ~ .table-wrap tbody tr", (rows) =>
      Object.fromEntries(rows.map((row) => [row.cells[0].textContent.trim(), row.cells[3].textContent.trim()])));
    const files = {};
    for (const name of Object.keys(told)) {
      const link = `#documents ~ .table-wrap a:text-is("${name}")`;
      files[name] = await downloaded(page, link);
      assert.ok(files[name].equals(await downloaded(page, link)), `${name} is the same again`);
      assert.equal(sha256(files[name]), told[name], `${name} has the hash that is shown`);
    }
    const csv = rowsOf(files["payments.csv"].toString("utf8"));
    assert.equal(csv.length, count);
    assert.equal(sum(csv.map((row) => fen(row[5]))), total, "payments.csv");
    const xml = files["pain.001.001.09.xml"].toString("utf8");
    const amounts = [...xml.matchAll(/<InstdAmt[^>]*>([\d.]+)</g)].map((match) => fen(match[1]));
    assert.equal(sum(amounts), total, "pain.001");
    assert.equal(fen(xml.match(/<CtrlSum>([\d.]+)</)[1]), total, "its control sum");
    assert.equal(Number(xml.match(/<NbOfTxs>(\d+)</)[1]), count);
    const numbers = amountsIn(files["payments.xlsx"], "I");
    assert.equal(numbers.at(-1), total, "the total of payments.xlsx");
    assert.equal(sum(numbers.slice(0, -1)), total, "its rows");
    assert.equal(sum(amountsIn(files["bank-sheet.xlsx"], "G")), total, "the bank's sheet");
  });

  await t.test("another person takes the bank's answers: nothing half, then all that fits", async (part) => {
    const references = await page.$$eval("#payments ~ .table-wrap tbody tr", (rows) =>
      rows.map((row) => [row.cells[0].textContent.trim(), row.cells[4].firstChild.textContent]));
    const rows = references.map(([reference, amount]) => [reference, (fen(amount) / 100).toFixed(2)]);
    const header = "reference,result,amount,paid_on,reason\n";
    const cashier = await windowOf("cashier");
    const send = async (name, text) => {
      await cashier.goto(`${URL_BASE}/bank-results`);
      cashier.errors = [];
      await checkPage(cashier);
      await cashier.setInputFiles("[name=file]", { name, mimeType: "text/csv", buffer: Buffer.from(header + text) });
      // What cannot be read is told in place.
      await cashier.click(".panel button");
    };
    await send("broken.csv", `${rows[0][0]},paid,${rows[0][1]},,\n${rows[1][0]},perhaps,1.234,,\n`);
    await cashier.waitForSelector(".note-bad");
    assert.deepEqual(await cashier.$$eval("tbody th", (cells) => cells.map((cell) => cell.textContent)), ["3", "3"]);
    const [first, second, ...rest] = rows;
    const answers = [
      `${first[0]},refused,${first[1]},,账户已销户`,
      `${second[0]},paid,0.01,,`,
      ...rest.slice(1).map(([reference, amount]) => `${reference},paid,${amount},2026-04-10,`),
      "nonsense,paid,1.00,,",
    ];
    await send("bank.csv", `${answers.join("\n")}\n`);
    await cashier.waitForSelector(".task-count");
    await checkPage(cashier);
    const tiles = await cashier.$$eval(".task", (found) => found.map((tile) => tile.querySelector(".task-count").textContent));
    assert.deepEqual(tiles.map(Number), [rest.length - 1, 1, 2, 2], "matched, came back, differing, missing");
    await cashier.screenshot({ path: `${process.env.SANBAO_SCREENSHOTS}/treasury-bank-result.png`, fullPage: true });

    await part.test("what came back is paid again, by hand what the file left out", async () => {
      await cashier.goto(`${URL_BASE}/payments/${second[0]}/bank-result`);
      await checkPage(cashier);
      await cashier.selectOption("[name=answer]", "refused");
      await follow(cashier, ".panel button");
      await cashier.waitForSelector(".fault");
      await cashier.selectOption("[name=answer]", "paid");
      await follow(cashier, ".panel button");
      await cashier.waitForURL(`${URL_BASE}/payments/${second[0]}`);
      assert.equal(await cashier.textContent("h1 .chip"), "已付");
      await page.goto(`${URL_BASE}/batches/new`);
      assert.equal((await page.$$("#payments ~ .table-wrap tbody tr")).length, 1, "the refused one alone");
    });

    await part.test("what the bank takes back later is seen at the payment", async () => {
      await cashier.goto(`${URL_BASE}/payments/${second[0]}/bank-result`);
      await cashier.fill("[name=reason]", "收款人户名不符");
      await follow(cashier, ".panel button");
      await cashier.waitForURL(`${URL_BASE}/payments/${second[0]}`);
      assert.match(await cashier.textContent("main > .note-bad"), /收款人户名不符/);
      cashier.errors = [];
      await checkPage(cashier);
    });
    await cashier.context().close();
  });

  await t.test("from a payment down to a row of the dealer's workbook, in English", async () => {
    await page.goto(`${batch}?lang=en`);
    await follow(page, "#payments ~ .table-wrap tbody tr:nth-child(2) th a");
    await checkPage(page);
    assert.match(await page.textContent("#lines .chip"), /add up/);
    const place = await page.textContent("#slips ~ .table-wrap tbody tr:first-child td:last-child");
    assert.match(place, /row \d+/);
    assert.match(await page.textContent("#slips ~ .table-wrap tbody tr:first-child"), /\.(xlsx|xls|ods|csv)/);
    const slips = await page.$$eval("#slips ~ .table-wrap tbody .num", (cells) => cells.map((cell) => cell.textContent));
    assert.ok(slips.length > 0);
    await page.screenshot({ path: `${process.env.SANBAO_SCREENSHOTS}/treasury-payment.png`, fullPage: true });
    await page.goto(`${URL_BASE}/ledger?lang=en`);
    await checkPage(page);
    assert.match(await page.textContent("h1 .chip"), /equal/);
    const [debits, credits] = await page.$$eval("tfoot .num", (cells) => cells.map((cell) => cell.textContent));
    assert.equal(debits, credits);
    const bank = page.locator("tbody tr", { hasText: "Assets:Bank" });
    const balance = await bank.locator("td.strong").textContent();
    await follow(page, bank.locator("a").last());
    await page.waitForURL(/\/ledger\/entries\?account=Assets/);
    const sums = await page.$$eval(".task-count", (cells) => cells.map((cell) => cell.textContent));
    assert.equal(sums[2], balance, "the entries come to the balance");
    const entries = await downloaded(page, ".files a");
    const moved = rowsOf(entries.toString("utf8")).filter((row) => row[7].includes("Assets:Bank")).map((row) => fen(row[8]));
    assert.equal(sum(moved), fen(sums[1]), "and so does the file");
    await page.goto(`${URL_BASE}/ledger?lang=zh-CN`);
    const journal = await downloaded(page, "text=hledger");
    assert.match(journal.toString("utf8"), /Assets:Bank/);
  });
  await page.context().close();
});

test("an account changes by two people, and its dealer sees it masked", async () => {
  const path = `${URL_BASE}/dealers/HZ01/bank-accounts`;
  const finance = await windowOf("finance");
  await finance.goto(path);
  await checkPage(finance);
  const before = await finance.textContent(".facts b");
  const account = { account_name: "杭州西湖电器有限公司", bank_name: "中国农业银行", bank_account: "账号", bank_code: "1" };
  for (const [name, value] of Object.entries(account)) await finance.fill(`[name=${name}]`, value);
  await follow(finance, ".panel button");
  await finance.waitForSelector(".fault");
  assert.equal((await finance.$$(".fault")).length, 2, "number and code");
  await checkPage(finance, 422);
  await finance.fill("[name=bank_account]", "6228 4800 0000 7777");
  await finance.fill("[name=bank_code]", "");
  await follow(finance, ".panel button");
  await finance.waitForSelector(".note-ok");
  await follow(finance, ".note-wait a");
  assert.equal(await finance.$(".panel"), null, "nobody decides their own proposal");
  const proposal = finance.url();
  const cashier = await withoutScripts("cashier");
  await cashier.goto(proposal);
  assert.equal((await cashier.$$("tr.is-shown")).length, 4, "every part is another");
  await follow(cashier, "button[value=approve]");
  await cashier.waitForSelector(".note-ok");
  assert.equal(await cashier.textContent(".facts b"), "6228 4800 0000 7777");
  assert.notEqual(before, "6228 4800 0000 7777");
  const clerk = await windowOf("hz01");
  await clerk.goto(path);
  await checkPage(clerk);
  assert.equal(await clerk.textContent(".facts b"), "•••• 7777");
  const text = await clerk.textContent("main");
  assert.ok(!text.includes("4800") && !text.includes("finance"), "neither the number nor who proposed it");
  for (const one of [finance, cashier, clerk]) await one.context().close();
});

test("an invoice is entered and the payer is set, without scripts", async () => {
  const finance = await withoutScripts("finance");
  await finance.goto(`${URL_BASE}/payment-terms`);
  assert.equal(await finance.$("form.panel"), null, "finance reads");
  const admin = await withoutScripts("admin");
  await admin.goto(`${URL_BASE}/payment-terms`);
  await admin.fill("[name=bank_code]", "123");
  await follow(admin, ".panel button");
  await admin.waitForSelector(".fault");
  await admin.fill("[name=bank_code]", "105331000001");
  await admin.check("[name=require_invoice]");
  await follow(admin, ".panel button");
  await admin.waitForSelector(".note-ok");
  await finance.goto(`${URL_BASE}/payment-terms`);
  assert.match(await finance.textContent("main"), /以收到经销商发票为前提/);
  for (const one of [finance, admin]) await one.context().close();
});
