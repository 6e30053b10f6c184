// The map's style: our own land, roads, ferries and names below, the study above, all there from the start.
//
// Never here: what is shown at the moment (see stage.ts).
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { GAP, HOLDS, SHARE_STEPS } from "../colours";
import type { Lang } from "../view";

const FONT = ["Segoe UI", "Helvetica Neue", "Arial", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];
const INK = "#3c4a55";

/** Steps of a number as colours; below the first step, or without a number, `blank`. */
export function stepped(value: ExpressionSpecification, steps: readonly { from: number; colour: string }[], blank: string): ExpressionSpecification {
  const [first, ...rest] = steps;
  const branches = rest.flatMap((step): [number, string] => [step.from, step.colour]);
  const ramp = ["step", value, first?.colour ?? blank, ...branches] as unknown as ExpressionSpecification;
  return ["case", ["<", value, first?.from ?? 0], blank, ramp];
}

/** The share of people reached in time of a unit: by all kinds, or by one. */
export function shareOf(kind: string): ExpressionSpecification {
  const covered = kind === "joint" ? "joint_covered" : `${kind}_covered`;
  return ["case", [">", ["coalesce", ["get", "people"], 0], 0], ["/", ["coalesce", ["get", covered], 0], ["get", "people"]], -1];
}

export function shareColour(kind: string): ExpressionSpecification {
  return stepped(shareOf(kind), SHARE_STEPS, "rgba(0,0,0,0)");
}

/** Names in the reader's language where there is one. */
export function nameIn(lang: Lang): ExpressionSpecification {
  return lang === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"], ""] : ["coalesce", ["get", "name"], ["get", "name_en"], ""];
}

const between = (low: number, high: number): FilterSpecification => ["all", [">=", ["get", "class"], low], ["<=", ["get", "class"], high]];

function widths(...stops: [zoom: number, width: number][]): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification;
}

const ROADS = { source: "basemap-roads", "source-layer": "basemap-roads", layout: { "line-cap": "round", "line-join": "round" } } as const;

function roads(): LayerSpecification[] {
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

function names(lang: Lang): LayerSpecification[] {
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

const EMPTY = { type: "FeatureCollection", features: [] } as const;

function sources(origin: string): Record<string, SourceSpecification> {
  const tiles = (layer: string): SourceSpecification => ({ type: "vector", tiles: [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 14 });
  const own = (): SourceSpecification => ({ type: "geojson", data: EMPTY as never, promoteId: "id" });
  return {
    "basemap-land": tiles("basemap-land"),
    "basemap-roads": tiles("basemap-roads"),
    "basemap-places": tiles("basemap-places"),
    // Whole layers rather than tiles where figures colour a shape: in a tile they stand in one piece of it only.
    coverage: own(),
    heat: own(),
    gaps: own(),
    facilities: own(),
    isochrones: { ...tiles("isochrones"), promoteId: "id" } as SourceSpecification,
    reach: own(),
    route: own(),
  };
}

const HIDDEN = { visibility: "none" } as const;

/** The whole style. */
export function style(lang: Lang, origin: string): StyleSpecification {
  return {
    version: 8,
    sources: sources(origin),
    layers: [
      { id: "water", type: "background", paint: { "background-color": "#dbe7ee" } },
      { id: "land", type: "fill", source: "basemap-land", "source-layer": "basemap-land", paint: { "fill-color": "#f7f6f2" } },
      { id: "shore", type: "line", source: "basemap-land", "source-layer": "basemap-land", paint: { "line-color": "#b9cbd6", "line-width": 0.8 } },
      { id: "heat", type: "fill", source: "heat", layout: HIDDEN, paint: { "fill-color": "#ccc", "fill-opacity": 0.82, "fill-outline-color": "rgba(255,255,255,0.5)" } },
      { id: "coverage", type: "fill", source: "coverage", layout: HIDDEN, paint: { "fill-color": shareColour("joint"), "fill-opacity": 0.8 } },
      { id: "coverage-edge", type: "line", source: "coverage", layout: HIDDEN, minzoom: 11, paint: { "line-color": "rgba(255,255,255,0.75)", "line-width": 0.6 } },
      { id: "isochrones", type: "fill", source: "isochrones", "source-layer": "isochrones", layout: HIDDEN, paint: { "fill-color": "#999", "fill-opacity": 0.5 } },
      { id: "isochrones-edge", type: "line", source: "isochrones", "source-layer": "isochrones", layout: HIDDEN, paint: { "line-color": "#555", "line-width": 1 } },
      { id: "reach", type: "fill", source: "reach", layout: { "fill-sort-key": ["-", 0, ["get", "minutes"]] }, paint: { "fill-color": "#999", "fill-opacity": 0.42 } },
      ...roads(),
      { id: "reach-edge", type: "line", source: "reach", paint: { "line-color": "#555", "line-width": 1.6 } },
      { id: "gaps-case", type: "line", source: "gaps", layout: HIDDEN, paint: { "line-color": "#fff", "line-width": 3.2, "line-opacity": 0.8 } },
      { id: "gaps", type: "line", source: "gaps", layout: { ...HIDDEN, "line-join": "round" }, paint: { "line-color": GAP, "line-width": 1.5 } },
      { id: "gap-chosen", type: "line", source: "gaps", filter: ["==", ["get", "id"], ""], layout: { "line-join": "round" }, paint: { "line-color": "#1b1208", "line-width": 3.4 } },
      { id: "route-case", type: "line", source: "route", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 7 } },
      { id: "route-road", type: "line", source: "route", filter: ["==", ["get", "kind"], "road"], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#16232e", "line-width": 3.6 } },
      { id: "route-ferry", type: "line", source: "route", filter: ["==", ["get", "kind"], "ferry"], paint: { "line-color": HOLDS, "line-width": 3.6, "line-dasharray": [2.2, 1.2] } },
      { id: "route-walk", type: "line", source: "route", filter: ["==", ["get", "kind"], "walk"], paint: { "line-color": "#16232e", "line-width": 3, "line-dasharray": [0.6, 1] } },
      { id: "facilities", type: "circle", source: "facilities", layout: HIDDEN, paint: { "circle-color": "#555", "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 4, 14, 8], "circle-stroke-color": "#fff", "circle-stroke-width": 1.6 } },
      { id: "facility-chosen", type: "circle", source: "facilities", filter: ["==", ["get", "id"], ""], paint: { "circle-color": "rgba(0,0,0,0)", "circle-radius": 11, "circle-stroke-color": "#16232e", "circle-stroke-width": 2.4 } },
      ...names(lang),
      {
        id: "facilities-name", type: "symbol", source: "facilities", minzoom: 12.5, layout: { ...HIDDEN, "text-field": nameIn(lang), "text-font": FONT, "text-size": 11, "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true },
        paint: { "text-color": "#16232e", "text-halo-color": "#fff", "text-halo-width": 1.5 },
      },
    ],
  };
}

/** The layers whose names change with the language. */
export const NAMED = ["name-small", "name-large", "facilities-name"] as const;
