// The reference week by the hour: its days and hours in words, and which of them are best and worst.
//
// Never here: the server, the page.
import type { HourRow, Hours, Without } from "./api";
import { ratio } from "./format";
import type { Lang } from "./view";

const LOCALE: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };

/** A day of the calendar, wherever the reader is. */
function day(date: string): Date {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`);
}

export function weekday(lang: Lang, date: string): string {
  return day(date).toLocaleDateString(LOCALE[lang], { weekday: "short", timeZone: "UTC" });
}

/** A whole date. */
export function calendarDay(lang: Lang, date: string): string {
  return day(date).toLocaleDateString(LOCALE[lang], { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** The end of a slot that begins at `time`, such as 09:00; midnight is 24:00. */
function end(time: string, step: number): string {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const total = hours * 60 + minutes + Math.round(step / 60);
  return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** A slot in words: its day, and from when to when. */
export function slotText(lang: Lang, hour: string, step: number): string {
  const time = hour.slice(11);
  return `${weekday(lang, hour)} ${time}–${end(time, step)}`;
}

/** The people reached in a slot by all kinds, or by one; null when withheld, or in the hour that the clocks skip. */
export function reached(row: HourRow, kind: string): number | null {
  return kind === "joint" ? row.joint_covered : (row.covered[kind] ?? null);
}

export interface WeekFigures {
  share: number | null;
  night: number | null;
  best: HourRow | null;
  worst: HourRow | null;
}

/** The week in a few figures, for all kinds or one. Of equal hours the first counts. */
export function figures({ week, hours }: Hours, kind: string): WeekFigures {
  const own = week.kinds.find((each) => each.id === kind);
  let best: HourRow | null = null;
  let worst: HourRow | null = null;
  for (const row of hours) {
    const count = reached(row, kind);
    if (count === null) continue;
    if (!best || count > (reached(best, kind) ?? 0)) best = row;
    if (!worst || count < (reached(worst, kind) ?? 0)) worst = row;
  }
  return {
    share: kind === "joint" ? week.joint_share : (own?.share ?? null),
    night: kind === "joint" ? week.night_joint_share : (own?.night_share ?? null),
    best,
    worst,
  };
}

/** The share of people reached in a slot. */
export function slotShare(row: HourRow, kind: string): number | null {
  return ratio(reached(row, kind), row.people);
}

/** The digits with which different shares look different in percent; at most three. */
export function telling(shares: readonly (number | null | undefined)[]): number {
  const known = [...new Set(shares.filter((share) => typeof share === "number"))];
  const apart = (digits: number) => new Set(known.map((share) => (share * 100).toFixed(digits))).size === known.length;
  return [1, 2].find(apart) ?? 3;
}

/** Is anything left out? */
export function isDisrupted({ lines, weather, hours }: Without): boolean {
  return lines.length > 0 || weather.length > 0 || hours !== null;
}
