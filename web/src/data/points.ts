// Dropped places as features, and how the map draws them.
//
// Never here: the page around the map.
import type { FeatureCollection, Point } from "geojson";
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { DroppedPoint } from "../api";
import { FAILS, HOLDS } from "../colours";
import { FONT, groundSources, land, nameIn, names, roads } from "../map/ground";
import type { Lang } from "../view";

/** More places than this are drawn small. */
const MANY = 400;

export function collection(points: readonly DroppedPoint[]): FeatureCollection<Point> {
  return {
    type: "FeatureCollection",
    features: points.map(({ id, name, lon, lat, snap_m, status }) => ({
      type: "Feature",
      properties: { id, name: name || id, snap_m, status, many: points.length > MANY },
      geometry: { type: "Point", coordinates: [lon, lat] },
    })),
  };
}

/** Sizes at two zooms, for few and for many places. */
function sized(few: [number, number], many: [number, number]): ExpressionSpecification {
  const at = (index: 0 | 1): ExpressionSpecification => ["case", ["get", "many"], many[index], few[index]];
  return ["interpolate", ["linear"], ["zoom"], 9, at(0), 15, at(1)];
}

const HAS_ROAD: ExpressionSpecification = ["==", ["get", "status"], "ok"];

export function pointStyle(lang: Lang, origin: string): StyleSpecification {
  return {
    version: 8,
    sources: { ...groundSources(origin), points: { type: "geojson", data: collection([]) } },
    layers: [
      ...land(),
      ...roads(),
      ...names(lang),
      {
        id: "points", type: "circle", source: "points", filter: HAS_ROAD,
        paint: { "circle-color": HOLDS, "circle-radius": sized([5, 9], [2, 5.5]), "circle-stroke-color": "#fff", "circle-stroke-width": sized([1.6, 2], [0.5, 1.2]) },
      },
      {
        id: "points-off", type: "symbol", source: "points", filter: ["!", HAS_ROAD],
        layout: { "icon-image": "diamond", "icon-size": sized([0.9, 1.2], [0.6, 0.9]), "icon-allow-overlap": true, "icon-ignore-placement": true },
      },
      {
        id: "points-name", type: "symbol", source: "points", minzoom: 12, filter: ["!", ["get", "many"]],
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11.5, "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true },
        paint: { "text-color": "#16232e", "text-halo-color": "#fff", "text-halo-width": 1.6 },
      },
    ],
  };
}

/** What the map should show at first: what lies in another part of the world is left to those who look for it. */
export function nearby(points: readonly DroppedPoint[]): readonly DroppedPoint[] {
  const inside = points.filter((point) => point.status !== "outside_extract");
  return inside.length > 0 ? inside : points;
}

/** Names of places in a language. */
export function nameLayers(lang: Lang): [layer: string, field: ExpressionSpecification][] {
  return [["name-small", nameIn(lang)], ["name-large", nameIn(lang)]];
}

/** A diamond, twice as large as it is drawn. */
export function diamond(): ImageData {
  const size = 36;
  const surface = document.createElement("canvas");
  surface.width = surface.height = size;
  const pen = surface.getContext("2d");
  if (!pen) return new ImageData(size, size);
  const half = size / 2;
  pen.moveTo(half, 2);
  pen.lineTo(size - 2, half);
  pen.lineTo(half, size - 2);
  pen.lineTo(2, half);
  pen.closePath();
  pen.fillStyle = FAILS;
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = "#fff";
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}
