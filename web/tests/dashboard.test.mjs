// The dashboard in a real browser against a running server: HALFHOUR_URL names it, CHROMIUM the browser.
// The study may be any with coverage, gaps and sites; nothing here knows a place by name.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check, drawn, idle, launch, Watch, WAIT } from "./browser.mjs";

const BASE = (process.env.HALFHOUR_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const watch = new Watch(BASE);
let browser;

before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
});

const ask = async (path) => (await fetch(BASE + path)).json();

/** A page at this view, drawn to the end. */
async function open(hash = "") {
  const page = await watch.page(browser);
  await page.goto(`${BASE}/#/?${hash}`);
  await page.waitForSelector(".map[data-ready=true]", WAIT);
  await idle(page);
  return page;
}

const query = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1]);

async function largestGap() {
  const { features } = await ask("/api/v1/layers/gaps.geojson");
  return features.sort((a, b) => b.properties.people - a.properties.people)[0];
}

/** A place on land near a site, which is on a road. */
async function site() {
  const { features } = await ask("/api/v1/layers/facilities.geojson");
  return features.find((feature) => (feature.properties.status ?? "ok") === "ok");
}

const id = (feature) => feature.properties.id ?? feature.id;

describe("dashboard", { concurrency: false }, () => {
  it("shows the figures of the summary", async () => {
    const summary = await ask("/api/v1/summary");
    const page = await open("lang=en");
    await page.waitForSelector(".joint-share");
    const shown = await page.locator(".joint-people").innerText();
    assert.ok(shown.includes(summary.joint.people_covered.toLocaleString("en-GB")), shown);
    assert.ok(shown.includes(summary.demand.people.toLocaleString("en-GB")), shown);
    assert.equal(await page.locator("table.kinds tbody tr").count(), summary.kinds.length + 1);
    await page.waitForSelector(".chart svg path", WAIT);
    assert.equal(await page.locator(".badge").count(), summary.parameters.synthetic ? 1 : 0);
    assert.equal(await page.locator(".statement .made-up").count(), summary.parameters.synthetic ? 1 : 0);
    assert.ok((await page.locator(".statement").innerText()).match(/travels out|travel in/));
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
    assert.equal(scrolls, false, "the page itself does not scroll");
    await page.context().close();
  });

  it("draws every layer", async () => {
    const { parameters } = await ask("/api/v1/summary");
    const page = await open("lang=en&show=gaps,facilities");
    for (const layer of ["land", "road-main-case", "coverage", "gaps", "facilities"]) assert.ok((await drawn(page, layer)) > 0, layer);
    for (const { id: kind, name } of parameters.kinds) {
      await page.locator(".layers .second").getByText(name.en, { exact: true }).click();
      assert.equal(query(page).get("kind"), kind);
      assert.ok((await drawn(page, "coverage")) > 0, kind);
    }
    await page.locator(".layers-row").getByText("Heat").click();
    assert.ok((await drawn(page, "heat")) > 0);
    await page.context().close();
    const reach = await open(`lang=en&layer=isochrones&facility=${encodeURIComponent(id(await site()))}`);
    assert.ok((await drawn(reach, "isochrones")) > 0);
    await reach.context().close();
  });

  it("names places in the basemap", async () => {
    const page = await open("lang=en");
    assert.ok((await drawn(page, "name-large")) > 0);
    await page.context().close();
  });

  it("flies to a gap and says who is missing there", async () => {
    const gap = await largestGap();
    const { parameters } = await ask("/api/v1/summary");
    const page = await open("lang=en&tab=gaps");
    const before = await page.evaluate(() => window.__halfhour.map.getCenter().toArray());
    await page.locator(".gap-list button").first().click();
    await page.waitForSelector(".gap-kinds");
    assert.equal(query(page).get("gap"), id(gap));
    const card = await page.locator(".card").innerText();
    assert.ok(card.includes(gap.properties.people.toLocaleString("en-GB")), card);
    const lacking = await page.locator(".gap-kinds .lacks .kind-name").allInnerTexts();
    const names = gap.properties.missing.split("+").map((kind) => parameters.kinds.find((each) => each.id === kind).name.en);
    assert.deepEqual(lacking.sort(), names.sort());
    await idle(page);
    assert.notDeepEqual(await page.evaluate(() => window.__halfhour.map.getCenter().toArray()), before);
    assert.ok((await drawn(page, "gap-chosen")) > 0);
    // By keyboard alone: the next gap.
    await page.locator(".gap-list button").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".gap-list button")[1]?.getAttribute("aria-pressed") !== "false");
    await page.context().close();
  });

  it("answers a click with isochrones and with why", async () => {
    const place = await site();
    const [lon, lat] = place.geometry.coordinates;
    const page = await open(`lang=en&show=none&layer=none&map=13/${lat}/${lon}`);
    const box = await page.locator(".map-canvas").boundingBox();
    await page.mouse.click(box.x + box.width / 2 + 4, box.y + box.height / 2 + 4);
    await page.waitForSelector(".reasons > li", WAIT);
    const { kinds } = (await ask("/api/v1/summary")).parameters;
    assert.equal(await page.locator(".reasons > li").count(), kinds.length);
    assert.ok((await drawn(page, "reach")) > 0, "an isochrone");
    const row = page.locator(".reasons > li button[aria-expanded=true]");
    assert.equal(await row.count(), 1, "one route is told");
    assert.ok((await page.locator(".legs ol li").count()) >= 2, "legs in words");
    const lines = await page.waitForFunction(
      () => window.__halfhour.map.queryRenderedFeatures({ layers: ["route-road", "route-walk", "route-ferry"] }).length || null,
      null,
      WAIT,
    );
    assert.ok((await lines.jsonValue()) > 0, "legs on the map");
    await page.locator(".reach .ant-segmented").getByText("Coming here").click();
    assert.equal(query(page).get("direction"), "toward");
    assert.ok((await drawn(page, "reach")) > 0);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".card", { state: "detached" });
    assert.equal(query(page).get("at"), null);
    await page.context().close();
  });

  it("says so when a place has no road", async () => {
    const { bounds } = await ask("/tiles/coverage.json");
    const page = await open(`lang=en&at=${bounds[0] - 1},${bounds[1] - 1}`);
    await page.waitForSelector(".card .refusal", WAIT);
    assert.match(await page.locator(".card .refusal").first().innerText(), /no road/i);
    await page.context().close();
  });

  it("switches the language, and the document says so", async () => {
    const page = await open("lang=zh");
    assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
    assert.match(await page.locator(".panel").innerText(), /总览/);
    await page.locator(".language").getByText("English").click();
    assert.match(await page.locator(".panel").innerText(), /Overview/);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.equal(query(page).get("lang"), "en");
    await page.context().close();
  });

  it("restores a view from its address", async () => {
    const gap = await largestGap();
    const page = await open(`lang=en&tab=gaps&layer=heat&measure=uncovered&gap=${encodeURIComponent(id(gap))}`);
    await page.evaluate(() => window.__halfhour.map.jumpTo({ center: window.__halfhour.map.getCenter(), zoom: 11.5 }));
    await idle(page);
    const state = () =>
      page.evaluate(() => ({
        hash: location.hash,
        zoom: window.__halfhour.map.getZoom().toFixed(2),
        gap: document.querySelector(".gap-list [aria-pressed=true] .gap-name")?.textContent,
        heat: window.__halfhour.map.getLayoutProperty("heat", "visibility"),
        card: document.querySelector(".card h2")?.textContent,
      }));
    await page.waitForSelector(".card h2");
    const first = await state();
    await page.reload();
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    await page.waitForSelector(".card h2", WAIT);
    await idle(page);
    assert.deepEqual(await state(), first);
    assert.equal(first.zoom, "11.50");
    assert.equal(first.heat, "visible");
    await page.context().close();
  });

  it("lists areas and issues", async () => {
    const areas = await ask("/api/v1/layers/areas.geojson");
    const page = await open("lang=en&tab=areas");
    await page.waitForSelector(".areas tbody tr.ant-table-row", WAIT);
    assert.equal(await page.locator(".areas tbody tr.ant-table-row").count(), areas.features.length);
    const names = areas.features.map(({ properties }) => properties.name_en || properties.name).filter(Boolean);
    const shown = await page.locator(".areas tbody tr.ant-table-row td:first-child").allInnerTexts();
    assert.deepEqual(names.filter((name) => !shown.includes(name)), []);
    const header = page.locator(".areas th", { hasText: "People" });
    await header.click();
    assert.equal(await header.getAttribute("aria-sort"), "ascending");
    const { issues } = await ask("/api/v1/issues");
    await page.getByRole("tab", { name: "Data issues" }).click();
    await page.waitForSelector(".issues");
    assert.equal(await page.locator(".issues > ul:not(.inputs) > li").count(), issues.length);
    await page.context().close();
  });

  it("offers the report", async () => {
    const page = await open("lang=en");
    const href = await page.locator("a.report").getAttribute("href");
    const report = await fetch(BASE + href);
    assert.equal(report.status, 200);
    await page.context().close();
  });

  it("waits for a study that is not ready", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    let refusals = 0;
    await page.route("**/api/v1/summary", async (route) => {
      refusals += 1;
      if (refusals > 1) return route.fallback();
      return route.fulfill({ status: 503, headers: { "retry-after": "1" }, contentType: "application/problem+json", body: JSON.stringify({ code: "not-ready", detail: "x" }) });
    });
    await page.goto(`${BASE}/#/?lang=en`);
    await page.getByText("Computing the study").waitFor(WAIT);
    await page.waitForSelector(".joint-share", WAIT);
    await context.close();
  });

  it("publishes no figure when figures are withheld", async () => {
    const summary = await ask("/api/v1/summary");
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    const none = { ...summary };
    none.demand = { ...summary.demand, people: null };
    none.joint = { people_covered: null, share: null, missing: [] };
    none.gaps = { count: 0, people: null };
    none.kinds = summary.kinds.map((kind) => ({ ...kind, people_covered: null, share: null, unreached_people: null }));
    await page.route("**/api/v1/summary", (route) => route.fulfill({ json: none }));
    await page.goto(`${BASE}/#/?lang=en`);
    await page.getByText("Figures withheld").waitFor(WAIT);
    assert.equal((await page.locator(".joint-share").innerText()).trim(), "—");
    assert.equal(await page.locator(".joint .split, .chart").count(), 0, "a bar would read as nobody");
    await context.close();
  });

  for (const [name, hash] of [
    ["overview", "lang=zh"],
    ["gaps", "lang=en&tab=gaps&show=gaps,facilities"],
    ["areas", "lang=zh&tab=areas&layer=heat"],
    ["issues", "lang=en&tab=issues&layer=isochrones"],
  ]) {
    it(`has no serious flaw for readers with aids: ${name}`, async () => {
      const page = await open(hash);
      await check(page);
      await page.context().close();
    });
  }

  it("has no serious flaw for readers with aids: the cards", async () => {
    const place = await site();
    const page = await open(`lang=en&at=${place.geometry.coordinates.join(",")}`);
    await page.waitForSelector(".reasons > li", WAIT);
    await check(page);
    const gap = await open(`lang=zh&tab=gaps&gap=${encodeURIComponent(id(await largestGap()))}`);
    await gap.waitForSelector(".gap-kinds", WAIT);
    await check(gap);
    await page.context().close();
    await gap.context().close();
  });

  it("can be used by keyboard: skip link, map, question", async () => {
    const place = await site();
    const [lon, lat] = place.geometry.coordinates;
    const page = await open(`lang=en&map=13/${lat}/${lon}`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "CANVAS");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".reasons > li", WAIT);
    await page.context().close();
  });

  it("weighs at most 1.2 MB compressed", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    await page.goto(`${BASE}/#/?lang=zh`);
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    await idle(page);
    assert.ok(bytes > 100_000 && bytes <= 1_200_000, `${bytes} bytes`);
    await context.close();
  });

  it("asked nobody but its own server, and met no error", () => {
    assert.deepEqual(watch.strangers, []);
    assert.deepEqual(watch.errors, []);
  });
});
