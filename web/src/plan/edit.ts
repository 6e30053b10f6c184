// Sites changed by hand: new ones, existing ones moved, and those closed. Kept in the address, asked about, and kept as a scenario.
//
// Never here: the server, the map.
import type { Modification, WhatIfRequest } from "../api";

/** A site at a place. */
export interface Placed {
  id: string;
  lon: number;
  lat: number;
}

export interface Edit {
  added: readonly Placed[];
  /** Existing sites, by their ids. */
  moved: readonly Placed[];
  closed: readonly string[];
}

export const UNCHANGED: Edit = { added: [], moved: [], closed: [] };

export function isUnchanged({ added, moved, closed }: Edit): boolean {
  return added.length === 0 && moved.length === 0 && closed.length === 0;
}

/** Six decimals, as everything is written. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function put(list: readonly Placed[], site: Placed): Placed[] {
  const there = list.some(({ id }) => id === site.id);
  return there ? list.map((each) => (each.id === site.id ? site : each)) : [...list, site];
}

function without(list: readonly Placed[], id: string): Placed[] {
  return list.filter((each) => each.id !== id);
}

/** With one more site, under an id of its own. */
export function add(edit: Edit, [lon, lat]: [number, number]): Edit {
  const numbers = edit.added.map(({ id }) => Number(/^new-(\d+)$/.exec(id)?.[1] ?? 0));
  const id = `new-${Math.max(0, ...numbers) + 1}`;
  return { ...edit, added: [...edit.added, { id, lon: round(lon), lat: round(lat) }] };
}

/** With a site elsewhere: a new one, or one that exists, which is open then. */
export function move(edit: Edit, id: string, [lon, lat]: [number, number]): Edit {
  const site = { id, lon: round(lon), lat: round(lat) };
  if (edit.added.some((each) => each.id === id)) return { ...edit, added: put(edit.added, site) };
  return { ...edit, moved: put(edit.moved, site), closed: edit.closed.filter((each) => each !== id) };
}

/** Without a site: a new one is as if it had never been, one that exists is closed. */
export function close(edit: Edit, id: string): Edit {
  if (edit.added.some((each) => each.id === id)) return { ...edit, added: without(edit.added, id) };
  return { ...edit, moved: without(edit.moved, id), closed: edit.closed.includes(id) ? edit.closed : [...edit.closed, id] };
}

/** With an existing site as it was. */
export function restore(edit: Edit, id: string): Edit {
  return { ...edit, moved: without(edit.moved, id), closed: edit.closed.filter((each) => each !== id) };
}

/** How many sites are touched. */
export function touched({ added, moved, closed }: Edit): number {
  return added.length + moved.length + closed.length;
}

/** The question that the server is asked. */
export function question(kind: string, { added, moved, closed }: Edit): WhatIfRequest {
  return { kind, sites: [...added.map(({ lon, lat }) => ({ lon, lat })), ...moved.map(({ id, lon, lat }) => ({ id, lon, lat }))], closed: [...closed] };
}

/** The edit as a study's file would say it; `prefix` keeps ids of new sites apart from those of other scenarios. */
export function modifications(kind: string, { added, moved, closed }: Edit, prefix: string): Modification[] {
  return [
    ...added.map(({ id, lon, lat }) => ({ type: "add_site", kind, id: `${prefix}-${id}`, lon, lat })),
    ...moved.map(({ id, lon, lat }) => ({ type: "move_site", id, lon, lat })),
    ...closed.map((id) => ({ type: "close_site", id })),
  ];
}

const MARKS = { added: "n:", moved: "m:", closed: "x:" } as const;

/** An edit for the address; ids may hold anything. */
export function write(edit: Edit | null): string | null {
  if (!edit) return null;
  const placed = (mark: string, sites: readonly Placed[]) => sites.map(({ id, lon, lat }) => `${mark}${encodeURIComponent(id)},${lon},${lat}`);
  const parts = [...placed(MARKS.added, edit.added), ...placed(MARKS.moved, edit.moved), ...edit.closed.map((id) => MARKS.closed + encodeURIComponent(id))];
  return parts.join(";") || "on";
}

/** Reads it back. What cannot be understood is as if it were not there. */
export function read(text: string | null): Edit | null {
  if (text === null) return null;
  let edit = UNCHANGED;
  for (const part of text.split(";")) {
    const [name = "", lon, lat] = part.slice(2).split(",");
    let id: string;
    try {
      id = decodeURIComponent(name);
    } catch {
      continue;
    }
    const site = { id, lon: Number(lon), lat: Number(lat) };
    const sound = id !== "" && lon !== undefined && Math.abs(site.lon) <= 180 && Math.abs(site.lat) <= 85;
    if (part.startsWith(MARKS.added) && sound) edit = { ...edit, added: put(edit.added, site) };
    if (part.startsWith(MARKS.moved) && sound) edit = { ...edit, moved: put(edit.moved, site) };
    if (part.startsWith(MARKS.closed) && id !== "" && !edit.closed.includes(id)) edit = { ...edit, closed: [...edit.closed, id] };
  }
  return edit;
}
