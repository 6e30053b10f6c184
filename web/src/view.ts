// What the reader looks at, kept in the address: every view can be sent to a colleague, and "back" works.
//
// Never here: data from the server.
import { useCallback, useSyncExternalStore } from "react";
import type { Direction, LonLat, Without } from "./api";
import * as edits from "./plan/edit";
import * as questions from "./plan/question";

export type Lang = "zh" | "en";
export type Page = "map" | "circle" | "site" | "scenarios" | "data";
export type Tab = "overview" | "gaps" | "hours" | "islands" | "areas" | "issues";
export type Theme = "coverage" | "heat" | "isochrones" | "islands" | "none";
export type Measure = "people" | "uncovered";

/** Where the next sites should stand: what is asked, and the search that answers it. */
export interface Plan extends questions.Question {
  /** The kind of service; without one the first that has candidates. */
  kind: string | null;
  job: string | null;
  /** The site whose story is told. */
  site: string | null;
}

/** The study as it is, among scenarios. */
export const BASELINE = "baseline";

/** The state of the page. */
export interface View {
  page: Page;
  lang: Lang;
  tab: Tab;
  theme: Theme;
  /** `joint`, or the id of a kind. */
  kind: string;
  measure: Measure;
  gaps: boolean;
  facilities: boolean;
  /** The facility whose isochrones are shown. */
  facility: string | null;
  gap: string | null;
  island: string | null;
  /** The hour in which help is called, such as `2026-03-02T08:00`; without one the boat is at the quay. */
  hour: string | null;
  /** What if these boats did not sail? */
  without: Without;
  /** Does the strip of a disruption show who loses, rather than who is left? */
  losses: boolean;
  /** The place asked about. */
  at: LonLat | null;
  profile: string | null;
  direction: Direction | null;
  /** Is the isochrone of the place asked about drawn? */
  reach: boolean;
  /** The kind whose route is drawn. */
  why: string | null;
  plan: Plan;
  /** Sites changed by hand; null while the search's answer is looked at. */
  edit: edits.Edit | null;
  /** The scenarios that are compared. */
  pair: { a: string; b: string };
  /** Are both drawn side by side, rather than what differs? */
  swipe: boolean;
  /** The part of the circle that is open, and the field of it that the map shows. */
  part: string | null;
  field: string | null;
  map: { zoom: number; lat: number; lon: number } | null;
}

const PAGES: readonly Page[] = ["map", "circle", "site", "scenarios", "data"];
const TABS: readonly Tab[] = ["overview", "gaps", "hours", "islands", "areas", "issues"];
const THEMES: readonly Theme[] = ["coverage", "heat", "isochrones", "islands", "none"];
const MEASURES: readonly Measure[] = ["people", "uncovered"];
/** Isochrones are served one way or the other. */
const DIRECTIONS: readonly Direction[] = ["from", "toward"];

function among<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((value) => value === text) ?? null;
}

function numbers(text: string | null, count: number, separator: string): number[] | null {
  const values = text?.split(separator).map(Number) ?? [];
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

/** The language a reader without a choice gets: Chinese, unless the browser asks for something else first. */
function usualLang(): Lang {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function list(text: string | null): string[] {
  return [...new Set(text?.split(",").filter(Boolean))];
}

/** Full hours stand in the address without their minutes. */
function hour(text: string | null): string | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d)(:\d\d)?$/.exec(text ?? "");
  return parts ? (parts[1] ?? "") + (parts[2] ?? ":00") : null;
}

