// Existing sites taken in the hand: pressed on the map, by mouse or finger, and moved.
//
// Never here: pins, which the map lets be moved by itself.
import type { Map, MapLayerMouseEvent, MapLayerTouchEvent, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import type { Hands } from "./overlay";

/** How far a press must move to be more than a click, in pixels. */
const SLACK = 4;

export class Grip {
  private hands: Hands | null = null;
  private id: string | null = null;
  private moved = false;
  private from: { x: number; y: number } = { x: 0, y: 0 };

  constructor(private readonly map: Map, layer: string) {
    map.on("mousedown", layer, this.press);
    map.on("touchstart", layer, this.press);
  }

  hold(hands: Hands | null): void {
    this.hands = hands;
  }

  private readonly press = (event: MapLayerMouseEvent | MapLayerTouchEvent) => {
    const site = event.features?.[0]?.properties;
    const fingers = "points" in event ? event.points.length : 1;
    if (!this.hands || fingers > 1 || site?.["kind"] !== this.hands.kind) return;
    event.preventDefault();
    this.id = String(site["id"]);
    this.moved = false;
    this.from = event.point;
    this.map.on("mousemove", this.carry);
    this.map.on("touchmove", this.carry);
    this.map.once("mouseup", this.release);
    this.map.once("touchend", this.release);
  };

  private readonly carry = (event: MapMouseEvent | MapTouchEvent) => {
    const { x, y } = event.point;
    if (this.id === null || (!this.moved && Math.hypot(x - this.from.x, y - this.from.y) < SLACK)) return;
    this.moved = true;
    this.hands?.drag(this.id, [event.lngLat.lng, event.lngLat.lat], false);
  };

  private readonly release = (event: MapMouseEvent | MapTouchEvent) => {
    this.map.off("mousemove", this.carry);
    this.map.off("touchmove", this.carry);
    this.map.off("mouseup", this.release);
    this.map.off("touchend", this.release);
    if (this.id !== null && this.moved) this.hands?.drag(this.id, [event.lngLat.lng, event.lngLat.lat], true);
    this.id = null;
  };
}
