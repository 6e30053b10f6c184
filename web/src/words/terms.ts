// Words for values of the server: directions, profiles, legs, states of islands, sources of lines.
//
// Never here: other texts.
import type { Direction, IslandStatus, Joined, Leg, Line, Words } from "../api";
import type { Lang } from "../view";
import { pick, text } from "./index";

const DIRECTIONS: Record<Direction, Words> = {
  from: { zh: "团队外出", en: "Team travels out" },
  toward: { zh: "居民前来", en: "People travel in" },
  round_trip: { zh: "往返", en: "Round trip" },
};

export function directionText(lang: Lang, direction: Direction): string {
  return DIRECTIONS[direction][lang];
}

/** Seen from a place on the map, the same words say who sets out where. */
const FROM_PLACE: Record<Direction, Words> = {
  from: { zh: "从此处出发", en: "Leaving here" },
  toward: { zh: "前来此处", en: "Coming here" },
  round_trip: { zh: "往返", en: "Round trip" },
};

export function fromPlaceText(lang: Lang, direction: Direction): string {
  return FROM_PLACE[direction][lang];
}

const PROFILES: Record<string, Words> = {
  car: { zh: "驾车", en: "Car" },
  foot: { zh: "步行", en: "On foot" },
  bicycle: { zh: "骑行", en: "Bicycle" },
};

export function profileText(lang: Lang, profile: string): string {
  return PROFILES[profile]?.[lang] ?? profile;
}

const LEGS: Record<Leg["kind"], Words> = {
  mobilisation: { zh: "出动准备", en: "Setting out" },
  walk: { zh: "步行接驳", en: "Walk to the road" },
  road: { zh: "行驶", en: "Road" },
  wait: { zh: "候船", en: "Wait for the boat" },
  board: { zh: "登船", en: "Boarding" },
  ferry: { zh: "轮渡", en: "Ferry" },
};

/** A leg in words; who has no vehicle walks along the road. */
export function legText(lang: Lang, kind: Leg["kind"], profile: string): string {
  if (kind === "road" && profile in PROFILES && profile !== "car") return profileText(lang, profile);
  return (LEGS[kind] as Words | undefined)?.[lang] ?? kind;
}

const JOINED: Record<Joined, Words> = {
  mainland: { zh: "主岛（陆）", en: "main land" },
  bridge: { zh: "桥梁相连", en: "by bridge" },
  vehicle_ferry: { zh: "车客渡", en: "car ferry" },
  foot_ferry: { zh: "仅客渡", en: "foot ferry only" },
  on_demand: { zh: "仅随叫船", en: "boats on demand only" },
  nothing: { zh: "无任何连接", en: "no connection" },
};

export function joinedText(lang: Lang, joined: Joined): string {
  return (JOINED[joined] as Words | undefined)?.[lang] ?? joined;
}

const ISLANDS: Record<Exclude<IslandStatus, "ok">, Words> = {
  unreachable: { zh: "无法到达", en: "cut off" },
  never_in_time: { zh: "从未全圈及时", en: "never all in time" },
  uninhabited: { zh: "无人居住", en: "uninhabited" },
  below_minimum_group: { zh: "人数不公布", en: "withheld" },
};

export function islandStatusText(lang: Lang, status: IslandStatus): string {
  return status === "ok" ? "" : ((ISLANDS[status] as Words | undefined)?.[lang] ?? status);
}

const SOURCES: Record<Line["source"], Words> = {
  table: { zh: "自有时刻表", en: "own timetable" },
  gtfs: { zh: "GTFS 时刻表", en: "GTFS timetable" },
  map: { zh: "地图标注班次", en: "interval on the map" },
  default: { zh: "缺省班次", en: "default service" },
};

/** Where the sailings of a line come from. */
export function sourceText(lang: Lang, source: Line["source"]): string {
  return (SOURCES[source] as Words | undefined)?.[lang] ?? source;
}

/** Lines without a name on the map come with their id for one. */
export function lineText(lang: Lang, { id, name }: Line): string {
  const own = pick(name, lang);
  return own && own !== id ? own : text(lang, "lineUnnamed", { id });
}

/** Who may board. */
export function boardingText(lang: Lang, { car, bicycle, foot }: Line): string {
  if (car) return lang === "zh" ? (foot ? "车客" : "仅车辆") : foot ? "cars and people" : "cars only";
  if (bicycle) return lang === "zh" ? "行人、自行车" : "people and bicycles";
  return lang === "zh" ? "仅行人" : "people only";
}

/** Classes of weather under the names that studies give them most; others as they stand. */
const WEATHER: Record<string, Words> = {
  fog: { zh: "大雾", en: "fog" },
  typhoon: { zh: "台风", en: "typhoon" },
  wind6: { zh: "6 级风", en: "wind force 6" },
  wind7: { zh: "7 级风", en: "wind force 7" },
  wind8: { zh: "8 级风", en: "wind force 8" },
};

export function weatherText(lang: Lang, weather: string): string {
  return WEATHER[weather]?.[lang] ?? weather;
}

const STATUSES: Record<string, Words> = {
  unreached: { zh: "{minutes} 分钟内无法到达", en: "Not reached within {minutes} min" },
  off_network: { zh: "附近没有道路", en: "No road nearby" },
  outside_extract: { zh: "在路网数据之外", en: "Outside the road data" },
  across_water: { zh: "附近的道路都隔着水面", en: "Roads only across the water" },
  fragment: { zh: "附近只有孤立的路段", en: "Only a stray piece of road nearby" },
  no_facility: { zh: "没有此类设施", en: "There is no such site" },
};

export function statusText(lang: Lang, status: string, minutes: number): string {
  return (STATUSES[status] ?? STATUSES["unreached"])?.[lang].replace("{minutes}", String(minutes)) ?? status;
}
