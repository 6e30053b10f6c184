// What sites are called, whoever knows them: candidates, opened sites, existing facilities, and those made by hand.
//
// Never here: texts around the names.
import type { Candidate, Facility, Kind, Siting } from "../api";
import type { Lang } from "../view";
import { pick, text } from "../words";

export interface Named {
  id: string;
  name: string;
  lon: number;
  lat: number;
  /** The services that stand there or may open there. */
  kinds: readonly string[];
}

/** All sites that can be spoken of, by id. */
export function register(lang: Lang, known: { candidates: Record<string, readonly Candidate[]>; facilities: readonly Facility[]; siting: Siting | null }): Map<string, Named> {
  const found = new Map<string, Named>();
  // Services at one place have its id in common.
  const put = (site: Omit<Named, "kinds">, kind: string | null | undefined) => found.set(site.id, { ...site, kinds: [...new Set([...(found.get(site.id)?.kinds ?? []), ...(kind ? [kind] : [])])] });
  for (const { properties, geometry } of known.facilities) {
    const [lon = 0, lat = 0] = geometry.coordinates;
    const own = lang === "en" ? properties.name_en || properties.name : properties.name || properties.name_en;
    put({ id: properties.id, name: own || `${text(lang, "unnamedSite")} ${properties.id}`, lon, lat }, properties.kind);
  }
  // Places of a grid have but their id for a name.
  const called = (id: string, name: string | null | undefined) => (name && name !== id ? name : unnamed(id));
  const unnamed = (id: string) => `${text(lang, "siteUnnamed")} ${id}`;
  for (const { id, kind, name, lon, lat } of known.siting?.sites ?? []) put({ id, name: called(id, name), lon, lat }, kind);
  for (const [kind, places] of Object.entries(known.candidates)) for (const { id, name, lon, lat } of places) put({ id, name: called(id, pick(name, lang)), lon, lat }, kind);
  return found;
}

/** A site made by hand has a number for a name. */
export function nameOf(lang: Lang, names: Map<string, Named>, id: string): string {
  const number = /^new-(\d+)$/.exec(id)?.[1];
  return number ? text(lang, "editNew", { number }) : (names.get(id)?.name ?? id);
}

/** A new site at a place that has a name is called by it, as long as it stays there. */
export function newName(lang: Lang, names: Map<string, Named>, site: { id: string; lon: number; lat: number }): string {
  for (const { name, lon, lat } of names.values()) if (lon === site.lon && lat === site.lat) return name;
  return nameOf(lang, names, site.id);
}

/** A place with the service that is meant, where it is clear which. */
export function withService(lang: Lang, place: string, kinds: readonly Kind[], meant: readonly string[]): string {
  const kind = meant.length === 1 ? kinds.find(({ id }) => id === meant[0]) : undefined;
  return kind ? text(lang, "siteService", { site: place, service: pick(kind.name, lang) }) : place;
}

export function list(lang: Lang, names: readonly string[]): string {
  return names.join(lang === "zh" ? "、" : ", ");
}

/** Metres between two positions a short way apart. */
export function metres([lon, lat]: [number, number], [otherLon, otherLat]: [number, number]): number {
  const degree = 111_195;
  return Math.hypot((otherLat - lat) * degree, (otherLon - lon) * degree * Math.cos((lat / 180) * Math.PI));
}
