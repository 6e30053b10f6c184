// One field of a layer as colours: shares of people where it counts some of them, else five steps over its values.
//
// Never here: the map.
import type { ExpressionSpecification } from "maplibre-gl";
import type { Feature, Geometry } from "geojson";
import { SHARE_STEPS, UNTOLD, type Step } from "../colours";
import { stepped } from "../map/style";

/** Cividis from its light end. */
const RAMP = ["#fdea9a", "#d5bf6c", "#9d9677", "#62686f", "#1c3a6b"] as const;

export interface Coloured {
  colour: ExpressionSpecification;
  steps: readonly Step[];
  /** Is it a share of the unit's people? */
  share: boolean;
}

/** The fields that can be shown: numbers that differ, but no positions and no ids. */
export function fieldsOf(features: readonly Feature<Geometry | null>[]): string[] {
  const found = new Map<string, Set<number>>();
  for (const { properties } of features) {
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (typeof value !== "number" || /^(id|lon|lat|people)$/.test(key)) continue;
      found.set(key, (found.get(key) ?? new Set()).add(value));
    }
  }
  return [...found].filter(([, values]) => values.size > 1).map(([key]) => key);
}

function digits(value: number): number {
  return Number(value.toPrecision(2));
}

/** Colours for a field. */
export function coloured(features: readonly Feature<Geometry | null>[], field: string): Coloured {
  const pairs = features.flatMap(({ properties }) => {
    const [value, people] = [properties?.[field] as unknown, properties?.["people"] as unknown];
    return typeof value === "number" ? [{ value, people: typeof people === "number" ? people : null }] : [];
  });
  // A count of some of a unit's people never is more than all of them.
  const share = !field.endsWith("_s") && pairs.length > 0 && pairs.every(({ value, people }) => people !== null && Number.isInteger(value) && value >= 0 && value <= people) && pairs.some(({ value }) => value > 1);
  const told: ExpressionSpecification = ["==", ["typeof", ["get", field]], "number"];
  if (share) {
    const part: ExpressionSpecification = ["/", ["coalesce", ["get", field], 0], ["max", ["coalesce", ["get", "people"], 1], 1]];
    return { colour: ["case", told, stepped(part, SHARE_STEPS, UNTOLD), UNTOLD], steps: SHARE_STEPS, share };
  }
  const sorted = pairs.map(({ value }) => value).sort((a, b) => a - b);
  const steps: Step[] = [];
  RAMP.forEach((colour, part) => {
    const from = part === 0 ? (sorted[0] ?? 0) : digits(sorted[Math.floor((sorted.length * part) / RAMP.length)] ?? 0);
    if (part === 0 || from > (steps.at(-1)?.from ?? 0)) steps.push({ from, colour });
  });
  return { colour: ["case", told, stepped(["coalesce", ["get", field], 0], steps, UNTOLD), UNTOLD], steps, share };
}
