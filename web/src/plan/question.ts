// What is asked of a search: which questions a problem has, how they stand in the address, and how the server is asked.
//
// Never here: texts, the form (see Ask.tsx).
import type { PlanRequest, Problem } from "../api";

/** What may be done: open so many, spend so much, open in stages, or close. */
export type Way = "count" | "budget" | "stages" | "close";

export interface Question {
  problem: Problem;
  way: Way;
  count: number;
  budget: number;
  /** As it was typed; see `stagesOf`. */
  stages: string;
  close: number;
  /** Minutes; null for the limit of the kind. */
  limit: number | null;
  /** Metres between new sites. */
  spacing: number | null;
  onePerArea: boolean;
}

interface Form {
  /** None where as many sites as needed are opened. */
  ways: readonly Way[];
  /** Does the limit decide? */
  limit: boolean;
  /** Is it asked of one kind? Otherwise of all kinds of the full circle. */
  kind: boolean;
}

const WAYS: readonly Way[] = ["count", "budget", "stages", "close"];

/** A row a problem. */
export const FORMS: Record<Problem, Form> = {
  mclp: { ways: WAYS, limit: true, kind: true },
  lscp: { ways: [], limit: true, kind: true },
  "p-median": { ways: WAYS, limit: false, kind: true },
  "p-center": { ways: WAYS, limit: false, kind: true },
  backup: { ways: WAYS, limit: true, kind: true },
  capacitated: { ways: WAYS, limit: true, kind: true },
  joint: { ways: WAYS, limit: false, kind: false },
};

/** As many sites as may be asked for. */
export const MOST_SITES = 50;
export const MOST_BUDGET = 1_000_000_000;
export const MOST_SPACING = 100_000;
const MOST_STAGES = 20;
const MOST_MINUTES = 600;
const USUAL = { count: 3, budget: 10, stages: "2,4", close: 1 };

/** The way that counts; null where there is none to choose. */
export function wayOf({ problem, way }: Question): Way | null {
  const { ways } = FORMS[problem];
  return ways.includes(way) ? way : (ways[0] ?? null);
}

/** May new sites be kept apart? */
export function opens(question: Question): boolean {
  return wayOf(question) !== "close";
}

/** So many sites in all after each stage; null where the text says no such thing. */
export function stagesOf(text: string): number[] | null {
  const sizes = text.split(/[\s,，、;；]+/).filter(Boolean).map(Number);
  const sound = sizes.length > 0 && sizes.length <= MOST_STAGES && sizes.every((size, index) => Number.isInteger(size) && size >= 1 && size <= MOST_SITES && size >= (sizes[index - 1] ?? 0));
  return sound ? sizes : null;
}

/** How the server is asked; null while the question is not complete. */
export function request(question: Question, kind: string): PlanRequest | null {
  const { problem, limit, spacing } = question;
  const way = wayOf(question);
  const stages = stagesOf(question.stages);
  if (way === "stages" && !stages) return null;
  return {
    problem,
    ...(FORMS[problem].kind ? { kind } : {}),
    ...(way === "count" ? { add: question.count } : {}),
    ...(way === "budget" ? { budget: question.budget } : {}),
    ...(way === "stages" && stages ? { stages } : {}),
    ...(way === "close" ? { close: question.close } : {}),
    ...(limit !== null && FORMS[problem].limit ? { limit_s: Math.round(limit * 60) } : {}),
    ...(spacing !== null && opens(question) ? { spacing_m: spacing } : {}),
    ...(question.onePerArea && opens(question) ? { one_per_area: true } : {}),
  };
}

function among<T extends string>(allowed: readonly T[], text: string | null): T | undefined {
  return allowed.find((value) => value === text);
}

/** A whole number from 1 on; what cannot be understood is as if it were not there. */
function whole<T>(text: string | null, most: number, usual: T): number | T {
  const value = Math.round(Number(text));
  return text && value >= 1 ? Math.min(value, most) : usual;
}

/** Reads the question in the address. */
export function read(query: URLSearchParams): Question {
  return {
    problem: among(Object.keys(FORMS) as Problem[], query.get("problem")) ?? "mclp",
    way: among(WAYS, query.get("way")) ?? "count",
    count: whole(query.get("count"), MOST_SITES, USUAL.count),
    budget: whole(query.get("budget"), MOST_BUDGET, USUAL.budget),
    stages: query.get("stages") ?? USUAL.stages,
    close: whole(query.get("close"), MOST_SITES, USUAL.close),
    limit: whole(query.get("within"), MOST_MINUTES, null),
    spacing: whole(query.get("spacing"), MOST_SPACING, null),
    onePerArea: query.get("per-area") === "one",
  };
}

/** Puts the question in the address; what is usual is left out. */
export function write(question: Question, put: (name: string, value: string | null, usual?: string | null) => void): void {
  const { limit, spacing } = question;
  put("problem", question.problem, "mclp");
  put("way", question.way, "count");
  put("count", String(question.count), String(USUAL.count));
  put("budget", String(question.budget), String(USUAL.budget));
  put("stages", question.stages, USUAL.stages);
  put("close", String(question.close), String(USUAL.close));
  put("within", limit === null ? null : String(limit));
  put("spacing", spacing === null ? null : String(spacing));
  put("per-area", question.onePerArea ? "one" : null);
}
