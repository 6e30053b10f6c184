// What all tests in a browser share: pages that are watched, waiting for the map, the check for readers with aids.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
export const WAIT = { timeout: 60_000 };

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** Requests that left the origin, and errors of the pages, over all tests of a file. */
export class Watch {
  strangers = [];
  errors = [];

  constructor(base) {
    this.base = base;
  }

  /** A new page that is watched. */
  async page(browser, more = {}) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", reducedMotion: "reduce", bypassCSP: false, ...more });
    const page = await context.newPage();
    page.on("request", (request) => {
      if (!request.url().startsWith(this.base) && !/^(blob|data):/.test(request.url())) this.strangers.push(request.url());
    });
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      // A refusal that a test provokes is told by the browser too.
      if (message.type() === "error" && !/status of (404|409|422|429)/.test(message.text())) this.errors.push(message.text());
    });
    return page;
  }
}

/** Waits until the map has drawn everything. */
export async function idle(page) {
  await page.waitForFunction(() => window.__halfhour?.map.loaded() && window.__halfhour.map.areTilesLoaded() && !window.__halfhour.map.isMoving(), null, WAIT);
}

/** Waits until some features of a layer of the map are drawn; how many. */
export async function drawn(page, layer) {
  const handle = await page.waitForFunction((id) => window.__halfhour.map.queryRenderedFeatures({ layers: [id] }).length || null, layer, WAIT);
  return handle.jsonValue();
}

/** Runs axe over the page; serious and critical flaws fail. */
export async function check(page) {
  await page.waitForTimeout(300);
  // Through the debugger rather than a script element, which the page's policy would refuse.
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter((each) => each.impact === "serious" || each.impact === "critical");
  assert.deepEqual(serious.map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target.join(" ")} (${node.any[0]?.message ?? ""})`).join("; ")}`), []);
}
