// The study as the reader works with it: figures on the left, the map, and a card about what was chosen on it.
//
// Never here: how any of these looks.
import { Tabs } from "antd";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import type { Api, Direction, Gap, Island, LonLat, Summary, TileJson } from "./api";
import { GapCard } from "./cards/GapCard";
import { PlaceCard } from "./cards/PlaceCard";
import { useLoad, value, type Loaded } from "./load";
import { useSpeech } from "./locale";
import type { Overlay } from "./map/overlay";
import { bounds, type Bounds } from "./map/shapes";
import { Areas } from "./panels/Areas";
import { Gaps } from "./panels/Gaps";
import { HoursPanel } from "./panels/Hours";
import { Islands } from "./panels/Islands";
import { Issues } from "./panels/Issues";
import { Overview } from "./panels/Overview";
import { useView, type Tab } from "./view";
import { isDisrupted } from "./week";

// The drawing library is most of the weight: it is fetched beside the first figures, which need not wait for it.
const mapModule = import("./map/MapView");
const MapView = lazy(() => mapModule.then((module) => ({ default: module.MapView })));

const SitePage = lazy(() => import("./plan/SitePage"));
const ScenariosPage = lazy(() => import("./compare/ScenariosPage"));
const CirclePage = lazy(() => import("./circle/CirclePage"));

/** The minutes of isochrones, unless the study says otherwise. */
const MINUTES = [10, 20, 30];

/** Stands in where no place is asked about; then nothing is asked. */
const NOWHERE: LonLat = [0, 0];

/** The direction of an isochrone for a kind: of a round trip, the way out. */
function served(direction: Direction | undefined): Direction {
  return direction === "toward" ? "toward" : "from";
}

/** A box to which the map should move; a new object each time, so that the same box can be asked for twice. */
export interface Destination {
  box: Bounds;
  /** Will a card lie over the right side of the map? */
  card: boolean;
}

