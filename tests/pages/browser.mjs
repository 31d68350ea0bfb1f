// What the scripts share: a browser, people who are signed in, and what must hold of every page.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after } from "node:test";
import { inflateRawSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const URL_BASE = process.env.SANBAO_URL;
export const PASSWORD = "try-the-three-guarantees";
export const LANGUAGES = ["zh-CN", "en"];
export const THEMES = ["light", "dark"];
const SECRETS = JSON.parse(process.env.SANBAO_SECRETS);
const SHIFT_SECONDS = Number(process.env.SANBAO_SHIFT_SECONDS);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
after(() => browser.close());

/** The present code of somebody's second factor, by the shifted clock of the demonstration. */
export function totp(login, steps = 0) {
  // A code that is about to end may be too old when it arrives: the next one is waited for.
  const left = 30 - ((Date.now() / 1000 + SHIFT_SECONDS) % 30);
  if (left < 4) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left * 1000 + 50);
  return codeOf(SECRETS[login], steps);
}

/** The present code of a secret. */
export function codeOf(secret, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + SHIFT_SECONDS) / 30) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Clicks on what leads to another page, and waits until that one is here: a click alone may return while the old one stands. */
export async function follow(page, selector) {
  const target = typeof selector === "string" ? page.locator(selector).first() : selector;
  await Promise.all([page.waitForNavigation(), target.click()]);
}

/** Signs in on the pages themselves. */
export async function signIn(page, login) {
  await page.goto(`${URL_BASE}/login`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", PASSWORD);
  await follow(page, "main button");
  if (SECRETS[login]) {
    await page.fill("[name=code]", totp(login));
    await follow(page, "main button");
  }
  await page.waitForURL(`${URL_BASE}/`);
}

const states = new Map();

/** A new window of somebody who is signed in, once in a script; "" is nobody. Options are playwright's. */
export async function windowOf(login, options = {}) {
  if (login && !states.has(login)) {
    const context = await browser.newContext({ locale: "zh-CN" });
    await signIn(await context.newPage(), login);
    states.set(login, await context.storageState());
    await context.close();
  }
  const context = await browser.newContext({
    locale: "zh-CN",
    viewport: { width: 1280, height: 800 },
    storageState: states.get(login),
    // A colour on its way from one theme to the other is nobody's.
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.errors = [];
  page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
  page.on("pageerror", (error) => page.errors.push(String(error)));
  return page;
}

/** A window in which scripts do not run. */
export const withoutScripts = (login, options = {}) => windowOf(login, { ...options, javaScriptEnabled: false });

/** axe finds nothing, and the console has no error; `status` is one that the page is expected to have. */
export async function checkPage(page, status = 200) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(told, [], page.url());
  const errors = page.errors.filter((text) => status < 400 || !text.includes(`status of ${status}`));
  assert.deepEqual(errors, [], page.url());
}

/** An amount as pages and files show it, such as ¥−1,234.50, as fen. */
export const fen = (shown) => Math.round(Number(shown.replace("−", "-").replace(/[^\d.-]/g, "")) * 100);

/** What a link or button gives as a file. */
export async function downloaded(page, selector) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(selector).first().click()]);
  return readFileSync(await download.path());
}

/** The parts of a workbook or another zip, as texts by their names. */
export function unzipped(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  assert.ok(end >= 0, "a zip");
  const parts = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [size, name, extra, comment, local] = [
      bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42),
    ];
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(begin, begin + size);
    const content = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    parts.set(bytes.toString("utf8", at + 46, at + 46 + name), content.toString());
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** Presses keys one after the other, as somebody without a mouse does. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes through the page by Tab until what has the focus matches, and says after how many. */
export async function tabTo(page, selector, most = 60) {
  for (let count = 1; count <= most; count += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return count;
  }
  assert.fail(`${selector} is not reached by Tab on ${page.url()}`);
}

/** Visits a page in both languages and themes, checks it, and takes its picture. */
export async function tour({ name, path, as = "", status = 200 }) {
  const page = await windowOf(as);
  for (const lang of LANGUAGES) {
    page.errors = [];
    const separator = path.includes("?") ? "&" : "?";
    const response = await page.goto(`${URL_BASE}${path}${separator}lang=${lang}`);
    assert.equal(response.status(), status, path);
    assert.equal(await page.getAttribute("html", "lang"), lang, path);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await checkPage(page, status);
      const picture = `${process.env.SANBAO_SCREENSHOTS}/${name}-${lang}-${colorScheme}.png`;
      await page.screenshot({ path: picture, fullPage: true });
    }
  }
  await fitsPhone(page);
  await page.context().close();
}

/** On a telephone a page is no wider than the window: wide tables scroll within their frames. */
async function fitsPhone(page) {
  const before = page.viewportSize();
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const isFramed = (element) => element.parentElement?.closest(".table-wrap, svg, pre, textarea");
    const isBeyond = (element) => element.getBoundingClientRect().right > clientWidth + 1 && !isFramed(element);
    const beyond = [...document.querySelectorAll("main *, header *, footer *")].filter(isBeyond);
    return scrollWidth <= clientWidth ? [] : [`${scrollWidth} of ${clientWidth}`, ...beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
  });
  assert.deepEqual(wide, [], `${page.url()} is wider than a telephone`);
  await page.setViewportSize(before);
}
