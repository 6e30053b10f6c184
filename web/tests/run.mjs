// Serves the demonstration with the program that cargo built for tests, and runs the browser tests against it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/halfhour");
const server = spawn(program, ["serve", "data/malta/study.toml", "--bind", "127.0.0.1:0", "--quiet"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const [first] = await once(server.stdout, "data");
const url = String(first).trim().replace(/\/$/, "");
// The isochrones of all facilities come last.
for (let tries = 0; ; tries += 1) {
  const answer = await fetch(`${url}/tiles/isochrones.json`).catch(() => undefined);
  if (answer?.ok) break;
  if (tries > 600 || server.exitCode !== null) throw new Error("the server did not get ready");
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const tests = spawnSync("npm", ["test"], { cwd: join(root, "web"), stdio: "inherit", env: { ...process.env, HALFHOUR_URL: url } });
server.kill();
process.exitCode = tests.status ?? 1;
