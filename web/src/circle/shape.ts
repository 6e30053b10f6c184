// Figures as they come, taken apart: which are words, which a curve, which a list to be drawn as bars or as a table.
//
// Never here: drawing.
import type { Figure, Words } from "../api";

export type Group = Record<string, Figure>;

export function isGroup(value: Figure | undefined): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text in both languages. */
export function isWords(value: Figure | undefined): value is Group & Words {
  return isGroup(value) && typeof value["zh"] === "string" && typeof value["en"] === "string" && Object.keys(value).length === 2;
}

/** People, and perhaps their share. */
export function isPart(value: Figure | undefined): value is { people: number | null; share?: number | null } {
  if (!isGroup(value) || !("people" in value)) return false;
  return Object.entries(value).every(([key, part]) => (key === "people" || key === "share") && (part === null || typeof part === "number"));
}

/** A figure with the bounds of what it may be. */
export function isInterval(value: Figure | undefined): value is { value: number; low: number | null; high: number | null } {
  if (!isGroup(value) || typeof value["value"] !== "number") return false;
  return Object.entries(value).every(([key, part]) => ["value", "low", "high"].includes(key) && (part === null || typeof part === "number"));
}

export function isScalar(value: Figure | undefined): value is number | string | boolean | null {
  return value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

export function isRows(value: Figure | undefined): value is Group[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => isGroup(row) && !isWords(row));
}

/** A curve: points with two numbers each. */
export function isCurve(value: Figure | undefined): value is [number, number][] {
  return Array.isArray(value) && value.length > 1 && value.every((point) => Array.isArray(point) && point.length === 2 && point.every((part) => typeof part === "number"));
}

/** Is this a text that explains the figures beside it? */
export function isDefinition(key: string): boolean {
  return /^(definition|definitions|note|notes|source|sources|method)$/.test(key);
}

/** What a row is about comes before what is said of it. */
const LEADING = ["name", "measure", "rule", "kind", "id", "at_least", "n", "category", "month", "level", "area", "method"];

function rank(key: string): number {
  const found = LEADING.indexOf(key);
  return found < 0 ? LEADING.length : found;
}

/** Parameters of a method rather than its results. */
export function isParameter(key: string): boolean {
  return /^(decays|zones|parameters)$/.test(key);
}

/** The columns of a list: every key that some row has a plain value for, what names the row first. */
export function columns(rows: readonly Group[]): string[] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = keys.filter((key) => !isDefinition(key) && rows.some((row) => isScalar(row[key]) || isWords(row[key]) || isPart(row[key]) || isInterval(row[key])) && !(key === "id" && keys.includes("name")));
  return shown.sort((a, b) => rank(a) - rank(b));
}
