// The map on the page: it keeps the stage in step with the view, and puts switches, legend and statements around it.
//
// Never here: how layers are drawn (see stage.ts and style.ts).
import { Empty } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { coverageAddress, type Api, type Gap, type Hours, type Isochrones, type LayerInfo, type Leg, type Line, type Summary, type TileJson, type Without } from "../api";
import { amountSteps } from "../colours";
import { useLoad, value, type Loaded } from "../load";
import { useSpeech } from "../locale";
import type { Destination } from "../Study";
import { useView } from "../view";
import { isDrawable } from "./canvas";
import { HourControl } from "./HourControl";
import { HoverCard } from "./HoverCard";
import { LayerSwitch } from "./LayerSwitch";
import { Legend } from "./Legend";
import { MapButtons } from "./MapButtons";
import { NO_OVERLAY, type Overlay } from "./overlay";
import { bounds, type Bounds } from "./shapes";
import { Stage, type Hover, type Listener } from "./stage";
import { Statement } from "./Statement";
import { SwipeMap } from "./SwipeMap";

interface Props {
  summary: Summary;
  api: Api;
  /** Where the study lies. */
  extent: Loaded<TileJson>;
  gaps: Gap[] | null;
  layers: LayerInfo[];
  minutes: readonly number[];
  reach: Isochrones | null;
  legs: readonly Leg[];
  destination: Destination | null;
  /** The week by the hour, where there are boats. */
  week: Hours | null;
  /** The hour shown; undefined while it is not known whether the study has it. */
  hour: string | null | undefined;
  /** The boats left out in the hour shown. */
  without: Without | null;
  lines: readonly Line[];
  /** What the page lays over the study; null on the page of the study itself. */
  overlay: Overlay | null;
  /** The pin that should have the focus; a new object each time. */
  focused: { pin: string } | null;
}

/** How much of the map's right side a card covers, in pixels. */
const CARD = 340;

