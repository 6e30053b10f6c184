// The hour of the day, islands and cancelled lines in a real browser. HALFHOUR_ISLES_URL names the server of a study with boats,
// HALFHOUR_TOWN_URL that of one without. Nothing here knows a place by name.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check, drawn, idle, launch, Watch, WAIT } from "./browser.mjs";

const BASE = (process.env.HALFHOUR_ISLES_URL ?? "http://127.0.0.1:8082").replace(/\/$/, "");
const TOWN = (process.env.HALFHOUR_TOWN_URL ?? "http://127.0.0.1:8081").replace(/\/$/, "");
const watch = new Watch(BASE);
let browser;
let week;

const ask = async (path) => (await fetch(BASE + path)).json();
const query = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1]);
const coverage = (url) => url.includes("/api/v1/layers/coverage.geojson");

before(async () => {
  browser = await launch();
  week = await ask("/api/v1/hours");
});
after(async () => {
  await browser?.close();
});

async function open(hash) {
  const page = await watch.page(browser);
  await page.goto(`${BASE}/#/?${hash}`);
  await page.waitForSelector(".map[data-ready=true]", WAIT);
  await idle(page);
  return page;
}

/** Is this share shown, with however many digits? */
function assertShare(shown, share) {
  assert.match(shown, / %$/);
  assert.ok(Math.abs(Number.parseFloat(shown) - share * 100) <= 0.1, `${shown} for ${share}`);
}

/** The figure under a heading of the panel. */
const figure = (page, name) => page.locator(`.week-figures [data-figure=${name}] dd`).first().innerText();

/** Clicks the cell of a day (0 Monday) and a column of the strip. */
async function clickCell(page, day, column) {
  await page.waitForSelector(".strip svg path", WAIT);
  const columns = week.hours.length / 7;
  // A strip that is just being drawn anew does not hear a click.
  for (let tries = 0; tries < 10 && !query(page).get("hour"); tries += 1) {
    const box = await page.locator(".strip").boundingBox();
    await page.mouse.click(box.x + 34 + ((box.width - 36) * (column + 0.5)) / columns, box.y + 1 + ((box.height - 21) * (day + 0.5)) / 7);
    await page.waitForFunction(() => /[?&]hour=/.test(location.hash), null, { timeout: 3_000 }).catch(() => {});
  }
}

/** A line whose loss costs somebody timely help, the kind that loses most, and the week without it. */
async function needed() {
  const { lines } = await ask("/api/v1/lines");
  for (const line of lines.sort((a, b) => Number(b.car) - Number(a.car) || b.sailings_week - a.sailings_week)) {
    const left = await ask(`/api/v1/hours?without_line=${encodeURIComponent(line.id)}`);
    const [[kind, hours]] = Object.entries(left.without.people_hours_lost).sort((a, b) => b[1] - a[1]);
    if (hours > 0) return { line, left, kind };
  }
  throw new Error("nobody needs a boat here");
}

