// The study's style: the ground below, the study above, all there from the start.
//
// Never here: the ground (see ground.ts), what is shown at the moment (see stage.ts).
import type { ExpressionSpecification, FilterSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { GAP, HOLDS, SHARE_STEPS, UNREACHABLE, UNTOLD } from "../colours";
import type { Lang } from "../view";
import { FONT, groundSources, land, nameIn, names, roads, tiles } from "./ground";

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
  // The state of a unit is what it would be with sites changed by hand.
  return ["case", [">", ["coalesce", ["get", "people"], 0], 0], ["/", ["coalesce", ["feature-state", covered], ["get", covered], 0], ["get", "people"]], -1];
}

export function shareColour(kind: string): ExpressionSpecification {
  return stepped(shareOf(kind), SHARE_STEPS, "rgba(0,0,0,0)");
}

/** An island by its share of the week; what nothing reaches is darkest, and what is not told is grey. */
export function islandColour(kind: string): ExpressionSpecification {
  const share: ExpressionSpecification = ["get", `${kind}_share`];
  const told: ExpressionSpecification = ["==", ["typeof", share], "number"];
  return ["case", ["==", ["get", "status"], "unreachable"], UNREACHABLE, told, stepped(["coalesce", share, 0], SHARE_STEPS, UNTOLD), UNTOLD];
}

/** Islands have a shape on the map, or but a point. */
export const SHAPED = {
  area: ["==", ["geometry-type"], "Polygon"],
  point: ["==", ["geometry-type"], "Point"],
} as const satisfies Record<string, FilterSpecification>;

/** Isochrones lie one upon the other: thick enough that the nearest one keeps the colour of the legend. */
const REACH = 0.72;

const EMPTY = { type: "FeatureCollection", features: [] } as const;

function sources(origin: string): Record<string, SourceSpecification> {
  const own = (): SourceSpecification => ({ type: "geojson", data: EMPTY as never, promoteId: "id" });
  return {
    ...groundSources(origin),
    // Whole layers rather than tiles where figures colour a shape: in a tile they stand in one piece of it only.
    coverage: own(),
    heat: own(),
    gaps: own(),
    islands: own(),
    facilities: own(),
    dots: own(),
    shapes: own(),
    isochrones: { ...tiles(origin, "isochrones"), promoteId: "id" } as SourceSpecification,
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
      ...land(),
      { id: "heat", type: "fill", source: "heat", layout: HIDDEN, paint: { "fill-color": "#ccc", "fill-opacity": 0.82, "fill-outline-color": "rgba(255,255,255,0.5)" } },
      { id: "coverage", type: "fill", source: "coverage", layout: HIDDEN, paint: { "fill-color": shareColour("joint"), "fill-opacity": 0.8 } },
      { id: "coverage-edge", type: "line", source: "coverage", layout: HIDDEN, minzoom: 11, paint: { "line-color": "rgba(255,255,255,0.75)", "line-width": 0.6 } },
      { id: "shapes", type: "fill", source: "shapes", filter: SHAPED.area, layout: HIDDEN, paint: { "fill-color": UNTOLD, "fill-opacity": 0.85 } },
      { id: "shapes-edge", type: "line", source: "shapes", filter: SHAPED.area, layout: HIDDEN, paint: { "line-color": "rgba(23,35,45,0.3)", "line-width": 0.6 } },
      { id: "islands", type: "fill", source: "islands", filter: SHAPED.area, layout: HIDDEN, paint: { "fill-color": UNTOLD, "fill-opacity": 0.8 } },
      { id: "islands-edge", type: "line", source: "islands", filter: SHAPED.area, layout: HIDDEN, paint: { "line-color": "rgba(23,35,45,0.45)", "line-width": 0.8 } },
      { id: "isochrones", type: "fill", source: "isochrones", "source-layer": "isochrones", layout: HIDDEN, paint: { "fill-color": "#999", "fill-opacity": REACH } },
      { id: "isochrones-edge", type: "line", source: "isochrones", "source-layer": "isochrones", layout: HIDDEN, paint: { "line-color": "#555", "line-width": 1 } },
      { id: "reach", type: "fill", source: "reach", layout: { "fill-sort-key": ["-", 0, ["get", "minutes"]] }, paint: { "fill-color": "#999", "fill-opacity": REACH } },
      ...roads(),
      { id: "reach-edge", type: "line", source: "reach", paint: { "line-color": "#555", "line-width": 1.6 } },
      { id: "gaps-case", type: "line", source: "gaps", layout: HIDDEN, paint: { "line-color": "#fff", "line-width": 3.2, "line-opacity": 0.8 } },
      { id: "gaps", type: "line", source: "gaps", layout: { ...HIDDEN, "line-join": "round" }, paint: { "line-color": GAP, "line-width": 1.5 } },
      { id: "islands-point", type: "circle", source: "islands", filter: SHAPED.point, layout: HIDDEN, paint: { "circle-color": UNTOLD, "circle-radius": 6, "circle-stroke-color": "#fff", "circle-stroke-width": 1.4 } },
      { id: "island-chosen", type: "line", source: "islands", filter: ["==", ["get", "id"], ""], layout: { ...HIDDEN, "line-join": "round" }, paint: { "line-color": "#1b1208", "line-width": 3 } },
      { id: "island-chosen-point", type: "circle", source: "islands", filter: ["==", ["get", "id"], ""], layout: HIDDEN, paint: { "circle-color": "rgba(0,0,0,0)", "circle-radius": 10, "circle-stroke-color": "#1b1208", "circle-stroke-width": 2.6 } },
      { id: "gap-chosen", type: "line", source: "gaps", filter: ["==", ["get", "id"], ""], layout: { "line-join": "round" }, paint: { "line-color": "#1b1208", "line-width": 3.4 } },
      { id: "route-case", type: "line", source: "route", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 7 } },
      { id: "route-road", type: "line", source: "route", filter: ["==", ["get", "kind"], "road"], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#16232e", "line-width": 3.6 } },
      { id: "route-ferry", type: "line", source: "route", filter: ["==", ["get", "kind"], "ferry"], paint: { "line-color": HOLDS, "line-width": 3.6, "line-dasharray": [2.2, 1.2] } },
      { id: "route-walk", type: "line", source: "route", filter: ["==", ["get", "kind"], "walk"], paint: { "line-color": "#16232e", "line-width": 3, "line-dasharray": [0.6, 1] } },
      { id: "shapes-point", type: "circle", source: "shapes", filter: SHAPED.point, layout: HIDDEN, paint: { "circle-color": UNTOLD, "circle-radius": 6, "circle-stroke-color": "#fff", "circle-stroke-width": 1.4 } },
      { id: "dots", type: "circle", source: "dots", paint: { "circle-color": "#fff", "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 2, 14, 5], "circle-stroke-color": "#0f6f62", "circle-stroke-width": 1.4 } },
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
