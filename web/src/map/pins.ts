// Sites as pins: chosen by a click, moved by mouse, finger or arrow keys.
//
// Never here: what a move means.
import * as maplibre from "maplibre-gl";
import type { LonLat } from "../api";
import type { Hands, Pin } from "./overlay";

/** How far an arrow key moves a pin, in pixels; with the shift key farther. */
const STEP = 6;
const STRIDE = 40;
const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface Held {
  marker: maplibre.Marker;
  pin: Pin;
  dragging: boolean;
}

export class Pins {
  private readonly held = new Map<string, Held>();
  private hands: Hands | null = null;
  private choose: ((id: string) => void) | null = null;

  constructor(private readonly map: maplibre.Map) {}

  /** Shows these pins and no others. */
  show(pins: readonly Pin[], hands: Hands | null, choose: ((id: string) => void) | null): void {
    this.hands = hands;
    this.choose = choose;
    const wanted = new Set(pins.map(({ id }) => id));
    for (const [id, { marker }] of this.held) {
      if (wanted.has(id)) continue;
      marker.remove();
      this.held.delete(id);
    }
    for (const pin of pins) {
      const held = this.held.get(pin.id) ?? this.made(pin);
      held.pin = pin;
      // What is in the hand is where the hand is.
      if (!held.dragging) held.marker.setLngLat([pin.lon, pin.lat]);
      held.marker.setDraggable(pin.draggable);
      dress(held.marker.getElement(), pin);
    }
  }

  private made(pin: Pin): Held {
    const element = document.createElement("button");
    element.type = "button";
    element.append(document.createElement("span"));
    const marker = new maplibre.Marker({ element, anchor: "center" }).setLngLat([pin.lon, pin.lat]).addTo(this.map);
    const held: Held = { marker, pin, dragging: false };
    this.held.set(pin.id, held);
    const place = (): LonLat => {
      const { lng, lat } = marker.getLngLat();
      return [lng, lat];
    };
    marker.on("dragstart", () => (held.dragging = true));
    marker.on("drag", () => this.hands?.drag(held.pin.id, place(), false));
    marker.on("dragend", () => {
      held.dragging = false;
      this.hands?.drag(held.pin.id, place(), true);
    });
    element.addEventListener("click", (event) => {
      // The map below would take it for a click on itself.
      event.stopPropagation();
      this.choose?.(held.pin.id);
    });
    element.addEventListener("keydown", (event) => this.key(event, held));
    element.addEventListener("keyup", (event) => {
      if (ARROWS[event.key] && held.dragging) {
        held.dragging = false;
        this.hands?.drag(held.pin.id, place(), true);
      }
    });
    return held;
  }

  private key(event: KeyboardEvent, held: Held) {
    const { marker, pin } = held;
    if (!pin.draggable || !this.hands) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      event.stopPropagation();
      this.hands.remove(pin.id);
      return;
    }
    const way = ARROWS[event.key];
    if (!way) return;
    // Else the map would move along.
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? STRIDE : STEP;
    const from = this.map.project(marker.getLngLat());
    const to = this.map.unproject([from.x + way[0] * step, from.y + way[1] * step]);
    held.dragging = true;
    marker.setLngLat(to);
    this.hands.drag(pin.id, [to.lng, to.lat], false);
  }

  /** Puts the focus on a pin. */
  focus(id: string): void {
    this.held.get(id)?.marker.getElement().focus();
  }

  destroy(): void {
    for (const { marker } of this.held.values()) marker.remove();
    this.held.clear();
  }
}

function dress(element: HTMLElement, pin: Pin) {
  const classes = [...element.classList].filter((name) => name.startsWith("maplibregl-"));
  element.className = [...classes, "site-pin", `tone-${pin.tone}`, pin.draggable ? "movable" : "", pin.chosen ? "chosen" : ""].filter(Boolean).join(" ");
  element.setAttribute("aria-label", pin.title);
  element.setAttribute("aria-pressed", String(pin.chosen));
  element.title = pin.title;
  element.dataset["pin"] = pin.id;
  const [label] = element.children;
  if (label) label.textContent = pin.mark;
}
