// The data page in a real browser: tables of an office, dropped on a made town at Futian's coordinates. HALFHOUR_TOWN_URL
// names its server, HALFHOUR_TOWN its folder.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { check, drawn, idle, launch, Watch, WAIT } from "./browser.mjs";
import { csv, gcj02, metres, rows, xlsx } from "./office.mjs";

const BASE = process.env.HALFHOUR_TOWN_URL ?? "http://127.0.0.1:8081";
const TOWN = process.env.HALFHOUR_TOWN ?? ".";
const watch = new Watch(BASE);
let browser;
/** Where things really are, by id, and the tables that say so in the office's way. */
let stations;
let people;
let tables;

before(async () => {
  browser = await launch();
  const read = async (name) => rows(await readFile(join(TOWN, name), "utf8"));
  [stations, people] = [await read("stations.csv"), await read("demand.csv")];
  const moved = ({ lon, lat }) => gcj02([Number(lon), Number(lat)]).map((degrees) => Number(degrees.toFixed(6)));
  const sites = [["编号", "名称", "经度", "纬度", "级别", "人数（工作人员）", "联系电话"], ...stations.map((row) => [row.id, row.name, ...moved(row), row.level, Number(row.staff), "0755"])];
  const homes = [["编号", "东经", "北纬", "人数"], ...people.map((row) => [row.id, ...moved(row), Number(row.people)])];
  const broken = homes.map((row, index) => (index === 3 ? [row[0], "", ...row.slice(2)] : index === 4 ? [row[0], row[1] + 1, ...row.slice(2)] : row));
  tables = {
    "服务站.csv": csv(sites),
    "服务站.xlsx": xlsx(sites),
    "退役军人名单.csv": csv(homes),
    "人口（有误）.csv": csv(broken),
    "没有坐标.csv": csv([["名称", "地址"], ["甲", "中山路"]]),
    "旧表.xls": Buffer.from("x"),
  };
});
after(async () => {
  await browser?.close();
});

async function open(lang) {
  const page = await watch.page(browser);
  await page.goto(`${BASE}/#/data?lang=${lang}`);
  await page.waitForSelector(".map[data-ready=true]", WAIT);
  return page;
}

/** Lets a file go over the page; what the server replied. */
async function drop(page, name) {
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const made = new DataTransfer();
      made.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], file));
      return made;
    },
    [name, tables[name].toString("base64")],
  );
  const reply = page.waitForResponse((response) => response.url().includes("/api/v1/data?"), WAIT);
  await page.dispatchEvent("main", "dragenter", { dataTransfer: transfer });
  await page.waitForSelector(".drop-here");
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  return finished(page, reply, name);
}

/** The reply, once the page shows it. */
async function finished(page, reply, name) {
  const response = await reply;
  const proposal = await response.json();
  await page.waitForFunction((file) => document.querySelector(".drop-file h2")?.textContent === file && !document.querySelector(".data-reading"), name, WAIT);
  assert.equal(await page.locator(".drop-here").count(), 0);
  return proposal;
}

/** The points of a reply lie where they belong, and would not if they were taken as they stand in the table. */
function assertPlaced({ points, datum }, truth) {
  assert.equal(datum, "gcj02");
  assert.equal(points.length, truth.length);
  const original = new Map(truth.map((row) => [row.id, [Number(row.lon), Number(row.lat)]]));
  for (const point of points) {
    const at = original.get(point.id);
    const away = metres([point.lon, point.lat], at);
    assert.ok(away < 5, `${point.id} is ${away} m off`);
    assert.equal(point.status, "ok");
    const unconverted = metres(gcj02(at), at);
    assert.ok(unconverted > 300, `${point.id} would be ${unconverted} m off`);
  }
}

const files = async () => (await readdir(TOWN)).sort();

