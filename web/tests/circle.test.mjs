// The response circle in a real browser. HALFHOUR_CIRCLE_URL names the server of a study that asks for analyses of the circle,
// HALFHOUR_TOWN_URL that of one that asks for none. Nothing here knows which analyses there are.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check, drawn, idle, launch, Watch, WAIT } from "./browser.mjs";

const BASE = (process.env.HALFHOUR_CIRCLE_URL ?? "http://127.0.0.1:8083").replace(/\/$/, "");
const TOWN = (process.env.HALFHOUR_TOWN_URL ?? "http://127.0.0.1:8081").replace(/\/$/, "");
const watch = new Watch(BASE);
let browser;
let tables;
let summary;

const ask = async (path) => (await fetch(BASE + path)).json();

before(async () => {
  browser = await launch();
  tables = (await ask("/api/v1/tables")).tables;
  summary = await ask("/api/v1/summary");
});
after(async () => {
  await browser?.close();
});

async function open(hash, base = BASE) {
  const page = await (base === BASE ? watch : new Watch(base)).page(browser);
  await page.goto(`${base}/#/circle?${hash}`);
  await page.waitForSelector(".map[data-ready=true]", WAIT);
  await idle(page);
  return page;
}

describe("the response circle", { concurrency: false }, () => {
  it("shows every table, sorted and searched, and flies to a row", async () => {
    const page = await open("lang=en");
    await page.waitForSelector(".circle h3", WAIT);
    const parts = await page.locator(".part-nav button").allInnerTexts();
    const met = new Set();
    let flown = false;
    for (const part of parts.length > 0 ? parts : [null]) {
      if (part) await page.locator(".part-nav").getByRole("button", { name: part, exact: true }).click();
      const sections = page.locator(".part-table");
      for (let index = 0; index < (await sections.count()); index += 1) {
        const section = sections.nth(index);
        const id = await section.getAttribute("data-table");
        met.add(id);
        const { rows } = tables.find((table) => table.id === id);
        await section.locator(rows > 0 ? ".ant-table-row, .refusal" : ".ant-empty").first().waitFor(WAIT);
        assert.equal(await section.locator(".refusal").count(), 0, id);
        const header = section.locator("th.ant-table-column-has-sorters").first();
        if (rows > 1) {
          await header.click();
          assert.equal(await header.getAttribute("aria-sort"), "ascending", id);
        }
        const link = section.locator(".ant-table-row .link").first();
        if (!flown && (await link.count()) > 0) {
          const start = await page.evaluate(() => window.__halfhour.map.getCenter().toArray());
          await link.click();
          await idle(page);
          flown = JSON.stringify(start) !== JSON.stringify(await page.evaluate(() => window.__halfhour.map.getCenter().toArray()));
        }
      }
      const wide = await page.evaluate(() => [document.documentElement, document.querySelector(".plan-body")].some((each) => each.scrollWidth > each.clientWidth));
      assert.equal(wide, false, `${part} runs over the side`);
      const told = await page.locator(".circle").innerText();
      assert.doesNotMatch(told, /\[object|undefined|NaN/, part);
    }
    const further = tables.filter(({ id }) => !["islands", "ferries", "hours", "areas", "issues"].includes(id));
    assert.deepEqual(further.map(({ id }) => id).filter((id) => !met.has(id)), []);
    await page.context().close();
  });

  it("compares what is expected with what was counted", async () => {
    const totals = summary.totals ?? [];
    const page = await open("lang=zh&part=supply");
    await page.waitForSelector(".circle h3", WAIT);
    if (totals.length > 0) {
      assert.equal(await page.locator(".circle .verdict + table tbody tr").count(), totals.length);
      const agree = totals.every(({ expected, counted }) => expected === null || expected === counted);
      assert.match(await page.locator(".circle .verdict").innerText(), agree ? /一致/ : /不符/);
    }
    await page.context().close();
  });

  it("colours the map by a field of an analysis", async () => {
    const { layers } = await ask("/api/v1/layers");
    const own = layers.find(({ id, features }) => features > 0 && /^(teams|allocation|access|hotspots|violations|equity|assigned)$/.test(id));
    if (!own) return;
    const page = await open("lang=en");
    await page.waitForSelector(".circle h3", WAIT);
    for (const part of await page.locator(".part-nav button").all()) {
      await part.click();
      if ((await page.locator(".layer-choice").count()) > 0) break;
    }
    await page.waitForSelector(".layer-choice .ant-select", WAIT);
    await page.waitForFunction(() => window.__halfhour.map.queryRenderedFeatures({ layers: ["shapes", "shapes-point"] }).length > 0, null, WAIT);
    assert.ok((await page.locator(".legend .ramp li").count()) > 0);
    await page.locator(".header nav").getByText("Map", { exact: true }).click();
    assert.ok((await drawn(page, "coverage")) > 0, "the study is back");
    await page.context().close();
  });

  it("shows nothing of analyses that a study has not asked for", async () => {
    const page = await open("lang=en", TOWN);
    const own = await (await fetch(`${TOWN}/api/v1/tables`)).json();
    if (own.tables.length === 0) await page.getByText("no analyses of the circle").waitFor(WAIT);
    await page.context().close();
  });

  it("says so when a table cannot be had", async () => {
    if (tables.length === 0) return;
    const page = await open("lang=en");
    await page.waitForSelector(".circle h3", WAIT);
    await page.route("**/api/v1/tables/*.json", (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ code: "internal", detail: "x" }) }));
    for (const part of await page.locator(".part-nav button").all()) {
      await part.click();
      if ((await page.locator(".part-table").count()) > 0) break;
    }
    await page.reload();
    await page.locator(".part-table .refusal").first().waitFor(WAIT);
    await page.context().close();
  });

  for (const lang of ["zh", "en"]) {
    it(`has no serious flaw for readers with aids: ${lang}`, async () => {
      const page = await open(`lang=${lang}`);
      await page.waitForSelector(".circle h3", WAIT);
      const parts = page.locator(".part-nav button");
      for (let index = 0; index < Math.max(1, await parts.count()); index += 1) {
        if ((await parts.count()) > 0) await parts.nth(index).click();
        await check(page);
      }
      await page.context().close();
    });
  }

  it("asked nobody but its own server, and met no error", () => {
    assert.deepEqual(watch.strangers, []);
    assert.deepEqual(watch.errors.filter((error) => !/status of 500/.test(error)), []);
  });
});
