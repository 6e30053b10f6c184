// A map on the page: how every map of ours behaves, whatever it shows.
//
// Never here: styles, data.
import * as maplibre from "maplibre-gl";
import type { MapOptions, StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

// The worker is a file of our own origin: no blob, so that the page's policy needs no exception.
maplibre.setWorkerUrl(new URL(workerUrl, location.href).href);
// The workers start while the figures are still on their way.
maplibre.prewarm();

declare global {
  interface Window {
    /** For tests and for the curious: the map, once it is there. */
    __halfhour?: { map: maplibre.Map };
  }
}

/** A map in `container`; `start` says where it begins. */
export function canvas(container: HTMLElement, style: StyleSpecification, start: Partial<MapOptions>): maplibre.Map {
  const map = new maplibre.Map({
    container,
    style,
    ...start,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    localIdeographFontFamily: "'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif",
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.ScaleControl({ maxWidth: 110 }), "bottom-right");
  return map;
}

/** Did the reader ask for less motion? */
export function isStill(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Can this browser draw? */
export function isDrawable(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
