// The page of scenarios: which there are, what changes between two of them, and what the map shows of it.
//
// Never here: how figures are laid out (see Figures.tsx), making a scenario (see ../plan).
import { Button, Empty, Segmented, Select, Spin } from "antd";
import { useEffect, useMemo, useState } from "react";
import { coverageAddress, scenarioAddress, type Api, type ComparedUnit, type Facility, type Scenario, type Summary } from "../api";
import { useLoad, value } from "../load";
import { useSpeech } from "../locale";
import { NO_OVERLAY, type Overlay, type Pin } from "../map/overlay";
import { bounds, type Bounds } from "../map/shapes";
import { BASELINE, useView } from "../view";
import { changeColour, ChangeLegend } from "./change";
import { Figures } from "./Figures";
import { ScenarioList } from "./ScenarioList";
import "./compare.css";

interface Props {
  summary: Summary;
  api: Api;
  lay: (overlay: Overlay | null) => void;
  fly: (box: Bounds, card: boolean) => void;
}

const NONE: Scenario[] = [];
const NO_SITES: Facility[] = [];

/** A scenario's changes, those of what it rests on first. */
function changes(scenarios: readonly Scenario[], id: string, depth = 0): Scenario["modifications"] {
  const found = scenarios.find((each) => each.id === id);
  if (!found || depth > scenarios.length) return [];
  return [...(found.base ? changes(scenarios, found.base, depth + 1) : []), ...found.modifications];
}

