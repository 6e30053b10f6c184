// Every text of the page, in both languages side by side: here they come together.
//
// Never here: names that the study gives to its kinds and places; words for values of the server (see terms.ts).
import type { Words } from "../api";
import type { Lang } from "../view";
import { CIRCLE } from "./circle";
import { DATA } from "./data";
import { HOURS } from "./hours";
import { MAP } from "./map";
import { PLAN } from "./plan";

const TEXTS = { ...MAP, ...HOURS, ...DATA, ...PLAN, ...CIRCLE };

export type Key = keyof typeof TEXTS;

/** The text `key` in `lang`, with its `{holes}` filled. */
export function text(lang: Lang, key: Key, holes: Record<string, string | number> = {}): string {
  return TEXTS[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(holes[name] ?? whole));
}

/** The better of a name's two languages; empty when there is none. */
export function pick(words: Words | null | undefined, lang: Lang): string {
  const other: Lang = lang === "zh" ? "en" : "zh";
  return words?.[lang] || words?.[other] || "";
}