export function MapView(props: Props) {
  const { api, layers, reach, legs, destination, focused, summary, week, hour, without } = props;
  const overlay = props.overlay ?? NO_OVERLAY;
  const { pins, dots, hidden, sites: kindShown, units: supposed, hands, shapes, swipe } = overlay;
  const { lang, t } = useSpeech();
  const [view, change] = useView();
  const holder = useRef<HTMLDivElement>(null);
  const [possible] = useState(isDrawable);
  const [stage, setStage] = useState<Stage | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const [failed, setFailed] = useState<string[]>([]);
  const [ready, setReady] = useState(false);
  const now = useRef(view);
  const laid = useRef(overlay);
  useEffect(() => {
    now.current = view;
    laid.current = overlay;
  });

  const own = props.overlay !== null;
  const sites = kindShown !== null || view.facilities || view.theme === "isochrones" || view.at !== null;
  const [facilities] = useLoad(sites ? "facilities" : null, (signal) => api.facilities(signal));
  const [heat] = useLoad(view.theme === "heat" ? "heat" : null, (signal) => api.heat(signal));
  const [islands] = useLoad(view.theme === "islands" ? "islands" : null, (signal) => api.islands(signal));
  const settled = props.extent.state === "ready" || props.extent.state === "failed";
  const home: Bounds | null = value(props.extent)?.bounds ?? null;

  useEffect(() => {
    if (!possible || !settled || !holder.current) return undefined;
    const listener: Listener = {
      click: (at, facility) => {
        const { hands: held, choose } = laid.current;
        if (held && facility !== null && choose) choose(facility);
        else if (held) held.add(at);
        else if (facility !== null && now.current.theme === "isochrones") change({ facility });
        else change({ at, why: null });
      },
      hover: setHover,
      moved: (map) => change({ map }, false),
      failed: (source) => setFailed((known) => (known.includes(source) ? known : [...known, source])),
      ready: () => setReady(true),
    };
    const made = new Stage(holder.current, { bounds: home, view: now.current.map }, now.current.lang, listener);
    window.__halfhour = { map: made.map };
    setStage(made);
    return () => {
      delete window.__halfhour;
      made.destroy();
    };
    // The map is made once, when it is known where; later boxes are flown to.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);

  const heatCells = value(heat);
  const steps = useMemo(() => {
    const field = view.measure === "people" ? "people" : "joint_uncovered";
    return amountSteps((heatCells ?? []).map((cell) => cell.properties[field]), view.measure === "uncovered");
  }, [heatCells, view.measure]);
  const minutes = useMemo(() => [...props.minutes], [props.minutes]);
  const kinds = useMemo(() => summary.parameters.kinds.map((kind) => kind.id), [summary]);
  const kind = kinds.includes(view.kind) ? view.kind : "joint";

  // What is planned is told for boats at the quay.
  const units = swipe ? swipe.left.units : own ? coverageAddress(null, null) : hour === undefined ? null : coverageAddress(hour, without);
  const needed = view.theme === "coverage" || swipe !== null;
  useEffect(() => {
    if (needed && units) stage?.fill("coverage", units);
  }, [stage, needed, units]);
  const islandsThere = value(islands);
  useEffect(() => stage?.fill("islands", islandsThere ?? []), [stage, islandsThere]);
  useEffect(() => stage?.fill("gaps", props.gaps ?? []), [stage, props.gaps]);
  const sitesThere = value(facilities);
  useEffect(() => stage?.fill("facilities", sitesThere ?? []), [stage, sitesThere]);
  useEffect(() => stage?.fill("heat", heatCells ?? []), [stage, heatCells]);
  const choosePin = overlay.choose;
  useEffect(() => stage?.hold(pins, hands, choosePin), [stage, pins, hands, choosePin]);
  useEffect(() => stage?.offer(dots), [stage, dots]);
  useEffect(() => stage?.suppose(supposed), [stage, supposed]);
  useEffect(() => stage?.shapes(shapes), [stage, shapes]);
  const shownReach = view.at && view.reach ? reach : null;
  useEffect(() => stage?.reach(shownReach), [stage, shownReach]);
  useEffect(() => stage?.route(view.at ? legs : []), [stage, legs, view.at]);
  useEffect(() => stage?.mark(view.at), [stage, view.at]);
  const { measure, facility, gap, island } = view;
  // Shapes of a page take the place of the study's.
  const theme = shapes ? "none" : swipe ? "coverage" : view.theme;
  const gaps = view.gaps && !own;
  const dimmed = shownReach !== null;
  useEffect(() => {
    stage?.show({ lang, theme, kind, measure, gaps, facilities: sites && view.facilities, sites: kindShown, hidden, facility, gap, island, kinds, minutes, steps, reach: dimmed });
  }, [stage, lang, theme, kind, measure, gaps, sites, view.facilities, kindShown, hidden, facility, gap, island, kinds, minutes, steps, dimmed]);
  useEffect(() => {
    if (destination) stage?.fly(destination.box, destination.card ? CARD : 0);
  }, [stage, destination]);
  useEffect(() => {
    if (focused) stage?.focus(focused.pin);
  }, [stage, focused]);
  useEffect(() => {
    stage?.map.getCanvas().setAttribute("aria-label", t("map"));
  }, [stage, t]);
  useEffect(() => {
    const follow = () => {
      const { map } = now.current;
      const centre = stage?.map.getCenter();
      if (stage && map && centre && (Math.abs(centre.lng - map.lon) > 1e-5 || Math.abs(centre.lat - map.lat) > 1e-5 || Math.abs(stage.map.getZoom() - map.zoom) > 0.01)) {
        stage.map.jumpTo({ center: [map.lon, map.lat], zoom: map.zoom });
      }
    };
    const later = () => setTimeout(follow);
    window.addEventListener("popstate", later);
    return () => window.removeEventListener("popstate", later);
  }, [stage]);

  const askCentre = () => {
    const centre = stage?.map.getCenter();
    if (!centre) return;
    if (hands) hands.add([centre.lng, centre.lat]);
    else change({ at: [centre.lng, centre.lat], why: null });
  };
  const chosen = sitesThere?.find((site) => site.properties.id === facility) ?? null;
  const attribution = [...new Set(layers.flatMap((layer) => layer.attribution))];

  return (
    <section className="map" id="map" aria-label={t("pageMap")} data-ready={ready}>
      <div
        ref={holder}
        className="map-canvas"
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          askCentre();
        }}
      />
      <span className="crosshair" aria-hidden="true" />
      {stage && swipe && <SwipeMap map={stage.map} swipe={swipe} kind={kind} />}
      {!possible && (
        <div className="map-message" role="alert">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("noWebgl")}</strong><br />{t("noWebglWhy")}</>} />
        </div>
      )}
      {!ready && possible && <p className="map-loading" role="status">{t("loading")}</p>}
      <div className="map-top">
        {overlay.kinds && <LayerSwitch
          summary={summary}
          facilities={sitesThere}
          planned={own}
          fixed={shapes !== null || swipe !== null}
          islands={layers.some((layer) => layer.id === "islands" && layer.features > 0)}
          choose={(id) => {
            change({ facility: id });
            const box = bounds([sitesThere?.find((site) => site.properties.id === id)?.geometry ?? null]);
            if (box) stage?.fly([box[0] - 0.12, box[1] - 0.09, box[2] + 0.12, box[3] + 0.09]);
          }}
        />}
        {week && !own && <HourControl week={week} hour={hour ?? null} />}
        <Statement summary={summary} kind={kind} facility={chosen} week={own ? null : week} hour={hour ?? null} without={without} lines={props.lines} more={overlay.statement} kinds={overlay.kinds} />
      </div>
      {failed.length > 0 && (
        <p className="map-failed" role="alert">
          {t("layerFailed")}: {failed.join(", ")}
        </p>
      )}
      {overlay.legend?.instead ? <section className="legend" aria-label={t("layer")}>{overlay.legend.body}</section> : <Legend more={overlay.legend?.body} planned={own} summary={summary} kind={kind} steps={steps} minutes={minutes} facility={chosen} timed={typeof hour === "string" && !own} sites={kindShown} />}
      <MapButtons
        zoom={(by) => stage?.map.zoomTo(stage.map.getZoom() + by)}
        home={() => home && stage?.fly(home)}
        {...(hands ? { ask: askCentre, asking: t("editAddCentre") } : own ? {} : { ask: askCentre })}
      />
      <p className="attribution">{attribution.join(" · ") || "© OpenStreetMap contributors"}</p>
      {hover && <HoverCard summary={summary} hover={hover} kind={kind} shapes={shapes} />}
    </section>
  );
}
