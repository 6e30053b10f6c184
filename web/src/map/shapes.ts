// Boxes around shapes, and routes as lines.
//
// Never here: the map.
import type { Geometry, Position } from "geojson";
import type { Leg, RouteLine } from "../api";

export type Bounds = [west: number, south: number, east: number, north: number];

function positions(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "MultiPoint":
    case "LineString":
      return geometry.coordinates;
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates.flat();
    case "MultiPolygon":
      return geometry.coordinates.flat(2);
    case "GeometryCollection":
      return geometry.geometries.flatMap(positions);
  }
}

/** The box around some shapes; null around nothing. */
export function bounds(shapes: (Geometry | null)[]): Bounds | null {
  let box: Bounds | null = null;
  for (const shape of shapes) {
    for (const [lon = 0, lat = 0] of shape ? positions(shape) : []) {
      box = box
        ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
        : [lon, lat, lon, lat];
    }
  }
  return box;
}

/** The legs that have a course, as lines. */
export function lines(legs: readonly Leg[]): RouteLine[] {
  return legs.flatMap((leg) =>
    leg.coordinates && leg.coordinates.length > 1
      ? [{ type: "Feature" as const, properties: { kind: leg.kind }, geometry: { type: "LineString" as const, coordinates: leg.coordinates } }]
      : [],
  );
}
