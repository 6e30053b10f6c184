// The first panel: where the promise holds, and for how many people it does not.
//
// Never here: the map; choosing a kind here only changes the view.
import { Alert, Tooltip } from "antd";
import { lazy, Suspense } from "react";
import type { Summary } from "../api";
import { FAILS } from "../colours";
import { count, minutes, percent, ratio } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";

const CoverageChart = lazy(() => import("./CoverageChart"));

export function Overview({ summary }: { summary: Summary }) {
  const { t } = useSpeech();
  const { demand, parameters } = summary;
  return (
    <div className="overview scroll" tabIndex={0} role="region" aria-label={t("overview")}>
      {demand.people === null && <Alert type="info" showIcon title={t("withheld")} description={t("withheldWhy", { k: parameters.minimum_group })} />}
      <Joint summary={summary} />
      <ByKind summary={summary} />
      <Missing summary={summary} />
      <Facts summary={summary} />
    </div>
  );
}

function Joint({ summary }: { summary: Summary }) {
  const { lang, t, list } = useSpeech();
  const [, change] = useView();
  const { joint, gaps, demand, parameters } = summary;
  return (
    <section className="joint">
      <div>
        <h2>{t("jointLong")}</h2>
        <p className="joint-means">{t("jointMeans", { kinds: list(parameters.joint, parameters.kinds) })} · {t("within", { minutes: Math.round(parameters.limit_s / 60) })}</p>
      </div>
      <p className="joint-share">{percent(lang, joint.share)}</p>
      {joint.share !== null && (
        <div className="split" aria-hidden="true">
          <span style={{ width: `${joint.share * 100}%` }} />
        </div>
      )}
      <p className="joint-people">{demand.people === null ? t("notPublished") : t("ofPeople", { covered: count(lang, joint.people_covered), people: count(lang, demand.people) })}</p>
      {gaps.people !== null && gaps.count > 0 && (
        <p className="joint-outside">
          {t("outside", { people: count(lang, gaps.people), gaps: count(lang, gaps.count) })}
          <button type="button" className="link" onClick={() => change({ tab: "gaps" })}>
            {t("seeGaps")}
          </button>
        </p>
      )}
      {gaps.people !== null && gaps.count === 0 && <p className="joint-outside none">{t("outsideNone")}</p>}
    </section>
  );
}

function ByKind({ summary }: { summary: Summary }) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const { kinds } = summary.parameters;
  const figures = kinds.map((kind) => summary.kinds.find((each) => each.id === kind.id));
  const rows = [
    ...kinds.map((kind, index) => ({ id: kind.id, name: name(kind.name), share: figures[index]?.share ?? null })),
    { id: "joint", name: t("joint"), share: summary.joint.share },
  ];
  const shown = view.theme === "coverage" ? view.kind : null;
  const choose = (kind: string) => change({ theme: "coverage", kind });
  return (
    <section>
      <h2>{t("byKind")}</h2>
      {/* Withheld figures have no bars: an empty one would read as "nobody". */}
      {rows.every((row) => row.share !== null) && (
      <Suspense fallback={<div className="chart" style={{ height: rows.length * 30 + 8 }} />}>
        <CoverageChart rows={rows} shown={shown} lang={lang} label={t("chart", { rows: rows.map((row) => `${row.name} ${percent(lang, row.share)}`).join(", ") })} choose={choose} />
      </Suspense>
      )}
      <table className="kinds">
        <thead>
          <tr>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("facilitiesShort")}</th>
            <th scope="col">
              <Tooltip title={t("medianWhy")}>
                <span>{t("median")}</span>
              </Tooltip>
            </th>
            <th scope="col">
              <Tooltip title={t("p95Why")}>
                <span>{t("p95")}</span>
              </Tooltip>
            </th>
            <th scope="col">{t("people")}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind, index) => {
            const row = figures[index];
            return (
              <tr key={kind.id} className={shown === kind.id ? "shown" : ""}>
                <th scope="row">
                  <button type="button" className="link" aria-pressed={shown === kind.id} title={t("showOnMap")} onClick={() => choose(kind.id)}>
                    {name(kind.name)}
                  </button>
                </th>
                <td>{count(lang, row?.facilities)}</td>
                <td>{minutes(lang, row?.median_s)}</td>
                <td>{minutes(lang, row?.p95_s)}</td>
                <td>{count(lang, row?.people_covered)}</td>
              </tr>
            );
          })}
          <tr className={shown === "joint" ? "shown" : ""}>
            <th scope="row">
              <button type="button" className="link" aria-pressed={shown === "joint"} title={t("showOnMap")} onClick={() => choose("joint")}>
                {t("joint")}
              </button>
            </th>
            <td />
            <td />
            <td />
            <td>{count(lang, summary.joint.people_covered)}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function Missing({ summary }: { summary: Summary }) {
  const { lang, t, list } = useSpeech();
  const rows = [...summary.joint.missing].sort((a, b) => b.people - a.people);
  if (rows.length === 0) return null;
  const most = rows[0]?.people ?? 1;
  return (
    <section>
      <h2>{t("missing")}</h2>
      <ul className="bars">
        {rows.map((row) => (
          <li key={row.kinds.join("+")}>
            <span className="bar-name">{list(row.kinds, summary.parameters.kinds)}</span>
            <span className="bar-track" aria-hidden="true">
              <span style={{ width: `${(ratio(row.people, most) ?? 0) * 100}%`, background: FAILS }} />
            </span>
            <span className="bar-value">{count(lang, row.people)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ summary }: { summary: Summary }) {
  const { lang, t, name } = useSpeech();
  const { ferries, demand, parameters, kinds } = summary;
  const unsnapped = demand.unsnapped.reduce((sum, each) => sum + (each.people ?? 0), 0);
  const horizon = Math.round(parameters.horizon_s / 60);
  return (
    <section>
      <h2>{t("facts")}</h2>
      <ul className="facts">
        {ferries.lines > 0 && <li>{t("factFerries", { joined: ferries.joined, lines: ferries.lines, people: count(lang, ferries.used_by_people) })}</li>}
        {unsnapped > 0 && <li>{t("factUnsnapped", { people: count(lang, unsnapped) })}</li>}
        {kinds
          .filter((kind) => (kind.unreached_people ?? 0) > 0)
          .map((kind) => (
            <li key={kind.id}>
              {t("factUnreached", { people: count(lang, kind.unreached_people), minutes: horizon, kind: name(parameters.kinds.find((each) => each.id === kind.id)?.name) || kind.id })}
            </li>
          ))}
        <li>{t("factUnits", { k: parameters.minimum_group })}</li>
      </ul>
    </section>
  );
}
