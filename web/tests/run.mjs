// Serves the demonstration, a made town and a few made islands with the program that cargo built for tests, and runs the browser tests.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/halfhour");

/** A server of a study that is ready as soon as `ready` is there. */
async function serve(study, ready) {
  const server = spawn(program, ["serve", study, "--bind", "127.0.0.1:0", "--quiet"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const [first] = await once(server.stdout, "data");
  const url = String(first).trim().replace(/\/$/, "");
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(url + ready).catch(() => undefined);
    if (answer?.ok) return { server, url };
    if (tries > 1500 || server.exitCode !== null) throw new Error("the server did not get ready");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A made world in a folder of its own. */
function synth(world, ...options) {
  const folder = mkdtempSync(join(tmpdir(), `halfhour-${world}-`));
  spawnSync(program, ["synth", world, "--seed", "7", ...options, "--out", folder, "--quiet"], { stdio: "inherit" });
  return folder;
}

const town = synth("town");
const isles = synth("archipelago", "--islands", "12");
// The isochrones of all facilities come last.
const demonstration = await serve("data/malta/study.toml", "/tiles/isochrones.json");
const made = await serve(join(town, "study.toml"), "/health");
const boats = await serve(join(isles, "study.toml"), "/health");
const env = { ...process.env, HALFHOUR_URL: demonstration.url, HALFHOUR_TOWN_URL: made.url, HALFHOUR_TOWN: town, HALFHOUR_ISLES_URL: boats.url };
const tests = spawnSync("npm", ["test"], { cwd: join(root, "web"), stdio: "inherit", env });
demonstration.server.kill();
made.server.kill();
boats.server.kill();
for (const folder of [town, isles]) rmSync(folder, { recursive: true, force: true });
process.exitCode = tests.status ?? 1;
