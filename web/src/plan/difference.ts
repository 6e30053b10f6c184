// Who wins and who loses by a change, from the published figures of units before and after.
//
// Never here: the server, texts.
import type { WhatIf } from "../api";

export interface Difference {
  gained: number;
  lost: number;
}

/** Published figures of a unit, by field. */
export type Units = Map<string, Record<string, unknown>>;

/** Over all units of `field`, the people gained and the people lost. */
export function difference(before: Units, after: WhatIf["units"], field: string): Difference {
  let [gained, lost] = [0, 0];
  for (const unit of after) {
    const [now, was] = [unit[field], before.get(unit.id)?.[field]];
    if (typeof now !== "number" || typeof was !== "number") continue;
    if (now > was) gained += now - was;
    else lost += was - now;
  }
  return { gained, lost };
}
