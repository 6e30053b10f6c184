// Numbers as people read them, in both languages.
//
// Never here: texts around the numbers (see words.ts).
import type { Lang } from "./view";

const LOCALE: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };
const EMPTY = "—";

/** A count with separators; a dash when it is withheld. */
export function count(lang: Lang, value: number | null | undefined): string {
  return value === null || value === undefined ? EMPTY : value.toLocaleString(LOCALE[lang]);
}

/** A share in percent. Never 100 % or 0 % unless it is exactly that. */
export function percent(lang: Lang, share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined) return EMPTY;
  const unit = 10 ** -(digits + 2);
  const shown = share <= 0 || share >= 1 ? share : Math.min(Math.max(share, unit), 1 - unit);
  const number = (shown * 100).toFixed(shown <= 0 || shown >= 1 ? 0 : digits);
  return lang === "zh" ? `${number}%` : `${number} %`;
}

/** Part of a whole; null when either is withheld or the whole is nobody. */
export function ratio(part: number | null | undefined, whole: number | null | undefined): number | null {
  return part === null || part === undefined || !whole ? null : part / whole;
}

/** A time in whole minutes, rounded up so that what is over a limit never looks within it. */
export function minutes(lang: Lang, seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return EMPTY;
  return lang === "zh" ? `${Math.ceil(seconds / 60)} 分钟` : `${Math.ceil(seconds / 60)} min`;
}

/** A part of a journey: short ones in seconds. */
export function duration(lang: Lang, seconds: number): string {
  if (seconds < 60) return lang === "zh" ? `${Math.round(seconds)} 秒` : `${Math.round(seconds)} s`;
  const whole = Math.floor(seconds / 60);
  const rest = Math.round(seconds - whole * 60);
  if (whole >= 10 || rest === 0) return lang === "zh" ? `${Math.round(seconds / 60)} 分钟` : `${Math.round(seconds / 60)} min`;
  return lang === "zh" ? `${whole} 分 ${rest} 秒` : `${whole} min ${rest} s`;
}

/** A length: metres to a kilometre, then kilometres. */
export function distance(lang: Lang, metres: number): string {
  const [value, unit] =
    metres < 1000 ? [Math.round(metres).toString(), lang === "zh" ? "米" : "m"] : [(metres / 1000).toFixed(1), lang === "zh" ? "公里" : "km"];
  return `${value} ${unit}`;
}
