// Where next, sites changed by hand, and scenarios, in a real browser. HALFHOUR_TOWN_URL names the server of a made town whose study
// has candidates and scenarios. Nothing here knows a place by name.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { check, drawn, idle, launch, Watch, WAIT } from "./browser.mjs";

const BASE = (process.env.HALFHOUR_TOWN_URL ?? "http://127.0.0.1:8081").replace(/\/$/, "");
const KIND = "station";
const watch = new Watch(BASE);
let browser;
let sites;
let summary;

const ask = async (path) => (await fetch(BASE + path)).json();
const query = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1]);
const number = (value) => value.toLocaleString("en-GB");

before(async () => {
  browser = await launch();
  summary = await ask("/api/v1/summary");
  sites = (await ask("/api/v1/layers/facilities.geojson")).features
    .map(({ id, properties, geometry }) => ({ id: properties.id ?? id, kind: properties.kind, at: geometry.coordinates }))
    .filter(({ kind }) => kind === KIND);
});
after(async () => {
  await browser?.close();
});

async function open(path, context = {}) {
  const page = await watch.page(browser, context);
  await page.goto(`${BASE}/#/${path}`);
  await page.waitForSelector(".map[data-ready=true]", WAIT);
  await idle(page);
  return page;
}

/** Where a place is on the screen. */
async function onScreen(page, [lon, lat]) {
  const box = await page.locator(".map-canvas").first().boundingBox();
  const { x, y } = await page.evaluate((at) => window.__halfhour.map.project(at), [lon, lat]);
  return { x: box.x + x, y: box.y + y };
}

/** The map around a site, so near that no other lies below the pointer. */
const near = ({ at: [lon, lat] }) => `map=15/${lat}/${lon}`;

/** The reply to the last question about a change, when nothing is under way any more. */
async function settled(page, act) {
  let last;
  const hear = async (response) => {
    if (response.url().endsWith("/api/v1/whatif")) last = { asked: response.request().postDataJSON(), answer: await response.json() };
  };
  page.on("response", hear);
  await act();
  await page.waitForSelector(".outcome:not(.stale)", WAIT);
  await page.waitForTimeout(400);
  await page.waitForSelector(".outcome:not(.stale)", WAIT);
  page.off("response", hear);
  return last;
}

/** Are the figures on the page those of an answer? */
async function assertFigures(page, { kinds, joint, change }) {
  for (const { id, people_covered: people } of [...kinds, { id: "joint", ...joint }]) {
    const cells = await page.locator(`.outcome tr[data-figure=${id}] td`).allInnerTexts();
    assert.equal(cells[0], number(people), id);
    const sign = change[id] > 0 ? "+" : change[id] < 0 ? "−" : "";
    assert.equal(cells[2], sign + number(Math.abs(change[id])), `change of ${id}`);
  }
}

