/* Reads the reports of several models in a browser: PAGES names the folder in which `run`
   put NAME.html and NAME.json. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { browser, choose, open } from "./open.mjs";

const folder = process.env.PAGES;
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".html"))
  .map((name) => name.slice(0, -".html".length));
const fileOf = (name) => join(folder, `${name}.html`);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LANGUAGES = ["en", "zh"];
const THEMES = ["light", "dark"];

after(() => browser.close());

/* What a number of the JSON report looks like on the page, with as many decimals as there. */
const shownAs = (value, shown) => {
  const text = shown.replace("−", "-").replaceAll(",", "");
  const share = text.endsWith("%");
  const digits = share ? text.slice(0, -1) : text;
  const decimals = (digits.split(/e/)[0].split(".")[1] ?? "").length;
  const unit = share ? 100 * value : value;
  const exponent = digits.includes("e") ? Number(digits.split("e")[1]) : 0;
  return Math.abs(Number(digits) - unit) <= 0.5000001 * 10 ** (exponent - decimals);
};

const pointed = (json, path) =>
  path
    .slice(1)
    .split("/")
    .reduce((at, key) => at?.[key], json);

const openAll = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));

for (const name of names) {
  test(`${name}: every number is that of the JSON report`, async () => {
    const json = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    const { page, close } = await open(fileOf(name));
    const numbers = await page.$$eval("data", (all) =>
      all.map((one) => [one.value, one.dataset.path, one.textContent]),
    );
    assert.ok(numbers.length > 0);
    for (const [value, path, shown] of numbers) {
      assert.equal(Number(value), pointed(json, path), path);
      assert.ok(shownAs(Number(value), shown), `${path}: ${shown} for ${value}`);
    }
    await close();
  });

  test(`${name}: no number stands beside those`, async () => {
    const { page, close } = await open(fileOf(name));
    const strays = await page.evaluate(() => {
      const known = "data, time, bdi, code, svg, .when, .scale, script, style, title";
      const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (/\d/.test(node.data) && !node.parentElement.closest(known)) found.push(node.data);
      return found;
    });
    const named = strays.filter((text) => !/Directive 203|第203号|SHA-256/.test(text));
    assert.deepEqual(named, []);
    await close();
  });

  test(`${name}: axe finds nothing, no request leaves, no error is told`, async () => {
    const { page, faults, close } = await open(fileOf(name));
    await page.evaluate(axe);
    if (name !== "us-china") await openAll(page); /* axe is slow, and its tables are many */
    for (const language of LANGUAGES)
      for (const theme of THEMES) {
        await choose(page, "lang", language);
        await choose(page, "theme", theme);
        const violations = await page.evaluate(async () =>
          (await globalThis.axe.run()).violations.map(
            (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
          ),
        );
        assert.deepEqual(violations, [], `${language}, ${theme}`);
      }
    assert.deepEqual(faults, []);
    await close();
  });

  test(`${name}: nothing but tables scrolls sideways on a telephone`, async () => {
    const { page, close } = await open(fileOf(name), { viewport: { width: 360, height: 740 } });
    await openAll(page);
    for (const language of LANGUAGES) {
      await choose(page, "lang", language);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, 360, language);
    }
    await close();
  });

  test(`${name}: identifiers are unique`, async () => {
    const { page, close } = await open(fileOf(name));
    const ids = await page.$$eval("[id]", (all) => all.map((one) => one.id));
    assert.equal(new Set(ids).size, ids.length);
    await close();
  });
}

/* ---- what one page shows for all ---- */

const first = fileOf("first");
const seen = (page, selector) => page.locator(selector).first().isVisible();

test("the switch changes language, title and colours, by keyboard too", async () => {
  const { page, close } = await open(first);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("html", "lang"), "zh-Hans");
  assert.equal(await page.title(), "休战与升级");
  assert.ok(!(await seen(page, "h1 .en")));
  assert.ok(await seen(page, "h1 .zh"));
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await choose(page, "theme", "dark");
  assert.notEqual(await ground(), light);
  await close();
});

test("the reader's choices are remembered", async () => {
  const { page, close } = await open(first);
  await choose(page, "lang", "zh");
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "zh-Hans");
  await close();
});

test("the system's dark colours are taken unless the reader says otherwise", async () => {
  const { page, close } = await open(first, { colorScheme: "dark" });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await choose(page, "theme", "light");
  assert.notEqual(await ground(), dark);
  await close();
});

test("without script the page can be read and switched", async () => {
  const { page, close } = await open(first, { javaScriptEnabled: false });
  assert.ok(await seen(page, "h1 .en"));
  await page.locator("#lang-zh").check();
  assert.ok(await seen(page, "h1 .zh"));
  assert.ok(!(await seen(page, ".tools")));
  await close();
});

test("figures are saved on a click", async () => {
  const { page, faults, close } = await open(first, { acceptDownloads: true });
  for (const [form, begins] of [
    ["svg", "<svg"],
    ["png", "\u0089PNG"],
  ]) {
    const download = page.waitForEvent("download");
    await page.locator(`#figure-fan [data-export=${form}]`).click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), `figure-fan.${form}`);
    const bytes = readFileSync(await saved.path());
    assert.ok(bytes.length > 1000);
    assert.ok(bytes.toString("latin1").startsWith(begins));
  }
  assert.deepEqual(faults, []);
  await close();
});

test("headings go down by one, and every section has one", async () => {
  const { page, close } = await open(first);
  const levels = await page.$$eval("h1, h2, h3", (all) => all.map((one) => Number(one.tagName[1])));
  assert.equal(levels[0], 1);
  levels.slice(1).forEach((level, k) => assert.ok(level - levels[k] <= 1));
  assert.equal(await page.locator("section:not(:has(h2))").count(), 0);
  await close();
});

test("a stranger's model cannot put anything into the page", async () => {
  const { page, faults, close } = await open(fileOf("hostile"));
  for (const language of LANGUAGES) await choose(page, "lang", language);
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.equal(await page.locator("main img, main iframe, main a[href^=javascript]").count(), 0);
  assert.equal(await page.locator("script").count(), 1);
  assert.ok((await page.textContent("h1")).includes("<script>"));
  assert.deepEqual(faults, []);
  await close();
});

test("on paper the text is dark, and tools and contents are gone", async () => {
  const { page, close } = await open(first);
  await choose(page, "theme", "dark");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(29, 31, 34)");
  for (const gone of ["nav", ".switches", ".tools"]) assert.ok(!(await seen(page, gone)));
  await close();
});
