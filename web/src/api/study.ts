// What the server tells of a study, typed.
//
// Never here: asking (see index.ts), what is planned (see plan.ts), the analyses of the circle (see circle.ts).
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from "geojson";

/** One text in both languages. */
export interface Words {
  zh: string;
  en: string;
}

export type Direction = "from" | "toward" | "round_trip";
export type LonLat = [number, number];

/** A kind of service, as the study asks for it. */
export interface Kind {
  id: string;
  name: Words;
  profile: string;
  direction: Direction;
  mobilisation_s: number;
  limit_s: number;
}

/** What one kind achieves. People are null when withheld. */
export interface KindFigures {
  id: string;
  facilities: number;
  people_covered: number | null;
  share: number | null;
  median_s: number | null;
  p95_s: number | null;
  unreached_people: number | null;
}

export interface IssueCount {
  code: string;
  severity: "error" | "warning" | "note";
  count: number;
  meaning?: string | Words;
  action?: Words;
}

/** `summary.json`. */
export interface Summary {
  study: string;
  version: string;
  parameters: {
    name: Words;
    limit_s: number;
    horizon_s: number;
    minimum_group: number;
    synthetic: boolean;
    joint: string[];
    kinds: Kind[];
    analyses?: { isochrone_minutes?: number[] };
  };
  inputs: { path: string; sha256: string }[];
  demand: { points: number; people: number | null; unsnapped: { reason: string; points: number; people: number | null }[] };
  kinds: KindFigures[];
  joint: { people_covered: number | null; share: number | null; missing: { kinds: string[]; people: number }[] };
  gaps: { count: number; people: number | null };
  ferries: { lines: number; joined: number; used_by_people: number | null };
  issues?: IssueCount[];
}

/** A row in the list of layers. */
export interface LayerInfo {
  id: string;
  title: Words;
  features: number;
  synthetic: boolean;
  attribution: string[];
}

/** `<kind>_nearest_s` and `<kind>_covered` stand beside the named figures. */
type PerKind = Record<string, number | string | boolean | null>;

export type GapProperties = PerKind & { id: string; name: string | null; name_en: string | null; area: string | null; people: number; missing: string };
export type Gap = Feature<Polygon | MultiPolygon | null, GapProperties>;

export type AreaProperties = PerKind & { area: string; name: string | null; name_en?: string | null; people: number | null; joint_covered: number | null };

export interface FacilityProperties {
  id: string;
  kind: string;
  name: string | null;
  name_en: string | null;
  area: string | null;
  level: string | null;
  staff: number | null;
  snap_m: number | null;
  status: string | null;
}
export type Facility = Feature<Point, FacilityProperties>;

export interface HeatProperties {
  id: string;
  people: number;
  joint_uncovered: number;
}
export type HeatCell = Feature<Polygon | MultiPolygon | null, HeatProperties>;

export type Isochrones = FeatureCollection<Polygon | MultiPolygon, { minutes: number }>;

/** How an island is joined to others. */
export type Joined = "mainland" | "bridge" | "vehicle_ferry" | "foot_ferry" | "on_demand" | "nothing";
export type IslandStatus = "ok" | "uninhabited" | "unreachable" | "never_in_time" | "below_minimum_group";

/** `<kind>_share`, `<kind>_residents` and `<kind>_last_call` stand beside the named figures. */
export type IslandProperties = PerKind & {
  id: string;
  name: string | null;
  name_en: string | null;
  people: number | null;
  status: IslandStatus;
  joined: Joined;
  sailings_day: number;
  first_boat: string | null;
  last_boat: string | null;
  joint_share: number | null;
};
export type Island = Feature<Polygon | MultiPolygon | Point | null, IslandProperties>;

/** The people reached in one hour of the week, averaged over its calls. */
export interface HourRow {
  /** When it begins, such as `2026-03-02T08:00`. */
  hour: string;
  /** 1 Monday to 7 Sunday. */
  day: number;
  time: string;
  people: number | null;
  joint_covered: number | null;
  covered: Record<string, number | null>;
}

/** What does not sail: lines, classes of weather, hours such as `22:00-06:00`. */
export interface Without {
  lines: readonly string[];
  weather: readonly string[];
  hours: string | null;
}

/** Coverage by the hour of the week: as timetabled, or without some boats. */
export interface Hours {
  monday: string;
  time_zone: string;
  step_s: number;
  people: number | null;
  synthetic: boolean;
  week: {
    joint_share: number | null;
    night_joint_share: number | null;
    kinds: { id: string; share: number | null; night_share: number | null }[];
    best: { hour: string; joint_covered: number } | null;
    worst: { hour: string; joint_covered: number } | null;
  };
  hours: HourRow[];
  without: (Without & { lost: { hour: string; joint: number; kinds: Record<string, number> }[]; people_hours_lost: Record<string, number> }) | null;
}

/** A ferry line. */
export interface Line {
  id: string;
  name: Words;
  source: "table" | "gtfs" | "map" | "default";
  foot: boolean;
  bicycle: boolean;
  car: boolean;
  weather: string | null;
  on_demand: boolean;
  sailings_week: number;
  first: string | null;
  last: string | null;
}

export interface Leg {
  kind: "mobilisation" | "walk" | "road" | "wait" | "board" | "ferry";
  name?: string | null;
  seconds: number;
  metres?: number | null;
  coordinates?: LonLat[] | null;
}

/** Why one kind reaches a place in time, or does not. */
export interface WhyKind {
  kind: string;
  status: string;
  seconds: number | null;
  limit_s: number;
  covered: boolean;
  facility: { id: string; name: Words | null; lon: number; lat: number } | null;
  mobilisation_s?: number;
  legs?: Leg[] | null;
  /** What is likely for calls in the hour asked about. */
  hour?: Chances | null;
}

/** Over all calls of an hour: the share answered in time, the shortest time, and those within which half and 95 % are answered. */
export interface Chances {
  from: string;
  to: string;
  probability: number;
  best_s: number | null;
  median_s: number | null;
  p95_s: number | null;
  week_probability: number;
}

export interface Why {
  lon: number;
  lat: number;
  kinds: WhyKind[];
}

/** Something found in a table that was dropped. */
export interface Finding {
  code: string;
  severity: IssueCount["severity"];
  line: number | null;
  field: string | null;
  cause: Words;
  action: Words;
}

/** A row of a dropped table on the ground; `status` is `ok`, or why it has no road. */
export interface DroppedPoint {
  id: string;
  name: string | null;
  lon: number;
  lat: number;
  snap_m: number | null;
  status: string;
}

/** What a dropped table was taken for. Nulls where it could not be read. */
export interface Proposal {
  table: { rows: number; columns: { name: string; meaning: string | null; why: Words }[] } | null;
  usable: boolean;
  role: "facilities" | "demand" | null;
  role_why: Words | null;
  kind: string | null;
  kind_why: Words | null;
  datum: string | null;
  datum_why: Words | null;
  points: DroppedPoint[];
  points_total: number;
  issues: Finding[];
  study_toml: string | null;
}

/** A file as it was dropped: its bytes are what is sent, whatever becomes of the file. */
export interface Dropped {
  name: string;
  bytes: ArrayBuffer;
}

/** The names of the files written beside the served study. */
export interface Saved {
  study: string;
  table: string;
}

export interface TileJson {
  bounds?: [number, number, number, number];
  minzoom?: number;
  maxzoom?: number;
}

export type RouteLine = Feature<LineString, { kind: Leg["kind"] }>;