describe("hours, islands and cancelled lines", { concurrency: false }, () => {
  it("draws the week and tells its figures", async () => {
    const page = await open("lang=en&tab=hours");
    await page.waitForSelector(".strip svg path", WAIT);
    assert.ok((await page.locator(".strip svg path").count()) >= week.hours.length);
    assertShare(await figure(page, "weekShare"), week.week.joint_share);
    assertShare(await figure(page, "nightShare"), week.week.night_joint_share);
    const at = (hour) => week.hours.find((row) => row.hour === hour.hour);
    assertShare(await figure(page, "bestHour"), week.week.best.joint_covered / at(week.week.best).people);
    assertShare(await figure(page, "worstHour"), week.week.worst.joint_covered / at(week.week.worst).people);
    const [{ id, share }] = week.week.kinds;
    const { name } = (await ask("/api/v1/summary")).parameters.kinds.find((kind) => kind.id === id);
    await page.locator(".week .ant-segmented").getByText(name.en, { exact: true }).click();
    assert.equal(query(page).get("kind"), id);
    assertShare(await figure(page, "weekShare"), share);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth || document.querySelector(".hours").scrollWidth > document.querySelector(".hours").clientWidth);
    assert.equal(wide, false, "nothing runs over the side");
    await page.context().close();
  });

  it("shows the hour that is clicked, in the address, on the map and in words", async () => {
    const page = await open("lang=en&tab=hours");
    assert.match(await page.locator(".statement").innerText(), /no wait for boats/);
    const asked = page.waitForRequest((request) => coverage(request.url()) && request.url().includes("depart="), WAIT);
    await clickCell(page, 2, 8);
    const { hour } = week.hours.find((row) => row.day === 3 && row.time === "08:00");
    await page.waitForFunction((wanted) => location.hash.includes(`hour=${wanted}`), hour.slice(0, 13), WAIT);
    assert.equal(new URL((await asked).url()).searchParams.get("depart"), hour);
    assert.match(await page.locator(".statement").innerText(), /called Wed 08:00–09:00/);
    assert.match(await page.locator(".slot").innerText(), /Wed 08:00–09:00/);
    await idle(page);
    assert.ok((await drawn(page, "coverage")) > 0);
    // An hour on by keyboard, then no hour any more.
    await page.locator(".hour-control .ant-slider-handle").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => /hour=[^&]*T09/.test(location.hash), null, WAIT);
    await page.locator(".hour-control").getByText("Boat at the quay").click();
    assert.equal(query(page).get("hour"), null);
    assert.match(await page.locator(".statement").innerText(), /no wait for boats/);
    await page.context().close();
  });

  it("restores an hour from its address, and heeds none of another week", async () => {
    const { hour } = week.hours.find((row) => row.day === 6 && row.time === "21:00");
    const page = await watch.page(browser);
    const asked = [];
    page.on("request", (request) => coverage(request.url()) && asked.push(new URL(request.url()).searchParams.get("depart")));
    await page.goto(`${BASE}/#/?lang=zh&tab=hours&hour=${hour.slice(0, 13)}`);
    for (const again of [false, true]) {
      if (again) await page.reload();
      await page.waitForSelector(".map[data-ready=true]", WAIT);
      await page.locator(".statement .when").getByText("周六 21:00–22:00").waitFor(WAIT);
      assert.match(await page.locator(".hour-control output").innerText(), /周六 21:00–22:00/);
    }
    await idle(page);
    assert.deepEqual([...new Set(asked)], [hour], "the hour's layer is the only one that is read");
    await page.goto(`${BASE}/#/?lang=zh&tab=hours&hour=1999-01-01T08`);
    await page.reload();
    await page.locator(".statement .when").getByText("不计候船").waitFor(WAIT);
    await page.context().close();
  });

  it("lists islands by urgency and flies to the one chosen", async () => {
    const { features } = await ask("/api/v1/layers/islands.geojson");
    const order = ["unreachable", "never_in_time", "ok", "below_minimum_group", "uninhabited"];
    const page = await open("lang=en&tab=overview");
    await page.getByRole("tab", { name: "Islands" }).click();
    await page.waitForSelector(".island-list li", WAIT);
    assert.equal(await page.locator(".island-list li").count(), features.length);
    const shown = await page.locator(".island-list li").evaluateAll((rows) => rows.map((row) => row.className.split(" ")[1]));
    assert.deepEqual(shown, [...shown].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    const withheld = features.filter(({ properties }) => properties.people === null);
    for (const { properties } of withheld) assert.equal(properties.status, "below_minimum_group");
    await idle(page);
    assert.ok((await page.evaluate(() => window.__halfhour.map.queryRenderedFeatures({ layers: ["islands", "islands-point"] }).length)) > 0);
    const start = await page.evaluate(() => window.__halfhour.map.getCenter().toArray());
    const row = page.locator(".island-list li.ok button, .island-list li.never_in_time button").first();
    await row.click();
    const chosen = features.find(({ properties, id }) => (properties.id ?? id) === query(page).get("island"));
    assert.ok(chosen);
    const { kinds } = (await ask("/api/v1/summary")).parameters;
    assert.equal(await page.locator(".island-list table.kinds tbody tr").count(), kinds.length);
    const told = await page.locator(".island-list li", { has: page.locator("table") }).innerText();
    if (chosen.properties.first_boat) assert.ok(told.includes(chosen.properties.first_boat), told);
    for (const kind of kinds) {
      const last = chosen.properties[`${kind.id}_last_call`];
      if (last) assert.ok(told.includes(last), told);
    }
    await page.waitForTimeout(300);
    await idle(page);
    assert.notDeepEqual(await page.evaluate(() => window.__halfhour.map.getCenter().toArray()), start);
    assert.ok((await page.evaluate(() => window.__halfhour.map.queryRenderedFeatures({ layers: ["island-chosen", "island-chosen-point"] }).length)) > 0);
    await page.context().close();
  });

  it("tells what a cancelled line costs, and takes it back", async () => {
    const { line, left, kind } = await needed();
    const page = await open(`lang=en&tab=hours&kind=${kind}`);
    const own = ({ week: of }) => (kind === "joint" ? of.joint_share : of.kinds.find((each) => each.id === kind).share);
    assertShare(await figure(page, "weekShare"), own(week));
    await page.locator(`.line-list li[data-line="${line.id}"] .toggle`).click();
    assert.equal(query(page).get("without"), line.id);
    await page.locator(".loss").waitFor(WAIT);
    assertShare(await figure(page, "weekShare"), own(left));
    if (own(left) !== own(week)) assert.match(await page.locator("[data-figure=weekShare]").innerText(), /was/);
    assert.ok((await page.locator(".loss").innerText()).includes(left.without.people_hours_lost[kind].toLocaleString("en-GB")));
    assert.match(await page.locator(".what-if-tag").innerText(), /What if/);
    await page.locator(".what-if-row").getByText("Coverage that is left").click();
    assert.equal(query(page).get("strip"), "left");
    // Of an hour the map shows those who are left, and says that it is a thought experiment.
    const asked = page.waitForRequest((request) => coverage(request.url()) && request.url().includes("without_line="), WAIT);
    await clickCell(page, 0, 8);
    await asked;
    assert.match(await page.locator(".statement .what-if").innerText(), /What if/);
    await page.reload();
    await page.locator(".loss").waitFor(WAIT);
    assertShare(await figure(page, "weekShare"), own(left));
    await page.getByText("Sail again").click();
    await page.locator(".loss").waitFor({ ...WAIT, state: "detached" });
    assert.equal(query(page).get("without"), null);
    assertShare(await figure(page, "weekShare"), own(week));
    await page.context().close();
  });

  it("explains a journey with its wait at the quay, and what is likely in the hour", async () => {
    const { features } = await ask("/api/v1/layers/facilities.geojson");
    const { hour } = week.hours.find((row) => row.day === 3 && row.time === "10:00");
    let found;
    for (const { geometry } of features) {
      const [lon, lat] = geometry.coordinates;
      const why = await ask(`/api/v1/why?lon=${lon}&lat=${lat}&depart=${hour}`);
      const kind = why.kinds?.find(({ legs }) => legs?.some((leg) => leg.kind === "wait" && leg.seconds >= 60));
      if (kind) found ??= { lon, lat, kind };
      if (found) break;
    }
    assert.ok(found, "some site is reached by boat");
    const { lon, lat, kind } = found;
    const page = await open(`lang=en&hour=${hour.slice(0, 13)}&at=${lon},${lat}&why=${kind.kind}&reach=off`);
    await page.waitForSelector(".legs ol li", WAIT);
    const legs = await page.locator(".legs ol").innerText();
    assert.match(legs, /Wait for the boat/);
    assert.match(legs, /Ferry/);
    assert.match(await page.locator(".verdict").innerText(), /Called Wed 10:00/);
    const shown = await page.locator(".reasons li", { has: page.locator(".legs") }).locator(".odds").innerText();
    assert.match(shown, /Calls Wed 10:00–11:00/);
    assert.match(shown, /best[^]*median[^]*95 %[^]*in time all week/);
    const { probability } = kind.hour;
    const rounded = probability <= 0 || probability >= 1 ? probability * 100 : Math.min(99, Math.max(1, Number((probability * 100).toFixed(0))));
    assert.ok(shown.includes(`${rounded} %`), shown);
    await page.locator(".language").getByText("中文").click();
    await page.locator(".legs").getByText("候船").first().waitFor(WAIT);
    await page.context().close();
  });

  it("says nothing of hours where there are no boats", async () => {
    const page = await new Watch(TOWN).page(browser);
    await page.goto(`${TOWN}/#/?lang=en`);
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    await idle(page);
    assert.equal(await page.getByRole("tab", { name: "Hours" }).count(), 0);
    assert.equal(await page.locator(".hour-control").count(), 0);
    await page.goto(`${TOWN}/#/?lang=en&tab=hours&hour=2026-03-04T08`);
    await page.reload();
    await page.getByText("No boats in this study").waitFor(WAIT);
    await page.context().close();
  });

  it("says so when the week cannot be had", async () => {
    const page = await browser.newPage({ locale: "en-GB" });
    await page.route("**/api/v1/hours?*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ code: "too-slow", detail: "x" }) }));
    await page.goto(`${BASE}/#/?lang=en&tab=hours&without=none`);
    await page.locator(".week .refusal").waitFor(WAIT);
    assert.match(await page.locator(".week .refusal").innerText(), /longer than the server allows/);
    assertShare(await figure(page, "weekShare"), week.week.joint_share);
    await page.close();
  });

  for (const [name, hash] of [
    ["hours", "lang=zh&tab=hours&hour={hour}"],
    ["what if", "lang=en&tab=hours&hour={hour}&weather=fog"],
    ["islands", "lang=zh&tab=islands&layer=islands&show=none"],
  ]) {
    it(`has no serious flaw for readers with aids: ${name}`, async () => {
      const page = await open(hash.replace("{hour}", week.hours[32].hour.slice(0, 13)));
      if (name === "islands") await page.locator(".island-list button").first().click();
      await check(page);
      await page.context().close();
    });
  }

  it("asked nobody but its own server, and met no error", () => {
    assert.deepEqual(watch.strangers, []);
    assert.deepEqual(watch.errors, []);
  });
});