export function Study({ summary, api, extent }: { summary: Summary; api: Api; extent: Loaded<TileJson> }) {
  const { t } = useSpeech();
  const [view, change] = useView();
  const { parameters } = summary;
  const [destination, setDestination] = useState<Destination | null>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [focused, setFocused] = useState<{ pin: string } | null>(null);
  const fly = useCallback((box: Bounds, card: boolean) => setDestination({ box, card }), []);
  const focus = useCallback((pin: string) => setFocused({ pin }), []);

  const [gaps, retryGaps] = useLoad("gaps", (signal) => api.gaps(signal));
  const ranked = useMemo(() => [...(value(gaps) ?? [])].sort((a, b) => b.properties.people - a.properties.people || (a.properties.id < b.properties.id ? -1 : 1)), [gaps]);
  const [layers] = useLoad("layers", (signal) => api.layers(signal));

  const [hours, retryHours] = useLoad("hours", (signal) => api.hours(null, signal));
  const week = value(hours);
  const { without } = view;
  const disrupted = week !== null && isDisrupted(without);
  const [left, retryLeft] = useLoad(disrupted ? `hours ${JSON.stringify(without)}` : null, (signal) => api.hours(without, signal));
  const [lines, retryLines] = useLoad(week && (view.tab === "hours" || disrupted) ? "lines" : null, (signal) => api.lines(signal));
  // An hour of some other week is none; until the week is known nobody knows.
  const hour = view.hour === null ? null : hours.state === "loading" ? undefined : (week?.hours.find((row) => row.hour === view.hour)?.hour ?? null);

  const minutes = parameters.analyses?.isochrone_minutes ?? MINUTES;
  const kind = parameters.kinds.find((each) => each.id === view.kind);
  const by = {
    profile: view.profile ?? kind?.profile ?? "car",
    direction: view.direction ?? served(kind?.direction),
  };
  const { at } = view;
  const place = at?.join(",") ?? null;
  // Texts of a refusal come in the reader's language, so the language is part of the question.
  const depart = hour ?? null;
  const asked = place && hour !== undefined ? `${place} ${depart ?? ""} ${view.lang}` : null;
  const [why] = useLoad(asked, (signal) => api.why(at ?? NOWHERE, depart, signal));
  const [reach] = useLoad(asked && view.reach ? `${asked} ${by.profile} ${by.direction} ${minutes.join(",")}` : null, (signal) =>
    api.isochrone({ at: at ?? NOWHERE, minutes, ...by, depart }, signal),
  );

  // The route drawn unless another is chosen: of the first kind that fails, or else of the slowest.
  const answers = value(why)?.kinds ?? [];
  const slowest = [...answers].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
  const usual = answers.find((each) => !each.covered && each.seconds !== null) ?? slowest[0];
  const shownWhy = view.why === "none" ? null : (view.why ?? usual?.kind ?? null);

  const gap = ranked.find((each) => each.properties.id === view.gap) ?? null;
  const choose = (chosen: Gap) => {
    change({ gap: chosen.properties.id, tab: "gaps", gaps: true, at: null, why: null });
    const box = bounds([chosen.geometry]);
    if (box) setDestination({ box, card: true });
  };
  const visit = (island: Island) => {
    change({ island: island.properties.id, theme: "islands", at: null, why: null, gap: null });
    const box = bounds([island.geometry]);
    if (box) setDestination({ box, card: false });
  };

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (view.at) change({ at: null, why: null });
      else if (view.gap) change({ gap: null });
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [view.at, view.gap, change]);

  // Islands and hours come with the layer that they are about.
  const open = (tab: string) => {
    const theme = tab === "islands" ? "islands" : tab === "hours" || view.theme === "islands" ? "coverage" : view.theme;
    change({ tab: tab as Tab, theme });
  };

  const panels: Record<Tab, React.ReactNode> = {
    overview: <Overview summary={summary} />,
    gaps: <Gaps summary={summary} loaded={gaps} ranked={ranked} choose={choose} retry={retryGaps} />,
    hours: <HoursPanel summary={summary} loaded={hours} left={left} lines={lines} hour={depart} retry={{ hours: retryHours, left: retryLeft, lines: retryLines }} />,
    islands: <Islands summary={summary} api={api} choose={visit} />,
    areas: <Areas summary={summary} api={api} />,
    issues: <Issues summary={summary} api={api} />,
  };
  const titles: Record<Tab, string> = { overview: t("overview"), gaps: t("gaps"), hours: t("hours"), islands: t("islands"), areas: t("areas"), issues: t("issues") };
  // What this study has nothing of has no panel, unless an address leads there.
  const there: Partial<Record<Tab, boolean>> = {
    hours: week !== null || (hours.state === "failed" && hours.error.code !== "not-found"),
    islands: (value(layers) ?? []).some((layer) => layer.id === "islands" && layer.features > 0),
  };
  const shown = (Object.keys(panels) as Tab[]).filter((tab) => (there[tab] ?? true) || tab === view.tab);
  const tabs = shown.map((tab) => ({ key: tab, label: titles[tab], children: panels[tab] }));

  const planned = { site: view.plan.site !== null && view.edit === null, scenarios: false, circle: false, map: false, data: false };
  const card = view.at !== null || gap !== null || planned[view.page];
  const pages = {
    map: (
      <section className="panel" aria-label={t("figures")}>
        <Tabs activeKey={view.tab} onChange={open} items={tabs} destroyOnHidden />
      </section>
    ),
    site: <SitePage summary={summary} api={api} lay={setOverlay} fly={fly} focus={focus} />,
    scenarios: <ScenariosPage summary={summary} api={api} lay={setOverlay} fly={fly} />,
    circle: <CirclePage summary={summary} api={api} layers={value(layers)} lay={setOverlay} fly={fly} />,
    data: null,
  };

  return (
    <main className={`study page-${view.page} ${view.page === "map" ? `tab-${view.tab}` : ""}${card ? " has-card" : ""}`}>
      <Suspense fallback={<section className="panel" aria-busy="true"><p className="center" role="status">{t("loading")}</p></section>}>{pages[view.page]}</Suspense>
      <Suspense fallback={<section className="map" aria-busy="true"><p className="map-loading">{t("loading")}</p></section>}>
      <MapView
        summary={summary}
        api={api}
        overlay={view.page === "map" ? null : overlay}
        focused={focused}
        extent={extent}
        gaps={value(gaps)}
        layers={value(layers) ?? []}
        minutes={minutes}
        reach={value(reach)}
        legs={answers.find((each) => each.kind === shownWhy)?.legs ?? []}
        destination={destination}
        week={week}
        hour={hour}
        without={disrupted ? without : null}
        lines={value(lines) ?? []}
      />
      </Suspense>
      {view.at ? (
        <PlaceCard summary={summary} at={view.at} why={why} reach={reach} minutes={minutes} by={by} shown={shownWhy} week={week} hour={depart} />
      ) : (
        gap && <GapCard summary={summary} gap={gap} rank={ranked.indexOf(gap) + 1} fly={() => choose(gap)} />
      )}
    </main>
  );
}
