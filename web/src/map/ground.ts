// The ground of every map: our own land, roads, ferries and names of places, and the tiles they come from.
//
// Never here: what a study or a table adds.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { Lang } from "../view";

export const FONT = ["Segoe UI", "Helvetica Neue", "Arial", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];
const INK = "#3c4a55";

/** Names in the reader's language where there is one. */
export function nameIn(lang: Lang): ExpressionSpecification {
  return lang === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"], ""] : ["coalesce", ["get", "name"], ["get", "name_en"], ""];
}

const between = (low: number, high: number): FilterSpecification => ["all", [">=", ["get", "class"], low], ["<=", ["get", "class"], high]];

function widths(...stops: [zoom: number, width: number][]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification;
}

const ROADS = { source: "basemap-roads", "source-layer": "basemap-roads", layout: { "line-cap": "round", "line-join": "round" } } as const;

export function roads(): LayerSpecification[] {
  const casing = { "line-color": "#d3d8db" };
  const line = { "line-color": "#ffffff" };
  return [
    { id: "road-path", type: "line", minzoom: 13, filter: between(7, 7), ...ROADS, paint: { "line-color": "#cfd5d8", "line-width": 0.8, "line-dasharray": [2, 1.5] } },
    { id: "road-small", type: "line", minzoom: 12, filter: between(5, 6), ...ROADS, paint: { ...casing, "line-width": widths([12, 0.5], [14, 1.3], [17, 7]) } },
    { id: "road-middle-case", type: "line", minzoom: 10, filter: between(3, 4), ...ROADS, paint: { ...casing, "line-width": widths([10, 0.7], [13, 3], [17, 12]) } },
    { id: "road-main-case", type: "line", filter: between(0, 2), ...ROADS, paint: { "line-color": "#bfc7cc", "line-width": widths([8, 0.7], [11, 1.8], [13, 4.4], [17, 16]) } },
    { id: "road-small-fill", type: "line", minzoom: 14, filter: between(5, 6), ...ROADS, paint: { ...line, "line-width": widths([14, 0.5], [17, 5]) } },
    { id: "road-middle", type: "line", minzoom: 12, filter: between(3, 4), ...ROADS, paint: { ...line, "line-width": widths([12, 1], [13, 1.8], [17, 9]) } },
    { id: "road-main", type: "line", minzoom: 11, filter: between(0, 2), ...ROADS, paint: { ...line, "line-width": widths([11, 0.8], [13, 2.8], [17, 12]) } },
    { id: "ferry", type: "line", filter: ["==", ["get", "class"], 8], ...ROADS, paint: { "line-color": "#6f9dbb", "line-width": 1.2, "line-dasharray": [4, 3] } },
  ];
}

export function names(lang: Lang): LayerSpecification[] {
  const source = { source: "basemap-places", "source-layer": "basemap-places" } as const;
  const paint = { "text-color": INK, "text-halo-color": "rgba(255,255,255,0.92)", "text-halo-width": 1.4 };
  const layout = { "text-field": nameIn(lang), "text-font": FONT, "text-padding": 6, "text-max-width": 7 };
  const large: FilterSpecification = ["in", ["get", "class"], ["literal", ["city", "town", "island"]]];
  const people: ExpressionSpecification = ["-", 0, ["coalesce", ["get", "population"], 0]];
  return [
    {
      id: "name-road", type: "symbol", minzoom: 14, source: "basemap-roads", "source-layer": "basemap-roads", filter: ["all", ["has", "name"], ["!=", ["get", "class"], 8]],
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 10.5, "text-padding": 12 },
      paint: { ...paint, "text-color": "#6c7883" },
    },
    {
      id: "name-ferry", type: "symbol", minzoom: 11, source: "basemap-roads", "source-layer": "basemap-roads", filter: ["all", ["has", "name"], ["==", ["get", "class"], 8]],
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 10.5 },
      paint: { "text-color": "#4d7c9b", "text-halo-color": "#dfeaf1", "text-halo-width": 1.2 },
    },
    {
      id: "name-small", type: "symbol", minzoom: 11.5, ...source, filter: ["all", ["in", ["get", "class"], ["literal", ["village", "suburb"]]]],
      layout: { ...layout, "text-size": 11, "symbol-sort-key": people }, paint,
    },
    {
      id: "name-large", type: "symbol", minzoom: 7, ...source, filter: large,
      layout: { ...layout, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11, 14, 14], "symbol-sort-key": people }, paint,
    },
  ];
}

/** Tiles of this server. */
export function tiles(origin: string, layer: string): SourceSpecification {
  return { type: "vector", tiles: [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 14 };
}

export function groundSources(origin: string): Record<string, SourceSpecification> {
  const names = ["basemap-land", "basemap-roads", "basemap-places"];
  return Object.fromEntries(names.map((name) => [name, tiles(origin, name)]));
}

/** Water and land. */
export function land(): LayerSpecification[] {
  const source = { source: "basemap-land", "source-layer": "basemap-land" } as const;
  return [
    { id: "water", type: "background", paint: { "background-color": "#dbe7ee" } },
    { id: "land", type: "fill", ...source, paint: { "fill-color": "#f7f6f2" } },
    { id: "shore", type: "line", ...source, paint: { "line-color": "#b9cbd6", "line-width": 0.8 } },
  ];
}