describe("where next", { concurrency: false }, () => {
  it("searches, proves and explains, and keeps it in the address", async () => {
    const page = await open("site?lang=en");
    await page.getByLabel("How many").fill("2");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForSelector(".result", WAIT);
    const { result } = await ask(`/api/v1/jobs/${query(page).get("job")}`);
    assert.equal(result.problem, "mclp");
    assert.equal(result.p, 2);
    const rows = page.locator(".site-list li");
    assert.equal(await rows.count(), result.sites.length);
    const proof = await page.locator(".proof").innerText();
    assert.match(proof, result.status === "optimal" ? /Proved: there is no better choice/ : /from the best possible/);
    assert.ok(proof.includes(number(result.bound)), proof);
    const effect = await page.locator(".effect").innerText();
    for (const people of [result.people_covered_before, result.people_covered_after]) assert.ok(effect.includes(number(people)), effect);
    await page.waitForSelector(".curve svg path", { ...WAIT, state: "attached" });
    assert.equal(await page.locator(".steady tbody tr").count(), result.sensitivity.length);
    assert.equal(await page.locator(".site-pin").count(), result.sites.length);
    assert.ok((await drawn(page, "dots")) > 0, "places to choose from");
    // The site without which most people are lost comes first, and tells its story.
    const [best] = [...result.sites].sort((a, b) => b.people_gained - a.people_gained);
    await rows.first().locator("button").click();
    await page.waitForSelector(".card", WAIT);
    assert.equal(query(page).get("site"), best.id);
    const card = await page.locator(".card").innerText();
    assert.ok(card.includes(`+${number(best.people_gained)}`), card);
    assert.match(card, /If it cannot be had/);
    await page.locator(".site-pin").nth(1).click();
    assert.notEqual(query(page).get("site"), best.id, "a pin is chosen by a click");
    await page.reload();
    await page.waitForSelector(".result", WAIT);
    await page.waitForSelector(".card", WAIT);
    assert.equal(await rows.count(), result.sites.length);
    await page.context().close();
  });

  it("shows how near a search is, and keeps the best when it is stopped", async () => {
    const page = await open("site?lang=en");
    let stopped = false;
    await page.route("**/api/v1/jobs/*", async (route) => {
      if (route.request().method() === "DELETE") stopped = true;
      if (stopped) return route.continue();
      return route.fulfill({ json: { job: "1", state: "running", gap: 0.037, steps: 1200, result: null, problem: null } });
    });
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForFunction(() => /at most 3\.7 % from the best possible/.test(document.querySelector(".searching")?.textContent ?? ""), null, WAIT);
    assert.ok(await page.getByRole("button", { name: "Search", exact: true }).isDisabled());
    await page.getByRole("button", { name: "Stop and keep the best" }).click();
    await page.waitForSelector(".result", WAIT);
    assert.ok(stopped);
    await page.context().close();
  });

  it("asks for as few sites as will do, and says when it cannot be done", async () => {
    const page = await open("site?lang=en&problem=lscp");
    assert.equal(await page.getByLabel("How many").count(), 0);
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForSelector(".result", WAIT);
    const { result } = await ask(`/api/v1/jobs/${query(page).get("job")}`);
    const told = await page.locator(".result").innerText();
    if (result.status === "infeasible") assert.match(told, /cannot be done/);
    else assert.equal(await page.locator(".site-list li").count(), result.sites.length);
    await page.context().close();
  });

  /** Chooses what may be done, searches, and hands over what was asked and answered. */
  async function search(page, way, label, value) {
    await page.locator(".plan-ask .ant-select").filter({ has: page.getByLabel("What may be done") }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: way }).click();
    await page.getByLabel(label, { exact: true }).fill(value);
    const [sent] = await Promise.all([page.waitForRequest((request) => request.url().endsWith("/api/v1/site"), WAIT), page.locator(".plan-ask button[type=submit]").click()]);
    await page.waitForSelector(".result", WAIT);
    return { asked: sent.postDataJSON(), result: (await ask(`/api/v1/jobs/${query(page).get("job")}`)).result };
  }

  it("spends a budget, within another limit and by further rules", async () => {
    const page = await open("site?lang=en");
    await page.getByLabel("Limit (minutes)").fill("20");
    await page.getByText("More rules").click();
    await page.getByLabel("New sites apart (metres)").fill("1500");
    await page.getByText("At most one new site an area").click();
    const { asked, result } = await search(page, "Spend a budget", "Budget", "2");
    assert.deepEqual(asked, { problem: "mclp", kind: KIND, budget: 2, limit_s: 1200, spacing_m: 1500, one_per_area: true });
    assert.deepEqual([result.budget, result.limit, result.p], [2, 1200, null]);
    const told = await page.locator(".result").innerText();
    assert.match(told, /within the budget of 2/);
    assert.equal(await page.locator(".site-list li").count(), result.sites.length);
    // All of it stands in the address.
    await page.reload();
    await page.waitForSelector(".result", WAIT);
    assert.equal(await page.getByLabel("Budget", { exact: true }).inputValue(), "2");
    assert.equal(await page.getByLabel("Limit (minutes)").inputValue(), "20");
    await page.context().close();
  });

  it("opens in stages, and tells what opens when", async () => {
    const page = await open("site?lang=en&way=stages");
    await page.getByLabel("In all, by stage").fill("3,1");
    assert.ok(await page.locator(".plan-ask button[type=submit]").isDisabled(), "fewer than before");
    const { asked, result } = await search(page, "Open in stages", "In all, by stage", "1，3");
    assert.deepEqual(asked, { problem: "mclp", kind: KIND, stages: [1, 3] });
    const rows = page.locator(".stages li");
    assert.equal(await rows.count(), 2);
    let before = result.people_covered_before;
    for (const [index, { people_covered: people }] of result.stages.entries()) {
      const row = await rows.nth(index).innerText();
      assert.ok(row.includes(`Stage ${index + 1}`) && row.includes(`+${number(people - before)}`) && row.includes(number(people)), row);
      before = people;
    }
    await page.context().close();
  });

  it("closes sites with the least harm, on the map too, and hands them over to be changed by hand", async () => {
    const page = await open("site?lang=en");
    const { asked, result } = await search(page, "Close existing sites", "How many close", "1");
    assert.deepEqual(asked, { problem: "mclp", kind: KIND, close: 1 });
    assert.equal(await page.getByText("More rules").count(), 0, "nothing opens");
    const [closed] = result.closed;
    const row = await page.locator(".closed-list li").innerText();
    assert.ok(row.includes(closed.people_lost === 0 ? "0" : `−${number(closed.people_lost)}`), row);
    assert.equal(await page.locator(".site-pin.tone-closed").count(), 1);
    await check(page);
    await page.locator(".panel-head").getByText("Change by hand").click();
    await page.waitForSelector(".outcome", WAIT);
    assert.equal(query(page).get("edit"), `x:${closed.id}`);
    await page.context().close();
  });

  it("asks for all services at once, and tells which opens where", async () => {
    const page = await open("site?lang=en");
    const supposed = [];
    page.on("request", (request) => request.url().endsWith("/api/v1/whatif") && supposed.push(request.url()));
    await page.locator(".plan-ask .ant-select").filter({ has: page.getByLabel("Aim") }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "all services at once" }).click();
    assert.ok(await page.getByLabel("Kind of service").isDisabled(), "it is of all kinds");
    assert.equal(await page.getByLabel("Limit (minutes)").count(), 0, "each kind has its own");
    const offered = await Promise.all(summary.parameters.joint.map(async (id) => (await ask(`/api/v1/candidates?kind=${id}`)).candidates.map((place) => place.id)));
    assert.ok((await page.locator(".plan-body").innerText()).includes(`${new Set(offered.flat()).size} places`), "places of all kinds");
    const { asked, result } = await search(page, "Open so many sites", "How many", "3");
    assert.deepEqual(asked, { problem: "joint", add: 3 });
    assert.deepEqual(result.kinds, summary.parameters.joint);
    assert.ok(new Set(result.sites.map(({ kind }) => kind)).size > 1, "of more than one kind");
    const title = (id) => summary.parameters.kinds.find((kind) => kind.id === id).name.en;
    const order = [...result.sites].sort((a, b) => b.people_gained - a.people_gained);
    const rows = await page.locator(".site-list li").allInnerTexts();
    assert.equal(rows.length, order.length);
    for (const [index, site] of order.entries()) assert.ok(rows[index].includes(title(site.kind)) && rows[index].includes(`+${number(site.people_gained)}`), rows[index]);
    assert.equal(await page.locator(".site-pin").count(), new Set(result.sites.map(({ id }) => id)).size);
    assert.match(await page.locator(".proof").innerText(), /within the limits of all services at once/);
    const told = await page.locator(".result").innerText();
    for (const kind of result.kinds) assert.ok(told.includes(title(kind)), kind);
    assert.match(told, /The map shows coverage as it is today/);
    await page.locator(".site-list button").first().click();
    await page.waitForSelector(".card", WAIT);
    assert.ok((await page.locator(".card").innerText()).includes(title(order[0].kind)));
    assert.equal(await page.locator(".card").getByRole("button", { name: "Change it by hand" }).count(), 0);
    await check(page);
    await page.reload();
    await page.waitForSelector(".card", WAIT);
    assert.ok(await page.getByLabel("Kind of service").isDisabled());
    assert.deepEqual(supposed, [], "changes by hand are of one kind");
    await page.locator(".panel-head").getByText("Change by hand").click();
    await page.getByText("Nothing changed yet").waitFor(WAIT);
    assert.ok(await page.getByLabel("Kind of service").isEnabled());
    await page.context().close();
  });

  it("tells refusals in words", async () => {
    const page = await open("site?lang=en");
    await page.route("**/api/v1/site", (route) => route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify({ code: "busy", detail: "x" }) }));
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("The server is busy with other searches").waitFor(WAIT);
    await page.context().close();
    const gone = await open("site?lang=en&job=999999");
    await gone.getByText("no longer has this search").waitFor(WAIT);
    await gone.context().close();
  });
});

