// The medians of the last benches as a table. `node benches/table.mjs TARGET_DIR`; made by `make bench`.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(process.argv[2] ?? "target", "criterion");
const rows = [];
const time = (nanoseconds) => {
  const [unit, size] = [["s", 1e9], ["ms", 1e6], ["µs", 1e3]].find(([, size]) => nanoseconds >= size) ?? ["ns", 1];
  return `${(nanoseconds / size).toPrecision(3)} ${unit}`;
};
for (const group of existsSync(root) ? readdirSync(root).sort() : []) {
  for (const task of readdirSync(join(root, group)).sort()) {
    const file = join(root, group, task, "new", "estimates.json");
    if (existsSync(file)) rows.push([group, task, time(JSON.parse(readFileSync(file, "utf8")).median.point_estimate)]);
  }
}
console.log(["| world | task | median |", "|---|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n"));
