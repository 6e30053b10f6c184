// The answer of a search: what it brings, the sites by what each brings, those that close, the curve of gains, whether it is steady, and its proof.
//
// Never here: the story of one site (see SiteCard.tsx).
import { lazy, Suspense, useMemo } from "react";
import type { Kind, Siting, Summary } from "../api";
import { count, minutes, percent, ratio } from "../format";
import { useSpeech } from "../locale";
import { walk } from "../panels/walk";
import { useView } from "../view";
import { nameOf, withService, type Named } from "./names";
import { ranked } from "./rank";
import { Stages } from "./Stages";
import { boundText, statusText } from "./words";

const Curve = lazy(() => import("./Curve"));

interface Props {
  summary: Summary;
  siting: Siting;
  names: Map<string, Named>;
  choose: (id: string) => void;
}

export function Result({ summary, siting, names, choose }: Props) {
  const { lang, t, name, list } = useSpeech();
  const [{ plan }] = useView();
  const { kinds } = summary.parameters;
  const { people_covered_before: before, people_covered_after: after, sites } = siting;
  const people = summary.demand.people;
  const gain = before === null || after === null ? null : after - before;
  const rows = ranked(siting);
  const most = Math.max(1, ...rows.map((site) => site.people_gained ?? 0));
  const bound = boundText(lang, siting);
  const closing = siting.close !== undefined;
  const found = siting.status !== "infeasible";
  return (
    <section className="result">
      <p className={`proof ${siting.status}`} role="status">
        <b>{statusText(lang, siting)}</b>
        {bound && <span>{bound}</span>}
        <span className="muted">
          {t("certified")} · {t("steps", { steps: count(lang, siting.iterations) })}
        </span>
      </p>
      {siting.kinds && (
        <p className="muted">
          {t("resultTogether", { kinds: list(siting.kinds, kinds) })}
          {lang === "zh" ? "" : " "}
          {t("resultTogetherMap")}
        </p>
      )}
      {siting.impossible_points !== undefined && siting.impossible_points > 0 && <p className="refusal">{t("impossible", { count: count(lang, siting.impossible_points) })}</p>}
      {siting.least_limit !== undefined && siting.least_limit !== null && <p>{t("leastLimit", { limit: minutes(lang, siting.least_limit) })}</p>}
      {gain !== null && found && (
        <dl className="effect">
          <div>
            <dt>{t("resultBefore")}</dt>
            <dd>{count(lang, before)}</dd>
            <dd className="muted">{percent(lang, ratio(before, people))}</dd>
          </div>
          <div>
            <dt>{t(closing ? "resultAfterClosing" : "resultAfter")}</dt>
            <dd>{count(lang, after)}</dd>
            <dd className="muted">{percent(lang, ratio(after, people))}</dd>
          </div>
          <div className={gain < 0 ? "gain loss" : "gain"}>
            <dt>{t("editChange")}</dt>
            <dd>{`${gain > 0 ? "+" : gain < 0 ? "−" : ""}${count(lang, Math.abs(gain))}`}</dd>
            <dd className="muted">{people ? t("resultShare", { share: percent(lang, Math.abs(gain) / people) }) : ""}</dd>
          </div>
        </dl>
      )}
      {closing && found && <Closed siting={siting} kinds={kinds} names={names} choose={choose} />}
      {siting.stages && found && <Stages siting={siting} stages={siting.stages} kinds={kinds} before={before} names={names} />}
      {!closing && found && <h3>{t("resultSites")}</h3>}
      {siting.budget !== undefined && sites.length > 0 && <p className="muted">{t(sites.length === 1 ? "resultBudgetOne" : "resultBudget", { budget: count(lang, siting.budget), count: sites.length })}</p>}
      {sites.length === 0 && !closing && found && <p className="muted">{t("resultNothing")}</p>}
      {siting.p !== null && sites.length > 0 && sites.length < siting.p && <p className="muted">{t("resultFewer", { wanted: siting.p, count: sites.length })}</p>}
      <ol className="site-list" aria-label={t("resultSites")} onKeyDown={walk}>
        {rows.map((site, index) => (
          <li key={`${site.kind ?? ""} ${site.id}`}>
            <button type="button" aria-pressed={plan.site === site.id} onClick={() => choose(site.id)}>
              <span className="site-rank">{index + 1}</span>
              <span className="site-name">{nameOf(lang, names, site.id)}</span>
              <span className="site-gain">{site.people_gained === null ? t("siteGainNone") : `+${count(lang, site.people_gained)}`}</span>
              {site.kind && <span className="site-service">{name(kinds.find(({ id }) => id === site.kind)?.name) || site.kind}</span>}
              <span className="gain-track" aria-hidden="true">
                <span style={{ width: `${((site.people_gained ?? 0) / most) * 100}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Gains siting={siting} />
      <Steady siting={siting} names={names} />
    </section>
  );
}

function Closed({ siting, kinds, names, choose }: Omit<Props, "summary"> & { kinds: readonly Kind[] }) {
  const { lang, t } = useSpeech();
  const [{ plan }] = useView();
  const closed = siting.closed ?? [];
  if (closed.length === 0) return <p className="muted">{t("resultClosedNone")}</p>;
  return (
    <section>
      <h3>{t("resultClosed")}</h3>
      <ol className="site-list closed-list" aria-label={t("resultClosed")} onKeyDown={walk}>
        {closed.map(({ id, people_lost: lost }, index) => (
          <li key={index}>
            <button type="button" aria-pressed={plan.site === id} onClick={() => choose(id)}>
              <span className="site-rank" aria-hidden="true">×</span>
              <span className="site-name">{withService(lang, nameOf(lang, names, id), kinds, siting.kinds ? (names.get(id)?.kinds ?? []) : [])}</span>
              <span className="site-gain">{lost === null ? t("siteGainNone") : lost === 0 ? "0" : `−${count(lang, lost)}`}</span>
            </button>
          </li>
        ))}
      </ol>
      <p className="muted">{t("siteLossHint")}</p>
    </section>
  );
}

function Gains({ siting }: { siting: Siting }) {
  const { lang, t } = useSpeech();
  const points = useMemo(() => {
    const start = siting.people_covered_before === null ? [] : [{ p: 0, people: siting.people_covered_before }];
    const steps = (siting.curve ?? []).flatMap(({ p, people_covered }) => (people_covered === null ? [] : [{ p, people: people_covered }]));
    return [...start, ...steps];
  }, [siting]);
  if (points.length < 2) return null;
  const rows = points.map(({ p, people }) => `${p}: ${count(lang, people)}`).join("; ");
  return (
    <section className="gains">
      <h3>{t("curveTitle")}</h3>
      <Suspense fallback={<div className="curve" />}>
        <Curve points={points} lang={lang} label={t("curve", { rows })} />
      </Suspense>
      <p className="muted">{t("curveHint")}</p>
    </section>
  );
}

function Steady({ siting, names }: { siting: Siting; names: Map<string, Named> }) {
  const { lang, t } = useSpeech();
  const cases = siting.sensitivity ?? [];
  if (cases.length === 0 || siting.sites.length === 0) return null;
  const firm = siting.sites.map(({ id }) => ({ id, times: cases.filter((each) => each.sites.includes(id)).length })).sort((a, b) => b.times - a.times)[0];
  const same = cases.every((each) => each.same === siting.sites.length);
  return (
    <section className="steady">
      <h3>{t("steadyTitle")}</h3>
      <p>{same ? t("steadyAll") : firm && t("steadyMost", { site: nameOf(lang, names, firm.id), count: firm.times, all: cases.length })}</p>
      <table className="kinds">
        <thead>
          <tr>
            <th scope="col">{t("steadySpeed")}</th>
            <th scope="col">{t("steadyLimit")}</th>
            <th scope="col">{t("steadySame")}</th>
            <th scope="col">{t("steadyPeople")}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map(({ speed, limit, same: equal, people_covered: people }) => (
            <tr key={`${speed} ${limit}`}>
              <th scope="row">{`${Math.round(speed * 100)}${lang === "zh" ? "%" : " %"}`}</th>
              <td>{minutes(lang, limit)}</td>
              <td>{`${equal} / ${siting.sites.length}`}</td>
              <td>{count(lang, people)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