describe("sites changed by hand", { concurrency: false }, () => {
  it("follows an existing site that is dragged, and takes it back", async () => {
    const [site] = sites;
    const page = await open(`site?lang=en&for=${KIND}&edit=on&kind=${KIND}&${near(site)}`);
    await drawn(page, "facilities");
    const from = await onScreen(page, site.at);
    const { asked, answer } = await settled(page, async () => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x + 60, from.y + 45, { steps: 5 });
      await page.mouse.move(from.x + 240, from.y + 150, { steps: 5 });
      await page.mouse.up();
    });
    assert.deepEqual([asked.kind, asked.sites.length, asked.closed], [KIND, 1, []]);
    assert.equal(asked.sites[0].id, site.id);
    assert.notDeepEqual([asked.sites[0].lon, asked.sites[0].lat], site.at);
    assert.match(query(page).get("edit"), new RegExp(`^m:${site.id},`));
    await assertFigures(page, answer);
    const [unit] = answer.units;
    if (unit) {
      const state = await page.evaluate((id) => window.__halfhour.map.getFeatureState({ source: "coverage", id }), unit.id);
      assert.equal(state.joint_covered, unit.joint_covered, "the map shows what would be");
    }
    assert.equal(await page.locator(".site-pin").count(), 1);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForSelector(".site-pin", { ...WAIT, state: "detached" });
    assert.equal(query(page).get("edit"), "on");
    if (unit) assert.deepEqual(await page.evaluate((id) => window.__halfhour.map.getFeatureState({ source: "coverage", id }) ?? {}, unit.id), {});
    await page.context().close();
  });

  it("adds by a click, moves by keyboard, closes, and restores a view from its address", async () => {
    const [site] = sites;
    const page = await open(`site?lang=en&for=${KIND}&edit=on&kind=${KIND}&${near(site)}`);
    const box = await page.locator(".map-canvas").first().boundingBox();
    const first = await settled(page, () => page.mouse.click(box.x + box.width / 2 + 130, box.y + box.height / 2 - 90));
    assert.equal(first.asked.sites.length, 1);
    assert.equal(first.asked.sites[0].id, undefined);
    const pin = page.locator(".site-pin.tone-added");
    await pin.focus();
    const second = await settled(page, async () => {
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
    });
    assert.ok(second.asked.sites[0].lon > first.asked.sites[0].lon && second.asked.sites[0].lat < first.asked.sites[0].lat);
    // An existing site: chosen in the list, closed on the map, put back.
    await page.locator(".editor .ant-select").click();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const id = await page.waitForFunction(() => new URLSearchParams(location.hash.split("?")[1]).get("site")?.startsWith("new-") === false && new URLSearchParams(location.hash.split("?")[1]).get("site"), null, WAIT).then((handle) => handle.jsonValue());
    await page.waitForFunction((wanted) => document.activeElement?.dataset?.pin === wanted, id, WAIT);
    const third = await settled(page, () => page.keyboard.press("Delete"));
    assert.deepEqual(third.asked.closed, [id]);
    await assertFigures(page, third.answer);
    await page.reload();
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    await page.waitForSelector(".outcome", WAIT);
    assert.equal(await page.locator(".change-list li").count(), 2);
    await assertFigures(page, third.answer);
    await page.getByRole("button", { name: /^Put .* back$/ }).click();
    await page.waitForFunction(() => !/x:/.test(decodeURIComponent(location.hash)), null, WAIT);
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByText("Nothing changed yet").waitFor(WAIT);
    await page.context().close();
  });

  it("moves a pin by finger", async () => {
    const [site] = sites;
    const page = await open(`site?lang=zh&for=${KIND}&kind=${KIND}&edit=${encodeURIComponent(`n:new-1,${site.at.join(",")}`)}&${near(site)}`, { hasTouch: true });
    const from = await onScreen(page, site.at);
    const session = await page.context().newCDPSession(page);
    const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    const { asked } = await settled(page, async () => {
      await touch("touchStart", [{ x: from.x, y: from.y }]);
      for (const step of [1, 2, 3, 4]) await touch("touchMove", [{ x: from.x + 30 * step, y: from.y }]);
      await touch("touchEnd", []);
    });
    assert.ok(asked.sites[0].lon > site.at[0] + 0.001, "farther east");
    await page.context().close();
  });

  it("takes the answer of a search over, keeps it as a scenario, compares it, and deletes it", async () => {
    const page = await open("site?lang=en");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForSelector(".result", WAIT);
    const count = await page.locator(".site-list li").count();
    await page.locator(".panel-head").getByText("Change by hand").click();
    await page.waitForSelector(".outcome", WAIT);
    assert.equal(await page.locator(".change-list li").count(), count);
    await page.getByLabel("Name of the scenario").fill("Browser test");
    await page.getByRole("button", { name: "Save as scenario" }).click();
    await page.waitForSelector(".saved", WAIT);
    const kept = (await ask("/api/v1/scenarios")).scenarios.find(({ id }) => id === "browser-test");
    assert.equal(kept.source, "kept");
    assert.equal(kept.modifications.length, count);
    await page.getByRole("button", { name: "Compare with today" }).click();
    await page.waitForSelector(".compared", WAIT);
    assert.equal(query(page).get("b"), "browser-test");
    const { joint } = await ask("/api/v1/compare?a=baseline&b=browser-test");
    const cells = await page.locator(".compared tr[data-figure=joint] td").allInnerTexts();
    assert.ok(cells[0].startsWith(number(joint.people_covered_a)) && cells[1].startsWith(number(joint.people_covered_b)), cells.join("|"));
    await page.locator("[data-scenario=browser-test]").getByText("Delete").click();
    await page.locator(".ant-popconfirm").getByRole("button", { name: "Delete" }).click();
    await page.waitForSelector("[data-scenario=browser-test]", { ...WAIT, state: "detached" });
    assert.equal(query(page).get("b"), null);
    assert.ok(!(await ask("/api/v1/scenarios")).scenarios.some(({ id }) => id === "browser-test"));
    await page.context().close();
  });
});

