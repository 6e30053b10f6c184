// The map as an object: it is told what to show, and tells what was clicked.
//
// Never here: React, texts, the address.
import * as maplibre from "maplibre-gl";
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, MapGeoJSONFeature } from "maplibre-gl";
import type { Feature, Geometry } from "geojson";
import type { Isochrones, Leg, LonLat } from "../api";
import { kindColour, minuteColour, type Step } from "../colours";
import type { Lang, View } from "../view";
import { lines, type Bounds } from "./shapes";
import { canvas, isStill } from "./canvas";
import { Grip } from "./grip";
import { nameIn } from "./ground";
import type { Overlay } from "./overlay";
import { Pins } from "./pins";
import { islandColour, NAMED, SHAPED, shareColour, stepped, style } from "./style";

/** What is under the pointer. */
export interface Hover {
  x: number;
  y: number;
  layer: "coverage" | "heat" | "facilities" | "gaps" | "islands" | "islands-point" | "shapes" | "shapes-point";
  properties: Record<string, unknown>;
}

export interface Listener {
  click(at: LonLat, facility: string | null): void;
  hover(what: Hover | null): void;
  moved(view: NonNullable<View["map"]>): void;
  failed(source: string): void;
  ready(): void;
}

/** What the stage shows of a view. */
export interface Scene {
  lang: Lang;
  theme: View["theme"];
  kind: string;
  measure: View["measure"];
  gaps: boolean;
  facilities: boolean;
  /** The one kind whose sites are shown, whatever the theme. */
  sites: string | null;
  facility: string | null;
  gap: string | null;
  island: string | null;
  /** Existing sites that are not where they were. */
  hidden: readonly string[];
  kinds: readonly string[];
  minutes: readonly number[];
  steps: readonly Step[];
  /** Is an isochrone of the place asked about drawn? Then the theme steps back. */
  reach: boolean;
}

/** Space for the switches above the whole study. */
const HOME = { top: 168, bottom: 44, left: 60, right: 60 };

const EMPTY = { type: "FeatureCollection" as const, features: [] };

export class Stage {
  readonly map: maplibre.Map;
  private readonly marker: maplibre.Marker;
  private readonly pins: Pins;
  private readonly grip: Grip;
  private loaded = false;
  private readonly waiting: (() => void)[] = [];

  constructor(container: HTMLElement, start: { bounds: Bounds | null; view: View["map"] }, lang: Lang, listener: Listener) {
    const centre = start.view ? { center: [start.view.lon, start.view.lat] as LonLat, zoom: start.view.zoom } : {};
    const box = start.view || !start.bounds ? {} : { bounds: start.bounds, fitBoundsOptions: { padding: HOME } };
    this.map = canvas(container, style(lang, location.origin), { ...centre, ...box });
    const pin = document.createElement("div");
    pin.className = "pin";
    // The map moves the outer element; the inner one may be turned.
    pin.append(document.createElement("span"));
    pin.setAttribute("aria-hidden", "true");
    this.marker = new maplibre.Marker({ element: pin, anchor: "bottom" });
    this.pins = new Pins(this.map);
    this.grip = new Grip(this.map, "facilities");
    this.listen(listener);
  }

  private listen(listener: Listener) {
    const { map } = this;
    map.on("load", () => {
      this.loaded = true;
      for (const task of this.waiting.splice(0)) task();
      listener.ready();
    });
    map.on("moveend", () => {
      const { lng, lat } = map.getCenter();
      listener.moved({ zoom: map.getZoom(), lat, lon: lng });
    });
    map.on("click", (event) => {
      const facility = this.at(event.point, ["facilities"], 5)?.properties["id"] as string | undefined;
      const offered = this.at(event.point, ["dots"], 5)?.geometry;
      const [lon, lat] = offered?.type === "Point" ? (offered.coordinates as LonLat) : event.lngLat.toArray();
      listener.click([lon, lat], facility ?? null);
    });
    map.on("mousemove", (event) => {
      const feature = this.at(event.point, ["facilities"], 4) ?? this.at(event.point, ["shapes-point", "shapes", "coverage", "heat", "islands-point", "islands"]);
      map.getCanvas().style.cursor = "crosshair";
      const layer = feature?.layer.id as Hover["layer"] | undefined;
      listener.hover(feature && layer ? { x: event.point.x, y: event.point.y, layer, properties: { ...feature.properties, ...feature.state } } : null);
    });
    map.on("mouseout", () => listener.hover(null));
    map.on("movestart", () => listener.hover(null));
    map.on("error", (event) => {
      const source = (event as unknown as { sourceId?: string }).sourceId;
      if (source) listener.failed(source);
    });
  }

