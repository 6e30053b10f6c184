// The order of the sites of an answer.
//
// Never here: names, drawing.
import type { OpenedSite, Siting } from "../api";

/** Those first without which most people would be lost. */
export function ranked(siting: Siting): OpenedSite[] {
  return [...siting.sites].sort((a, b) => (b.people_gained ?? -1) - (a.people_gained ?? -1) || (a.id < b.id ? -1 : 1));
}
