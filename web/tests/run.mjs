// Serves the demonstration, two made towns and a few made islands with the program that cargo built for tests, and runs the browser tests.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Lets the town's study ask where the next station should stand, and know what a station more or less would do. */
function plan(folder) {
  const row = (name, line) => readFileSync(join(folder, name), "utf8").trim().split(/\r?\n/)[line].split(",");
  const field = (name, line, column) => row(name, line)[row(name, 0).indexOf(column)];
  appendFileSync(
    join(folder, "study.toml"),
    `
[[candidates]]
kind = "station"
grid = "500m"

[[candidates]]
kind = "lawyer"
grid = "500m"

[[scenarios]]
id = "one-closes"
name = { zh = "停用一站", en = "One station closes" }
[[scenarios.modifications]]
type = "close_site"
id = "${field("stations.csv", 1, "id")}"

[[scenarios]]
id = "one-more"
name = { zh = "再增一站", en = "One station more" }
base = "one-closes"
[[scenarios.modifications]]
type = "add_site"
kind = "station"
id = "more-1"
name = { zh = "新站", en = "New station" }
lon = ${field("demand.csv", 1, "lon")}
lat = ${field("demand.csv", 1, "lat")}
`,
  );
}

/** Lets a town's study ask for the analyses of the response circle. */
function analyse(folder) {
  const path = join(folder, "study.toml");
  const analyses = "[analyses]\nteams = {}\naccess = {}\nequity = {}\nassigned = {}\nallocation = { people_per_staff = 60 }\n";
  const total = '\n[[totals]]\nname = "服务站"\ncount = "facilities"\nkind = "station"\nexpected = 3\n';
  writeFileSync(path, readFileSync(path, "utf8").replace("[analyses]\n", analyses) + total);
}

const town = synth("town");
plan(town);
const circle = synth("town");
analyse(circle);
const isles = synth("archipelago", "--islands", "12");
// The isochrones of all facilities come last.
const demonstration = await serve("data/malta/study.toml", "/tiles/isochrones.json");
const made = await serve(join(town, "study.toml"), "/health");
const boats = await serve(join(isles, "study.toml"), "/health");
const asked = await serve(join(circle, "study.toml"), "/health");
const env = { ...process.env, HALFHOUR_URL: demonstration.url, HALFHOUR_TOWN_URL: made.url, HALFHOUR_TOWN: town, HALFHOUR_ISLES_URL: boats.url, HALFHOUR_CIRCLE_URL: asked.url };
const tests = spawnSync("npm", ["test"], { cwd: join(root, "web"), stdio: "inherit", env });
demonstration.server.kill();
made.server.kill();
boats.server.kill();
asked.server.kill();
for (const folder of [town, isles, circle]) rmSync(folder, { recursive: true, force: true });
process.exitCode = tests.status ?? 1;
