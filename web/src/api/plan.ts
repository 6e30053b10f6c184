// What the server tells of plans: where sites might stand, scenarios, and what they change.
//
// Never here: asking (see index.ts).
import type { Feature, MultiPolygon, Polygon } from "geojson";
import type { Words } from "./study";

export type Problem = "mclp" | "lscp" | "p-median" | "p-center" | "backup" | "capacitated" | "joint";

/** A place where a site might be opened. */
export interface Candidate {
  id: string;
  name: Words | null;
  lon: number;
  lat: number;
}

export interface PlanRequest {
  problem: Problem;
  /** Not for `joint`, which asks for all kinds of the full circle. */
  kind?: string;
  /** How many sites; not where as many as needed are opened. Or else one of the next three. */
  add?: number;
  budget?: number;
  /** So many new sites in all after each stage. */
  stages?: number[];
  /** So many existing sites close, and none opens. */
  close?: number;
  limit_s?: number;
  spacing_m?: number;
  one_per_area?: boolean;
}

export type SitingStatus = "optimal" | "within_gap" | "time_limit" | "infeasible";

export interface OpenedSite {
  id: string;
  /** What opens there; for `joint`. Two kinds may open at one place, under one id. */
  kind?: string;
  name?: string | null;
  lon: number;
  lat: number;
  people_gained: number | null;
}

/** An existing site that closes, and who would be in time if it alone stayed. */
export interface ClosedSite {
  id: string;
  name?: string | null;
  people_lost: number | null;
}

/** The best with so many sites. */
export interface SitingStep {
  p: number;
  people_covered: number | null;
  status: SitingStatus;
  sites: string[];
}

/** `siting.json`. Objective and bound are people, seconds or sites, by the problem. */
export interface Siting {
  problem: Problem;
  /** Null where `kinds` says which. */
  kind: string | null;
  /** The kinds that must be near together; for `joint`. */
  kinds?: string[];
  p: number | null;
  budget?: number;
  close?: number;
  limit?: number | null;
  objective: number | null;
  bound: number | null;
  gap: number | null;
  status: SitingStatus;
  iterations: number;
  sites: OpenedSite[];
  closed?: ClosedSite[];
  covered_once?: [number, number];
  people_covered_before: number | null;
  people_covered_after: number | null;
  impossible_points?: number;
  least_limit?: number | null;
  curve?: SitingStep[];
  /** Each with the sites of all stages so far. */
  stages?: SitingStep[];
  runners_up?: { without: string; sites: string[]; people_covered: number | null }[];
  sensitivity?: { speed: number; limit: number; sites: string[]; same: number; people_covered: number | null }[];
  synthetic?: boolean;
}

/** A search on the server. Cancelled, it keeps the best so far. */
export interface Job {
  job: string;
  state: "running" | "done" | "cancelled" | "failed";
  gap: number | null;
  bound?: number | null;
  objective?: number | null;
  steps: number;
  result: Siting | null;
  problem: { code?: string; title?: string; detail?: string; field?: string } | null;
}

/** Sites as they would stand: new ones, existing ones that move (by id), and those that close. */
export interface WhatIfRequest {
  kind: string;
  sites: { id?: string; lon: number; lat: number }[];
  closed: string[];
}

/** Coverage with those sites; of units only those that change, by `<kind>_covered` and `joint_covered`. */
export interface WhatIf {
  people: number | null;
  kinds: { id: string; people_covered: number | null; share: number | null }[];
  joint: { people_covered: number | null; share: number | null };
  change: Record<string, number | null>;
  units: ({ id: string } & Record<string, number | string | null>)[];
  ms?: number;
}

/** One change to the study, as its file writes it. */
export type Modification = { type: string } & Record<string, unknown>;

export interface Scenario {
  id: string;
  name: Words;
  source: "study" | "kept";
  base: string | null;
  /** Were the inputs others when it was kept? */
  outdated: boolean;
  modifications: Modification[];
}

export interface NewScenario {
  id: string;
  name: Words;
  base?: string;
  modifications: Modification[];
}

/** People in time by one service, or by all, in two scenarios; null when withheld. */
export interface Compared {
  people_covered_a: number | null;
  people_covered_b: number | null;
  share_a: number | null;
  share_b: number | null;
  gained: number | null;
  lost: number | null;
}

export interface Counts {
  a: number;
  b: number;
  gained: number;
  lost: number;
}

export interface ComparedArea {
  /** Empty for units outside every area. */
  id: string;
  name: Words;
  people: number;
  joint: Counts;
  kinds: Record<string, Counts>;
}

export interface ComparedGap {
  id: string;
  name: Words | null;
  area: string | null;
  people: number;
}

/** `compare.json`. */
export interface Comparison {
  people_a: number | null;
  people_b: number | null;
  kinds: (Compared & { id: string; median_s_a: number | null; median_s_b: number | null })[];
  joint: Compared;
  areas: ComparedArea[];
  gaps: { opened: ComparedGap[]; closed: ComparedGap[] };
  issues?: { scenario: string; code: string; severity: "error" | "warning" | "note"; cause: Words }[];
}

/** A unit whose figures differ: `joint_a`, `joint_b`, `joint_change`, `<kind>_change`. */
export type ComparedUnit = Feature<Polygon | MultiPolygon | null, Record<string, number | string | boolean | null> & { id: string; area: string | null; people: number }>;