describe("data page", { concurrency: false }, () => {
  it("says what it does before there is a file, and is found from the map", async () => {
    const page = await watch.page(browser);
    await page.goto(`${BASE}/#/?lang=en&tab=gaps`);
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    await page.getByRole("link", { name: "My data" }).click();
    await page.waitForSelector(".drop-zone", WAIT);
    assert.match(page.url(), /#\/data\?lang=en$/);
    assert.match(await page.locator(".private").innerText(), /Nothing leaves this machine/);
    assert.equal(await page.locator(".header nav [aria-current=page]").innerText(), "My data");
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    assert.ok((await drawn(page, "road-main-case")) > 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight), false);
    await page.goBack();
    await page.waitForSelector(".gap-list", WAIT);
    await page.context().close();
  });

  for (const name of ["服务站.csv", "服务站.xlsx", "退役军人名单.csv"]) {
    it(`puts a dropped table on the right roads: ${name}`, async () => {
      const before = await files();
      const truth = name.startsWith("服务站") ? stations : people;
      const page = await open("zh");
      const proposal = await drop(page, name);
      assertPlaced(proposal, truth);
      assert.match(await page.locator(".taken").innerText(), /GCJ-02（高德、腾讯）/);
      assert.equal(await page.locator("table.columns tbody tr").count(), proposal.table.columns.length);
      // The map has them at the true places.
      await drawn(page, "points");
      await idle(page);
      const found = await page.evaluate(
        (places) =>
          places.filter(({ id, lon, lat }) => {
            const { map } = window.__halfhour;
            const { x, y } = map.project([Number(lon), Number(lat)]);
            return map.queryRenderedFeatures([[x - 2, y - 2], [x + 2, y + 2]], { layers: ["points"] }).some((each) => each.properties.id === id);
          }).length,
        truth,
      );
      assert.equal(found, truth.length);
      assert.deepEqual(await files(), before, "nothing is kept of what was only looked at");
      await page.context().close();
    });
  }

  it("takes a chosen file like a dropped one, and keeps it through a change of language", async () => {
    const page = await open("zh");
    const reply = page.waitForResponse((response) => response.url().includes("/api/v1/data?"), WAIT);
    await page.setInputFiles("input[type=file]", { name: "服务站.xlsx", mimeType: "", buffer: tables["服务站.xlsx"] });
    assertPlaced(await finished(page, reply, "服务站.xlsx"), stations);
    await page.locator(".language").getByText("English").click();
    assert.match(await page.locator(".taken").innerText(), /GCJ-02 \(AMap, Tencent\)/);
    assert.match(await page.locator(".taken").innerText(), /5 of 5 places stand by a road/);
    await page.context().close();
  });

  it("names what is wrong, and tells places without a road apart", async () => {
    const page = await open("en");
    const proposal = await drop(page, "人口（有误）.csv");
    const off = proposal.points.filter((point) => point.status !== "ok");
    assert.equal(off.length, 1);
    assert.match(await page.locator(".findings").innerText(), /field-missing[^]*line 4/);
    assert.equal(await page.locator(".off-list li").count(), 1);
    await page.locator(".off-list button").click();
    await idle(page);
    assert.equal(await drawn(page, "points-off"), 1);
    assert.match(await page.locator(".legend").innerText(), /No road nearby \(1\)/);
    await page.context().close();
  });

  it("says so when a table cannot be used", async () => {
    const page = await open("en");
    assert.equal((await drop(page, "没有坐标.csv")).usable, false);
    assert.match(await page.locator(".findings").innerText(), /column-missing/);
    assert.equal(await page.locator(".save").count(), 0);
    await drop(page, "旧表.xls");
    await page.waitForSelector(".data-refusal");
    assert.match(await page.locator(".data-refusal").innerText(), /kind of file is not known/);
    await page.locator(".language").getByText("中文").click();
    assert.match(await page.locator(".data-refusal").innerText(), /不认识这种文件/);
    await page.context().close();
  });

  it("saves a study when asked, and overwrites nothing", async () => {
    const page = await open("en");
    await drop(page, "服务站.csv");
    const name = page.locator("#study-name");
    assert.equal(await name.inputValue(), "服务站");
    await name.fill("a/b");
    assert.ok(await page.locator(".save button").isDisabled());
    await name.fill("mine");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".save.saved", WAIT);
    assert.match(await page.locator(".save").innerText(), /halfhour run "mine\.toml"/);
    const written = await readFile(join(TOWN, "mine.toml"), "utf8");
    assert.match(written, /datum = "gcj02"/);
    assert.deepEqual(await readFile(join(TOWN, "服务站.csv")), tables["服务站.csv"]);
    // The same name again.
    await drop(page, "服务站.xlsx");
    await name.fill("mine");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForSelector(".save .data-refusal", WAIT);
    assert.match(await page.locator(".save .data-refusal").innerText(), /left alone/);
    assert.equal(await readFile(join(TOWN, "mine.toml"), "utf8"), written);
    assert.ok(!(await files()).includes("服务站.xlsx"));
    await page.context().close();
  });

  it("restores the page, but no table, from its address", async () => {
    const page = await open("en");
    await drop(page, "服务站.csv");
    await page.reload();
    await page.waitForSelector(".drop-zone", WAIT);
    await page.waitForSelector(".map[data-ready=true]", WAIT);
    assert.equal(await page.locator(".taken").count(), 0);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await page.context().close();
  });

  it("can be used by keyboard", async () => {
    const page = await open("en");
    // Asked for early: the browser must know that the dialogue is taken over before it opens.
    const chooser = page.waitForEvent("filechooser", WAIT);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.textContent === "Choose a file", null, WAIT);
    await page.keyboard.press("Enter");
    await (await chooser).setFiles({ name: "服务站.csv", mimeType: "", buffer: tables["服务站.csv"] });
    await page.waitForSelector(".taken", WAIT);
    await page.context().close();
  });

  for (const lang of ["zh", "en"]) {
    it(`has no serious flaw for readers with aids: ${lang}`, async () => {
      const page = await open(lang);
      await check(page);
      await drop(page, "人口（有误）.csv");
      await page.locator(".study-text summary").click();
      await check(page);
      await drop(page, "旧表.xls");
      await page.waitForSelector(".data-refusal");
      await check(page);
      await page.context().close();
    });
  }

  it("asked nobody but its own server, and met no error", () => {
    assert.deepEqual(watch.strangers, []);
    assert.deepEqual(watch.errors, []);
  });
});
