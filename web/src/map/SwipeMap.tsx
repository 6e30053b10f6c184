// A second map over the first, of which only the right part is seen: one scenario on the left of a divider, another on the right.
//
// Never here: which scenarios these are.
import type * as maplibre from "maplibre-gl";
import type { GeoJSONSource } from "maplibre-gl";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useSpeech } from "../locale";
import { canvas } from "./canvas";
import { nameIn } from "./ground";
import type { Swipe } from "./overlay";
import { Pins } from "./pins";
import { NAMED, shareColour, style } from "./style";

/** How far a key moves the divider, in parts of the width. */
const STEP = 0.02;
const STRIDE = 0.1;

export function SwipeMap({ map: under, swipe, kind }: { map: maplibre.Map; swipe: Swipe; kind: string }) {
  const { lang, t } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<maplibre.Map | null>(null);
  const [left, setLeft] = useState(0.5);
  const [held, setHeld] = useState(false);

  useEffect(() => {
    if (!holder.current) return undefined;
    const centre = under.getCenter();
    const made = canvas(holder.current, style(lang, location.origin), { center: [centre.lng, centre.lat], zoom: under.getZoom() });
    made.getCanvas().setAttribute("aria-label", t("compareMap"));
    // Either leads, the other follows.
    let leading = false;
    const follow = (leader: maplibre.Map, other: maplibre.Map) => () => {
      if (leading) return;
      leading = true;
      other.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom() });
      leading = false;
    };
    const forth = follow(under, made);
    const back = follow(made, under);
    under.on("move", forth);
    made.on("move", back);
    made.on("load", () => {
      for (const layer of ["coverage", "coverage-edge"]) made.setLayoutProperty(layer, "visibility", "visible");
      setOver(made);
    });
    return () => {
      under.off("move", forth);
      setOver(null);
      made.remove();
    };
    // The map is made once; its language and figures follow below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [under]);

  const { units, pins } = swipe.right;
  useEffect(() => void over?.getSource<GeoJSONSource>("coverage")?.setData(units), [over, units]);
  useEffect(() => over?.setPaintProperty("coverage", "fill-color", shareColour(kind)) && undefined, [over, kind]);
  useEffect(() => {
    for (const layer of over ? NAMED : []) over?.setLayoutProperty(layer, "text-field", nameIn(lang));
  }, [over, lang]);
  useEffect(() => {
    if (!over) return undefined;
    const shown = new Pins(over);
    shown.show(pins, null, null);
    return () => shown.destroy();
  }, [over, pins]);

  const moveTo = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box) setLeft(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1));
  };
  const key = (event: KeyboardEvent) => {
    const stride = event.shiftKey ? STRIDE : STEP;
    const goals: Record<string, number> = { ArrowLeft: left - stride, ArrowDown: left - stride, ArrowRight: left + stride, ArrowUp: left + stride, PageDown: left - STRIDE, PageUp: left + STRIDE, Home: 0, End: 1 };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    setLeft(Math.min(Math.max(goal, 0), 1));
  };
  const percent = Math.round(left * 100);
  return (
    <div ref={frame} className="swipe" data-ready={over !== null}>
      <div ref={holder} className="swipe-map" style={{ clipPath: `inset(0 0 0 ${left * 100}%)` }} />
      <span className="swipe-name left" style={{ right: `calc(${100 - percent}% + 12px)` }}><b>{t("scenarioA")}</b> {swipe.left.name}</span>
      <span className="swipe-name right" style={{ left: `calc(${percent}% + 12px)` }}><b>{t("scenarioB")}</b> {swipe.right.name}</span>
      <div
        className="swipe-handle"
        role="slider"
        tabIndex={0}
        aria-label={t("swipeHandle")}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={t("swipeValue", { left: percent })}
        style={{ left: `${left * 100}%` }}
        onKeyDown={key}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          event.currentTarget.focus();
          setHeld(true);
        }}
        onPointerMove={(event) => held && moveTo(event)}
        onPointerUp={() => setHeld(false)}
        onPointerCancel={() => setHeld(false)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9 7l-5 5 5 5M15 7l5 5-5 5" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </div>
    </div>
  );
}