  /** The topmost feature of these layers at a point of the screen. */
  private at(point: maplibre.Point, layers: string[], slack = 0): MapGeoJSONFeature | undefined {
    if (!this.loaded) return undefined;
    const box: [maplibre.PointLike, maplibre.PointLike] = [
      [point.x - slack, point.y - slack],
      [point.x + slack, point.y + slack],
    ];
    return this.map.queryRenderedFeatures(box, { layers })[0];
  }

  private whenLoaded(task: () => void) {
    if (this.loaded) task();
    else this.waiting.push(task);
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource(id);
  }

  /** Gives a source its features, or the address from which it reads them itself. */
  fill(source: "coverage" | "heat" | "gaps" | "facilities" | "islands" | "shapes" | "dots", data: Feature<Geometry | null>[] | string): void {
    this.whenLoaded(() => {
      const shown = typeof data === "string" ? data : { ...EMPTY, features: data.filter((feature): feature is Feature => feature.geometry !== null) };
      void this.source(source)?.setData(shown);
    });
  }

  /** Shows a scene. */
  show(scene: Scene): void {
    this.whenLoaded(() => this.dress(scene));
  }

  private dress(scene: Scene) {
    const { map } = this;
    const visible = (layer: string, on: boolean) => map.setLayoutProperty(layer, "visibility", on ? "visible" : "none");
    const coverage = scene.theme === "coverage";
    visible("coverage", coverage);
    visible("coverage-edge", coverage);
    if (coverage) map.setPaintProperty("coverage", "fill-color", shareColour(scene.kind));
    map.setPaintProperty("coverage", "fill-opacity", scene.reach ? 0.16 : 0.8);

    visible("heat", scene.theme === "heat");
    const amount: ExpressionSpecification = ["coalesce", ["get", scene.measure === "people" ? "people" : "joint_uncovered"], 0];
    if (scene.theme === "heat" && scene.steps.length > 0) map.setPaintProperty("heat", "fill-color", stepped(amount, scene.steps, "rgba(0,0,0,0)"));
    map.setPaintProperty("heat", "fill-opacity", scene.reach ? 0.16 : 0.82);

    const islands = scene.theme === "islands";
    for (const layer of ["islands", "islands-edge", "islands-point", "island-chosen", "island-chosen-point"]) visible(layer, islands);
    if (islands) {
      map.setPaintProperty("islands", "fill-color", islandColour(scene.kind));
      map.setPaintProperty("islands-point", "circle-color", islandColour(scene.kind));
      for (const layer of ["island-chosen", "island-chosen-point"]) map.setFilter(layer, ["all", ["==", ["get", "id"], scene.island ?? ""], SHAPED[layer === "island-chosen" ? "area" : "point"]]);
    }
    map.setPaintProperty("islands", "fill-opacity", scene.reach ? 0.16 : 0.8);

    const isochrones = scene.theme === "isochrones" && scene.facility !== null;
    visible("isochrones", isochrones);
    visible("isochrones-edge", isochrones);
    if (isochrones) this.dressIsochrones(scene);

    visible("gaps", scene.gaps);
    visible("gaps-case", scene.gaps);
    map.setFilter("gap-chosen", ["==", ["get", "id"], scene.gap ?? ""]);
    const sites = scene.facilities || scene.sites !== null || scene.theme === "isochrones";
    visible("facilities", sites);
    visible("facilities-name", sites);
    const colours = scene.kinds.flatMap((kind, index) => [kind, kindColour(index)]);
    if (colours.length > 0) map.setPaintProperty("facilities", "circle-color", ["match", ["get", "kind"], ...colours, "#555"] as unknown as ExpressionSpecification);
    const shownOf = scene.sites ?? ((scene.theme === "coverage" || islands) && scene.kind !== "joint" ? scene.kind : null);
    const kind = shownOf === "joint" ? null : shownOf;
    const there: FilterSpecification = ["!", ["in", ["get", "id"], ["literal", [...scene.hidden]]]];
    const shown: FilterSpecification = kind ? ["all", ["==", ["get", "kind"], kind], there] : there;
    for (const layer of ["facilities", "facilities-name"]) map.setFilter(layer, shown);
    map.setFilter("facility-chosen", ["==", ["get", "id"], scene.theme === "isochrones" ? (scene.facility ?? "") : ""]);
    for (const layer of NAMED) map.setLayoutProperty(layer, "text-field", nameIn(scene.lang));
  }

