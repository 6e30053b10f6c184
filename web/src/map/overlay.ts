// What a page lays over the map of the study: sites as pins, units as they would be, shapes with colours of their own, two maps in one.
//
// Never here: drawing any of it.
import type { ExpressionSpecification } from "maplibre-gl";
import type { Feature, Geometry } from "geojson";
import type { ReactNode } from "react";
import type { LonLat, WhatIf } from "../api";

export type Tone = "open" | "added" | "moved" | "closed";

/** A site on the map that can be chosen, and moved where `draggable`. */
export interface Pin {
  id: string;
  lon: number;
  lat: number;
  tone: Tone;
  /** What stands in the pin: its rank, or a sign. */
  mark: string;
  /** What readers with aids hear. */
  title: string;
  draggable: boolean;
  chosen: boolean;
}

/** What becomes of sites in the reader's hands. */
export interface Hands {
  /** The kind whose existing sites can be taken. */
  kind: string;
  add(at: LonLat): void;
  /** A site is moved; `done` when it is let go. */
  drag(id: string, at: LonLat, done: boolean): void;
  choose(id: string): void;
  remove(id: string): void;
}

/** Features with a colour of their own. */
export interface Shapes {
  features: Feature<Geometry | null>[];
  colour: ExpressionSpecification;
  /** The fields told beside the pointer, and what they are called. */
  fields: { name: string; title: string }[];
}

/** Two scenarios in one map: where each is read, what both are called, and sites that differ. */
export interface Swipe {
  left: { units: string; name: string; pins: readonly Pin[] };
  right: { units: string; name: string; pins: readonly Pin[] };
}

export interface Overlay {
  pins: readonly Pin[];
  /** Places that might be chosen. */
  dots: readonly { id: string; lon: number; lat: number }[];
  /** Existing sites that are not where they were. */
  hidden: readonly string[];
  /** The kind whose existing sites are shown in any case, or `joint` for those of all. */
  sites: string | null;
  units: WhatIf["units"] | null;
  hands: Hands | null;
  choose: ((id: string) => void) | null;
  shapes: Shapes | null;
  swipe: Swipe | null;
  /** Does it matter which kind is chosen? */
  kinds: boolean;
  /** Stands in place of the study's own legend, or under it. */
  legend: { instead: boolean; body: ReactNode } | null;
  /** What is shown besides what the study says. */
  statement: string | null;
}

export const NO_OVERLAY: Overlay = { pins: [], dots: [], hidden: [], sites: null, units: null, hands: null, choose: null, shapes: null, swipe: null, kinds: true, legend: null, statement: null };