describe("scenarios side by side", { concurrency: false }, () => {
  let first;
  before(async () => {
    [first] = (await ask("/api/v1/scenarios")).scenarios;
  });

  it("tells gains and losses by kind and area, and colours what differs", async () => {
    const compared = await ask(`/api/v1/compare?a=baseline&b=${first.id}`);
    const { features } = await ask(`/api/v1/compare.geojson?a=baseline&b=${first.id}`);
    const page = await open(`scenarios?lang=en&b=${first.id}`);
    await page.waitForSelector(".compared", WAIT);
    assert.equal(await page.locator(".compared .kinds tbody tr").count(), summary.kinds.length + 1);
    for (const { id, gained, lost } of [...compared.kinds, { id: "joint", ...compared.joint }]) {
      const cells = await page.locator(`.compared tr[data-figure=${id}] td`).allInnerTexts();
      assert.equal(cells[2], gained ? `+${number(gained)}` : "0", id);
      assert.equal(cells[3], lost ? `−${number(lost)}` : "0", id);
    }
    const most = [...compared.kinds].sort((a, b) => b.gained + b.lost - a.gained - a.lost)[0];
    await page.locator(`.compared tr[data-figure=${most.id}] button`).click();
    assert.equal(query(page).get("kind"), most.id);
    assert.ok(features.some(({ properties }) => properties[`${most.id}_change`] !== 0), "the made scenario changes something");
    assert.ok((await drawn(page, "shapes")) > 0);
    const areas = compared.areas.filter(({ kinds }) => kinds[most.id].gained + kinds[most.id].lost > 0);
    assert.equal(await page.locator(".areas-changed tbody tr.ant-table-row").count(), Math.min(areas.length, 12));
    await page.locator(".areas-changed tbody .link").first().click();
    await idle(page);
    await page.getByRole("button", { name: "Swap A and B" }).click();
    assert.deepEqual([query(page).get("a"), query(page).get("b")], [first.id, null]);
    await page.context().close();
  });

  it("draws both in one map, with a divider for keys and hands", async () => {
    const page = await open(`scenarios?lang=en&b=${first.id}&compare=swipe`);
    await page.waitForSelector(".swipe[data-ready=true]", WAIT);
    const handle = page.getByRole("slider", { name: /Divider/ });
    assert.equal(await handle.getAttribute("aria-valuenow"), "50");
    await handle.focus();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await handle.getAttribute("aria-valuenow"), "48");
    await page.keyboard.press("Home");
    assert.equal(await handle.getAttribute("aria-valuenow"), "0");
    await page.keyboard.press("PageUp");
    const box = await handle.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 200, box.y + 300, { steps: 4 });
    await page.mouse.up();
    assert.ok(Number(await handle.getAttribute("aria-valuenow")) > 20);
    assert.equal(await page.locator(".swipe-map canvas").count(), 1);
    assert.match(await page.locator(".swipe-map").getAttribute("style"), /inset/);
    await page.locator(".panel").getByText("Differences").click();
    await page.waitForSelector(".swipe", { ...WAIT, state: "detached" });
    await page.context().close();
  });

  it("says so when there is nothing to compare, or it cannot be had", async () => {
    const page = await open("scenarios?lang=en");
    await page.getByText("choose two that differ").waitFor(WAIT);
    await page.context().close();
    const other = await open("scenarios?lang=en&b=no-such-scenario");
    await other.locator(".scenarios .refusal").waitFor(WAIT);
    await other.context().close();
  });

  for (const [name, path] of [
    ["where next", "site?lang=zh"],
    ["by hand", "site?lang=en&edit=n:new-1,{at}"],
    ["differences", "scenarios?lang=zh&b={scenario}"],
    ["swipe", "scenarios?lang=en&b={scenario}&compare=swipe"],
  ]) {
    it(`has no serious flaw for readers with aids, and nothing runs over: ${name}`, async () => {
      const page = await open(path.replace("{at}", sites[0].at.join(",")).replace("{scenario}", first.id));
      if (name === "where next") {
        await page.locator(".plan-ask button[type=submit]").click();
        await page.waitForSelector(".result", WAIT);
        await page.locator(".site-list button").first().click();
      }
      if (name === "swipe") await page.waitForSelector(".swipe[data-ready=true]", WAIT);
      await check(page);
      const wide = await page.evaluate(() => [document.documentElement, document.querySelector(".plan-body")].some((each) => each.scrollWidth > each.clientWidth));
      assert.equal(wide, false);
      await page.context().close();
    });
  }

  it("asked nobody but its own server, and met no error", () => {
    assert.deepEqual(watch.strangers, []);
    assert.deepEqual(watch.errors, []);
  });
});