  /** Pieces in tiles have nothing but their id, `<facility>-<minutes>`. */
  private dressIsochrones(scene: Scene) {
    const ids = scene.minutes.map((minutes) => `${scene.facility ?? ""}-${minutes}`);
    const colours = ids.flatMap((id, index) => [id, minuteColour(index, ids.length)]);
    const colour = ["match", ["get", "id"], ...colours, "rgba(0,0,0,0)"] as unknown as ExpressionSpecification;
    const order = ["match", ["get", "id"], ...ids.flatMap((id, index) => [id, -index]), 0] as unknown as ExpressionSpecification;
    for (const layer of ["isochrones", "isochrones-edge"]) this.map.setFilter(layer, ["in", ["get", "id"], ["literal", ids]]);
    this.map.setPaintProperty("isochrones", "fill-color", colour);
    this.map.setLayoutProperty("isochrones", "fill-sort-key", order);
    this.map.setPaintProperty("isochrones-edge", "line-color", colour);
  }

  /** Shows sites as pins, and lets them be moved. */
  hold(pins: Overlay["pins"], hands: Overlay["hands"], choose: Overlay["choose"]): void {
    this.pins.show(pins, hands, choose);
    this.grip.hold(hands);
  }

  /** Shows places that might be chosen. */
  offer(dots: Overlay["dots"]): void {
    this.fill("dots", dots.map(({ id, lon, lat }): Feature => ({ type: "Feature", properties: { id }, geometry: { type: "Point", coordinates: [lon, lat] } })));
  }

  /** Shows shapes with a colour of their own. */
  shapes(shapes: Overlay["shapes"]): void {
    this.whenLoaded(() => {
      for (const layer of ["shapes", "shapes-edge", "shapes-point"]) this.map.setLayoutProperty(layer, "visibility", shapes ? "visible" : "none");
      if (!shapes) return;
      this.fill("shapes", shapes.features);
      this.map.setPaintProperty("shapes", "fill-color", shapes.colour);
      this.map.setPaintProperty("shapes-point", "circle-color", shapes.colour);
    });
  }

  /** Shows these units with the figures that they would have, and all others as they are. */
  suppose(units: Overlay["units"]): void {
    this.whenLoaded(() => {
      this.map.removeFeatureState({ source: "coverage" });
      for (const { id, ...figures } of units ?? []) this.map.setFeatureState({ source: "coverage", id }, figures);
    });
  }

  /** Puts the focus on a pin. */
  focus(pin: string): void {
    this.pins.focus(pin);
  }

  /** Marks the place asked about. */
  mark(at: LonLat | null): void {
    if (at) this.marker.setLngLat(at).addTo(this.map);
    else this.marker.remove();
  }

  /** Draws the isochrones of the place asked about. */
  reach(isochrones: Isochrones | null): void {
    this.whenLoaded(() => {
      const minutes = [...new Set(isochrones?.features.map((feature) => feature.properties.minutes) ?? [])].sort((a, b) => a - b);
      void this.source("reach")?.setData(isochrones ?? EMPTY);
      const colours = minutes.flatMap((minute, index) => [minute, minuteColour(index, minutes.length)]);
      const colour = colours.length > 0 ? (["match", ["get", "minutes"], ...colours, "#999"] as unknown as ExpressionSpecification) : "#999";
      this.map.setPaintProperty("reach", "fill-color", colour);
      this.map.setPaintProperty("reach-edge", "line-color", colour);
    });
  }

  /** Draws a route. */
  route(legs: readonly Leg[]): void {
    this.whenLoaded(() => void this.source("route")?.setData({ ...EMPTY, features: lines(legs) }));
  }

  /** Moves to a box; at once for readers who asked for less motion. */
  fly(box: Bounds, right = 0): void {
    this.map.fitBounds(box, { padding: { ...HOME, right: HOME.right + right }, maxZoom: 14, duration: isStill() ? 0 : 900 });
  }

  destroy(): void {
    this.pins.destroy();
    this.map.remove();
  }
}
