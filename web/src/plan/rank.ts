// The sites of an answer: their order, the services at a place, and what one set has beyond another.
//
// Never here: names, drawing.
import type { OpenedSite, Siting } from "../api";

/** Those first without which most people would be lost. */
export function ranked(siting: Siting): OpenedSite[] {
  return [...siting.sites].sort((a, b) => (b.people_gained ?? -1) - (a.people_gained ?? -1) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The services that open at a place; none where the answer is about one kind. */
export function servicesAt({ sites }: Siting, id: string): string[] {
  return sites.filter((site) => site.id === id).flatMap(({ kind }) => kind ?? []);
}

/** The members of `ids` beyond those of `standing`; one place may be there once for each service. */
export function beyond(ids: readonly string[], standing: readonly string[]): string[] {
  const left = [...standing];
  return ids.filter((id) => {
    const at = left.indexOf(id);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
