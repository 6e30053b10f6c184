// The scenarios there are: what each changes, where it comes from, and a button that deletes those kept here.
//
// Never here: comparing them.
import { Button, Popconfirm, Tooltip } from "antd";
import { useState } from "react";
import { ApiError, type Api, type Facility, type Scenario, type Summary } from "../api";
import { useSpeech } from "../locale";
import { facilityName } from "../map/LayerSwitch";
import { modificationText } from "../plan/words";
import { BASELINE, useView, type Lang } from "../view";

interface Props {
  summary: Summary;
  api: Api;
  scenarios: readonly Scenario[];
  facilities: readonly Facility[];
  lang: Lang;
  changed: () => void;
}

/** So many changes are listed; the others are counted. */
const LISTED = 4;

export function ScenarioList({ summary, api, scenarios, facilities, lang, changed }: Props) {
  const { t, name } = useSpeech();
  const [view, change] = useView();
  const { pair } = view;
  const [refused, setRefused] = useState<ApiError | null>(null);
  const site = (id: string) => {
    const found = facilities.find(({ properties }) => properties.id === id);
    return found ? facilityName(found, lang, t("unnamedSite")) : id;
  };
  const remove = (id: string) => {
    setRefused(null);
    const other = (side: string) => (side === id ? BASELINE : side);
    api.forget(id).then(
      () => {
        change({ pair: { a: other(pair.a), b: other(pair.b) } }, false);
        changed();
      },
      (reason: unknown) => setRefused(reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason))),
    );
  };
  return (
    <section className="scenario-list">
      <header className="plan-row">
        <h3 className="grow">{t("pageScenarios")}</h3>
        <Button size="small" onClick={() => change({ page: "site", edit: view.edit ?? { added: [], moved: [], closed: [] } })}>
          {t("scenarioMake")}
        </Button>
      </header>
      {refused && <p className="refusal" role="alert">{refused.message || refused.code}</p>}
      <ul>
        {scenarios.map((each) => {
          const title = name(each.name) || each.id;
          const base = each.base && (name(scenarios.find(({ id }) => id === each.base)?.name) || each.base);
          return (
            <li key={each.id} data-scenario={each.id}>
              <div className="scenario-head">
                <b>{title}</b>
                {each.outdated && (
                  <Tooltip title={t("scenarioOutdatedWhy")}>
                    <span className="tag-warn" tabIndex={0}>{t("scenarioOutdated")}</span>
                  </Tooltip>
                )}
                <span className="tag-quiet">{t(each.source === "kept" ? "scenarioKept" : "scenarioStudy")}</span>
              </div>
              <ul className="modifications">
                {base && <li>{t("scenarioBase", { name: base })}</li>}
                {each.modifications.slice(0, LISTED).map((modification, index) => (
                  <li key={index}>{modificationText(lang, modification, summary.parameters.kinds, site)}</li>
                ))}
                {each.modifications.length > LISTED && <li>{t("andMore", { count: each.modifications.length - LISTED })}</li>}
              </ul>
              <div className="scenario-do">
                {(["a", "b"] as const).map((side) => {
                  const label = t("scenarioAs", { side: t(side === "a" ? "scenarioA" : "scenarioB") });
                  return (
                    <button key={side} type="button" className="side" aria-pressed={pair[side] === each.id} aria-label={`${title}: ${label}`} onClick={() => change({ pair: { ...pair, [side]: each.id } })}>
                      {label}
                    </button>
                  );
                })}
                {each.source === "kept" && (
                  <Popconfirm title={t("scenarioDeleteSure")} okText={t("scenarioDeleteDo")} cancelText={t("scenarioKeep")} onConfirm={() => remove(each.id)}>
                    <button type="button" className="link" aria-label={t("scenarioDelete", { name: title })}>
                      {t("scenarioDeleteDo")}
                    </button>
                  </Popconfirm>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