export default function ScenariosPage({ summary, api, lay, fly }: Props) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const { a, b } = view.pair;
  const { kinds } = summary.parameters;
  const kind = kinds.some((each) => each.id === view.kind) ? view.kind : "joint";
  const [loaded, again] = useLoad("scenarios", (signal) => api.scenarios(signal));
  const scenarios = value(loaded) ?? NONE;
  const differ = a !== b;
  // A scenario made anew under the same id is another one: `round` asks again.
  const [round, setRound] = useState(0);
  const [compared] = useLoad(differ ? `compare ${a} ${b} ${round}` : null, (signal) => api.compare(a, b, signal));
  const [units] = useLoad(differ ? `units ${a} ${b} ${round}` : null, (signal) => api.comparedUnits(a, b, signal));
  const [facilities] = useLoad("facilities", (signal) => api.facilities(signal));
  const sites = value(facilities) ?? NO_SITES;
  const features = value(units);
  const title = (id: string) => (id === BASELINE ? t("scenarioNow") : name(scenarios.find((each) => each.id === id)?.name) || id);
  const [nameA, nameB] = [title(a), title(b)];

  const [pinsA, pinsB] = useMemo(() => {
    const pins = (id: string): Pin[] =>
      changes(scenarios, id).flatMap((each, index): Pin[] => {
        const site = sites.find(({ properties }) => properties.id === each["id"]);
        const [lon = site?.geometry.coordinates[0], lat = site?.geometry.coordinates[1]] = [each["lon"] as number | undefined, each["lat"] as number | undefined];
        const tone = ({ add_site: "added", move_site: "moved", close_site: "closed" } as const)[each.type as "add_site"];
        if (lon === undefined || lat === undefined || !(tone as string | undefined)) return [];
        const own = each["name"] as string | { zh: string; en: string } | undefined;
        const called = (typeof own === "string" ? own : name(own)) || site?.properties.name || (typeof each["id"] === "string" ? each["id"] : "");
        const what = { added: t("editAdded"), moved: t("editMoved"), closed: t("editClosed") }[tone as "added"];
        return [{ id: `${id} ${index}`, lon, lat, tone, mark: ({ added: "+", moved: "", closed: "×" } as const)[tone as "added"], title: `${called} · ${what}`, draggable: false, chosen: false }];
      });
    return [pins(a), pins(b)];
  }, [scenarios, sites, a, b, name, t]);

  const [left, right] = [a, b].map((id) => (id === BASELINE ? coverageAddress(null, null) : scenarioAddress(id)));
  useEffect(() => {
    if (!differ || compared.state === "failed") {
      lay({ ...NO_OVERLAY, pins: pinsA });
    } else if (view.swipe) {
      lay({ ...NO_OVERLAY, pins: pinsA, swipe: { left: { units: left ?? "", name: nameA, pins: pinsA }, right: { units: right ?? "", name: nameB, pins: pinsB } } });
    } else {
      const field = `${kind}_change`;
      const fields = [{ name: "people", title: t("people") }, { name: "joint_change", title: t("joint") }, ...kinds.map((each) => ({ name: `${each.id}_change`, title: name(each.name) }))];
      lay({
        ...NO_OVERLAY, pins: pinsB,
        shapes: { features: (features ?? []).filter((unit) => unit.properties[field] !== 0), colour: changeColour(field), fields },
        legend: { instead: true, body: <ChangeLegend kind={kind === "joint" ? t("joint") : name(kinds.find((each) => each.id === kind)?.name)} /> },
        statement: `${nameA} → ${nameB}`,
      });
    }
  }, [lay, differ, compared.state, view.swipe, pinsA, pinsB, left, right, nameA, nameB, features, kind, kinds, name, t, round]);
  useEffect(() => () => lay(null), [lay]);

  const options = [{ value: BASELINE, label: t("scenarioNow") }, ...scenarios.map((each) => ({ value: each.id, label: name(each.name) || each.id }))];
  const pick = (pair: { a: string; b: string }) => change({ pair });
  const go = (area: string) => {
    const inside = (features ?? []).filter((unit: ComparedUnit) => unit.properties.area === area);
    const box = bounds(inside.map((unit) => unit.geometry));
    if (box) fly(box, false);
  };
  return (
    <section className="panel scenarios" aria-label={t("pageScenarios")}>
      <header className="panel-head">
        <h2>{t("scenariosTitle")}</h2>
        {scenarios.length > 0 && (
          <div className="pair">
            <b aria-hidden="true">{t("scenarioA")}</b>
            <Select<string> aria-label={t("scenarioA")} value={a} options={options} onChange={(id) => pick({ a: id, b })} />
            <button type="button" className="swap" aria-label={t("scenarioSwap")} title={t("scenarioSwap")} onClick={() => pick({ a: b, b: a })}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 2v11M5 13l-2.5-2.5M5 13l2.5-2.5M11 14V3M11 3L8.5 5.5M11 3l2.5 2.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" /></svg>
            </button>
            <b aria-hidden="true">{t("scenarioB")}</b>
            <Select<string> aria-label={t("scenarioB")} value={b} options={options} onChange={(id) => pick({ a, b: id })} />
          </div>
        )}
      </header>
      <div className="scroll plan-body" tabIndex={0} role="region" aria-label={t("scenariosTitle")}>
        {loaded.state === "failed" && loaded.error.code !== "not-found" && (
          <div className="refusal" role="alert"><b>{t("layerFailed")}</b> {loaded.error.message} <Button size="small" onClick={again}>{t("retry")}</Button></div>
        )}
        {loaded.state === "loading" && <div className="center"><Spin /></div>}
        {(loaded.state === "ready" || loaded.state === "failed") && scenarios.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("scenariosNone")}</strong><br />{t("scenariosNoneWhy")}</>}>
            <Button type="primary" onClick={() => change({ page: "site", edit: view.edit ?? { added: [], moved: [], closed: [] } })}>{t("scenarioMake")}</Button>
          </Empty>
        )}
        {scenarios.length > 0 && differ && (
          <>
            <div className="plan-row">
              <span className="muted">{t("compareView")}</span>
              <Segmented<boolean> aria-label={t("compareView")} value={view.swipe} options={[{ value: false, label: t("compareDiffers") }, { value: true, label: t("compareSwipe") }]} onChange={(swipe) => change({ swipe })} />
            </div>
            {compared.state === "loading" && <p className="muted" role="status"><Spin size="small" /> {t("asking")}</p>}
            {compared.state === "failed" && <p className="refusal" role="alert"><b>{t("compareFailed")}</b> {compared.error.message || compared.error.code}</p>}
            {compared.state === "ready" && <Figures summary={summary} comparison={compared.value} names={[nameA, nameB]} kind={kind} go={go} />}
          </>
        )}
        {scenarios.length > 0 && !differ && <p className="muted">{t("compareSame")}</p>}
        {scenarios.length > 0 && (
          <ScenarioList
            summary={summary} api={api} scenarios={scenarios} facilities={sites} lang={lang}
            changed={() => {
              again();
              setRound(round + 1);
            }}
          />
        )}
      </div>
    </section>
  );
}