/** Reads the part of the address behind `#`. Whatever cannot be understood is as if it were not there. */
export function read(hash: string): View {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const query = new URLSearchParams(search);
  const show = query.get("show");
  const at = numbers(query.get("at"), 2, ",");
  const map = numbers(query.get("map"), 3, "/");
  const valid = (lon: number | undefined, lat: number | undefined) =>
    lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
  return {
    page: among(PAGES, path) ?? "map",
    lang: among(["zh", "en"], query.get("lang")) ?? usualLang(),
    tab: among(TABS, query.get("tab")) ?? "overview",
    theme: among(THEMES, query.get("layer")) ?? "coverage",
    kind: query.get("kind") ?? "joint",
    measure: among(MEASURES, query.get("measure")) ?? "people",
    gaps: show === null || show.split(",").includes("gaps"),
    facilities: show?.split(",").includes("facilities") ?? false,
    facility: query.get("facility"),
    gap: query.get("gap"),
    island: query.get("island"),
    hour: hour(query.get("hour")),
    without: { lines: list(query.get("without")), weather: list(query.get("weather")), hours: /^\d\d:\d\d-\d\d:\d\d$/.exec(query.get("pause") ?? "")?.[0] ?? null },
    losses: query.get("strip") !== "left",
    at: at && valid(at[0], at[1]) ? [at[0] ?? 0, at[1] ?? 0] : null,
    profile: query.get("profile"),
    direction: among(DIRECTIONS, query.get("direction")),
    reach: query.get("reach") !== "off",
    why: query.get("why"),
    plan: {
      ...questions.read(query),
      kind: query.get("for"),
      job: query.get("job"),
      site: query.get("site"),
    },
    edit: edits.read(query.get("edit")),
    pair: { a: query.get("a") ?? BASELINE, b: query.get("b") ?? BASELINE },
    swipe: query.get("compare") === "swipe",
    part: query.get("part"),
    field: query.get("field"),
    map: map && valid(map[2], map[1]) ? { zoom: Math.min(Math.max(map[0] ?? 9, 0), 20), lat: map[1] ?? 0, lon: map[2] ?? 0 } : null,
  };
}

/** The address of a view; what is usual is left out. The data page has nothing to restore: what is dropped there is kept nowhere. */
export function write(view: View): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null, usual: string | null = null) => {
    if (value !== null && value !== usual) query.set(name, value);
  };
  put("lang", view.lang);
  if (view.page === "data") return `#/data?${query.toString()}`;
  put("tab", view.tab, "overview");
  put("layer", view.theme, "coverage");
  put("kind", view.kind, "joint");
  put("measure", view.measure, "people");
  put("show", [view.gaps && "gaps", view.facilities && "facilities"].filter(Boolean).join(",") || "none", "gaps");
  put("facility", view.facility);
  put("gap", view.gap);
  put("island", view.island);
  put("hour", view.hour?.replace(/:00$/, "") ?? null);
  put("without", view.without.lines.join(","), "");
  put("weather", view.without.weather.join(","), "");
  put("pause", view.without.hours);
  put("strip", view.losses ? null : "left");
  put("at", view.at?.map((part) => part.toFixed(5)).join(",") ?? null);
  put("profile", view.profile);
  put("direction", view.direction);
  put("reach", view.reach ? null : "off");
  put("why", view.why);
  questions.write(view.plan, put);
  put("for", view.plan.kind);
  put("job", view.plan.job);
  put("site", view.plan.site);
  put("edit", edits.write(view.edit));
  put("a", view.pair.a, BASELINE);
  put("b", view.pair.b, BASELINE);
  put("compare", view.swipe ? "swipe" : null);
  put("part", view.part);
  put("field", view.field);
  put("map", view.map && `${view.map.zoom.toFixed(2)}/${view.map.lat.toFixed(5)}/${view.map.lon.toFixed(5)}`);
  // Slashes, commas, colons and semicolons may stand in a fragment as they are, and read better so.
  const page = view.page === "map" ? "" : view.page;
  return `#/${page}?${query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";")}`;
}

let current = read(location.hash);
const listeners = new Set<() => void>();

function announce() {
  for (const listener of listeners) listener();
}

window.addEventListener("popstate", () => {
  current = read(location.hash);
  announce();
});

/** Changes the view. A `step` can be taken back with the browser's "back". */
export function change(part: Partial<View>, step = true): void {
  current = { ...current, ...part };
  const address = write(current);
  if (address !== location.hash) {
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
  announce();
}

/** The view at this moment, for hands that are quicker than the page is drawn. */
export function look(): View {
  return current;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The view, and how to change it. */
export function useView(): [View, typeof change] {
  const view = useSyncExternalStore(
    subscribe,
    useCallback(() => current, []),
  );
  return [view, change];
}
