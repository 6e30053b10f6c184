// The parts of the circle: which keys of the summary, tables and layers belong together.
//
// Never here: how they are shown.
import type { Figures, LayerInfo, TableInfo } from "../api";
import type { Key } from "../words";

export interface Part {
  id: string;
  title: Key;
  figures: string[];
  tables: TableInfo[];
  layers: LayerInfo[];
}

const PARTS: { id: string; title: Key; names: RegExp }[] = [
  { id: "supply", title: "partSupply", names: /^(totals|supply|staff)(_|$)/ },
  { id: "joint", title: "partJoint", names: /^(teams|joint_detail|circle_areas|circle)(_|$)/ },
  { id: "allocation", title: "partAllocation", names: /^allocation(_|$)/ },
  { id: "access", title: "partAccess", names: /^access(_|$)/ },
  { id: "equity", title: "partEquity", names: /^(equity|cohorts?)(_|$)/ },
  { id: "rules", title: "partRules", names: /^(rules?|violations)(_|$)/ },
  { id: "orders", title: "partOrders", names: /^(orders?|ranking|hotspots)(_|$)/ },
  { id: "assigned", title: "partAssigned", names: /^assigned(_|$)/ },
];
const MORE = { id: "more", title: "circleMore" } as const;

/** What the pages of the map show already. */
const SHOWN = /^(coverage|gaps|heat|facilities|isochrones|areas|islands|basemap.*|hours|ferries|issues)$/;
/** What the summary says of the study itself. */
const OF_STUDY = /^(study|version|parameters|inputs|demand|kinds|joint|gaps|ferries|hours|islands|issues|synthetic)$/;

function empty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);
}

/** The parts that this study has anything for. */
export function partsOf(figures: Figures, tables: readonly TableInfo[], layers: readonly LayerInfo[]): Part[] {
  const keys = Object.keys(figures).filter((key) => !OF_STUDY.test(key) && !empty(figures[key]));
  const further = layers.filter((layer) => !SHOWN.test(layer.id) && layer.features > 0);
  const ours = tables.filter((table) => !SHOWN.test(table.id));
  const home = (name: string) => PARTS.find((part) => part.names.test(name))?.id ?? MORE.id;
  return [...PARTS, MORE]
    .map(({ id, title }) => ({
      id,
      title,
      figures: keys.filter((key) => home(key) === id),
      tables: ours.filter((table) => home(table.id) === id),
      layers: further.filter((layer) => home(layer.id) === id),
    }))
    .filter((part) => part.figures.length + part.tables.length + part.layers.length > 0);
}
