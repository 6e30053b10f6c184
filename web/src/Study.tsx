// The study as the reader works with it: figures on the left, the map, and a card about what was chosen on it.
//
// Never here: how any of these looks.
import { Tabs } from "antd";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import type { Api, Direction, Gap, LonLat, Summary, TileJson } from "./api";
import { GapCard } from "./cards/GapCard";
import { PlaceCard } from "./cards/PlaceCard";
import { useLoad, value, type Loaded } from "./load";
import { useSpeech } from "./locale";
import { bounds, type Bounds } from "./map/shapes";
import { Areas } from "./panels/Areas";
import { Gaps } from "./panels/Gaps";
import { Issues } from "./panels/Issues";
import { Overview } from "./panels/Overview";
import { useView, type Tab } from "./view";

// The drawing library is most of the weight: it is fetched beside the first figures, which need not wait for it.
const mapModule = import("./map/MapView");
const MapView = lazy(() => mapModule.then((module) => ({ default: module.MapView })));

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
}

export function Study({ summary, api, extent }: { summary: Summary; api: Api; extent: Loaded<TileJson> }) {
  const { t } = useSpeech();
  const [view, change] = useView();
  const { parameters } = summary;
  const [destination, setDestination] = useState<Destination | null>(null);

  const [gaps, retryGaps] = useLoad("gaps", (signal) => api.gaps(signal));
  const ranked = useMemo(() => [...(value(gaps) ?? [])].sort((a, b) => b.properties.people - a.properties.people || (a.properties.id < b.properties.id ? -1 : 1)), [gaps]);
  const [layers] = useLoad("layers", (signal) => api.layers(signal));

  const minutes = parameters.analyses?.isochrone_minutes ?? MINUTES;
  const kind = parameters.kinds.find((each) => each.id === view.kind);
  const by = {
    profile: view.profile ?? kind?.profile ?? "car",
    direction: view.direction ?? served(kind?.direction),
  };
  const { at } = view;
  const place = at?.join(",") ?? null;
  // Texts of a refusal come in the reader's language, so the language is part of the question.
  const [why] = useLoad(place && `${place} ${view.lang}`, (signal) => api.why(at ?? NOWHERE, signal));
  const [reach] = useLoad(place && view.reach ? `${place} ${by.profile} ${by.direction} ${minutes.join(",")} ${view.lang}` : null, (signal) =>
    api.isochrone({ at: at ?? NOWHERE, minutes, ...by }, signal),
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
    if (box) setDestination({ box });
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

  const panels: Record<Tab, React.ReactNode> = {
    overview: <Overview summary={summary} />,
    gaps: <Gaps summary={summary} loaded={gaps} ranked={ranked} choose={choose} retry={retryGaps} />,
    areas: <Areas summary={summary} api={api} />,
    issues: <Issues summary={summary} api={api} />,
  };
  const titles: Record<Tab, string> = { overview: t("overview"), gaps: t("gaps"), areas: t("areas"), issues: t("issues") };
  const tabs = (Object.keys(panels) as Tab[]).map((tab) => ({ key: tab, label: titles[tab], children: panels[tab] }));

  return (
    <main className={`study tab-${view.tab}${view.at || gap ? " has-card" : ""}`}>
      <section className="panel" aria-label={t("figures")}>
        <Tabs activeKey={view.tab} onChange={(tab) => change({ tab: tab as Tab })} items={tabs} destroyOnHidden />
      </section>
      <Suspense fallback={<section className="map" aria-busy="true"><p className="map-loading">{t("loading")}</p></section>}>
      <MapView
        summary={summary}
        api={api}
        extent={extent}
        gaps={value(gaps)}
        layers={value(layers) ?? []}
        minutes={minutes}
        reach={value(reach)}
        legs={answers.find((each) => each.kind === shownWhy)?.legs ?? []}
        destination={destination}
      />
      </Suspense>
      {view.at ? (
        <PlaceCard summary={summary} at={view.at} why={why} reach={reach} minutes={minutes} by={by} shown={shownWhy} />
      ) : (
        gap && <GapCard summary={summary} gap={gap} rank={ranked.indexOf(gap) + 1} fly={() => choose(gap)} />
      )}
    </main>
  );
}
