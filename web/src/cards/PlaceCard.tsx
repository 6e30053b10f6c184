// The card about a place that was asked about: why each service is in time there or not, and how far one gets from it.
//
// Never here: drawing on the map.
import { Segmented, Select, Spin, Switch } from "antd";
import type { Chances, Direction, Hours, Isochrones, Leg, LonLat, Summary, Why, WhyKind } from "../api";
import { kindColour, minuteColour } from "../colours";
import { distance, duration, minutes, percent } from "../format";
import type { Loaded } from "../load";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { isDisrupted, slotText, weekday } from "../week";
import { fromPlaceText, legText, profileText, statusText } from "../words/terms";
import { Card } from "./Card";

interface Props {
  summary: Summary;
  at: LonLat;
  why: Loaded<Why>;
  reach: Loaded<Isochrones>;
  minutes: readonly number[];
  by: { profile: string; direction: Direction };
  /** The kind whose route is drawn. */
  shown: string | null;
  week: Hours | null;
  /** The hour in which help is called; without one the boat is at the quay. */
  hour: string | null;
}

const DIRECTIONS: readonly Direction[] = ["from", "toward"];
const PROFILES = ["car", "foot", "bicycle"];

export function PlaceCard(props: Props) {
  const { t } = useSpeech();
  const [, change] = useView();
  const [lon, lat] = props.at;
  return (
    <Card title={t("place")} note={`${lat.toFixed(5)}, ${lon.toFixed(5)}`} close={() => change({ at: null, why: null })}>
      <Reasons {...props} />
      <Reach {...props} />
    </Card>
  );
}

function Reasons({ summary, why, shown, week, hour }: Props) {
  const { lang, t, list } = useSpeech();
  const [view, change] = useView();
  const { kinds, joint } = summary.parameters;
  if (why.state === "failed") {
    return (
      <div className="refusal" role="alert">
        <strong>{t("askFailed")}</strong>
        <p>{why.error.code === "point-off-network" ? t("pointOff") : why.error.message || why.error.code}</p>
      </div>
    );
  }
  if (why.state !== "ready") {
    return (
      <p className="asking" role="status">
        <Spin size="small" /> {t("asking")}
      </p>
    );
  }
  const lacking = why.value.kinds.filter((each) => !each.covered && joint.includes(each.kind)).map((each) => each.kind);
  return (
    <>
      <p className={`verdict ${lacking.length > 0 ? "fails" : "holds"}`} role="status">
        {hour && t("calledAt", { at: `${weekday(lang, hour)} ${hour.slice(11)}` })}
        {lacking.length > 0 ? t("verdictLack", { kinds: list(lacking, kinds) }) : t("verdictAll")}
      </p>
      {week && !hour && <p className="quay-note">{t("atQuayWhy")}</p>}
      {week && hour && isDisrupted(view.without) && <p className="quay-note">{t("disruptionNotAsked")}</p>}
      <ul className="reasons" aria-label={t("why")}>
        {why.value.kinds.map((each) => (
          <Reason key={each.kind} summary={summary} answer={each} step={week?.step_s ?? 3600} open={shown === each.kind} toggle={() => change({ why: shown === each.kind ? "none" : each.kind })} />
        ))}
      </ul>
    </>
  );
}

function Reason({ summary, answer, step, open, toggle }: { summary: Summary; answer: WhyKind; step: number; open: boolean; toggle: () => void }) {
  const { lang, t, name } = useSpeech();
  const index = summary.parameters.kinds.findIndex((kind) => kind.id === answer.kind);
  const kind = summary.parameters.kinds[index];
  const horizon = Math.round(summary.parameters.horizon_s / 60);
  const far = answer.seconds === null ? statusText(lang, answer.status, horizon) : minutes(lang, answer.seconds);
  return (
    <li className={answer.covered ? "holds" : "fails"}>
      <button type="button" aria-expanded={open} onClick={toggle}>
        <i className="dot" style={{ background: kindColour(index) }} aria-hidden="true" />
        <span className="reason-kind">{kind ? name(kind.name) : answer.kind}</span>
        <span className="reason-far">{far}</span>
        <span className="chip">{t(answer.covered ? "inTime" : answer.seconds === null ? "unreached" : "late")}</span>
      </button>
      {answer.facility && <p className="reason-site">{t("nearestSite", { name: name(answer.facility.name) || t("unnamedSite") })} · {t("limitOf", { limit: minutes(lang, answer.limit_s) })}</p>}
      {answer.hour && depends(answer.hour) && <Odds odds={answer.hour} slot={slotText(lang, answer.hour.from, step)} horizon={horizon} />}
      {open && answer.seconds !== null && <Legs answer={answer} profile={kind?.profile ?? "car"} />}
    </li>
  );
}

/** Does the minute of the call matter, or the hour? Where all is by road it does not. */
function depends({ best_s, p95_s, probability, week_probability }: Chances): boolean {
  return best_s !== p95_s || probability !== week_probability;
}

/** What is likely in the hour: calls come evenly, boats as they sail. */
function Odds({ odds, slot, horizon }: { odds: Chances; slot: string; horizon: number }) {
  const { lang, t } = useSpeech();
  const time = (seconds: number | null) => (seconds === null ? t("overHorizon", { minutes: horizon }) : minutes(lang, seconds));
  const parts = [
    [t("chanceBest"), time(odds.best_s)],
    [t("chanceMedian"), time(odds.median_s)],
    [t("chanceP95"), time(odds.p95_s)],
    [t("chanceWeek"), percent(lang, odds.week_probability, 0)],
  ];
  return (
    <dl className="odds" aria-label={t("chances", { slot })}>
      <div className="odds-hour">
        <dt>{t("chances", { slot })}</dt>
        <dd>
          <b>{t("chanceInTime", { share: percent(lang, odds.probability, 0) })}</b>
          <span className="split" aria-hidden="true">
            <span style={{ width: `${odds.probability * 100}%` }} />
          </span>
        </dd>
      </div>
      {parts.map(([label, shown]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{shown}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A stretch of the journey in one manner. */
interface Stretch {
  kind: Leg["kind"];
  names: string;
  seconds: number;
  metres: number;
}

/** How many roads of a stretch are named. */
const NAMED_ROADS = 3;

/** Legs of one manner that follow each other, as one, with the names of its longest roads in the order of travel. */
function stretches(legs: readonly Leg[], lang: "zh" | "en"): Stretch[] {
  const groups: Leg[][] = [];
  for (const leg of legs) {
    const last = groups.at(-1);
    if (last?.[0]?.kind === leg.kind) last.push(leg);
    else groups.push([leg]);
  }
  return groups.map((group) => {
    const lengths = new Map<string, number>();
    for (const leg of group) if (leg.name) lengths.set(leg.name, (lengths.get(leg.name) ?? 0) + (leg.metres ?? 0));
    const longest = new Set([...lengths].sort((a, b) => b[1] - a[1]).slice(0, NAMED_ROADS).map(([name]) => name));
    const sum = (of: (leg: Leg) => number) => group.reduce((total, leg) => total + of(leg), 0);
    return {
      kind: group[0]?.kind ?? "road",
      names: [...lengths.keys()].filter((name) => longest.has(name)).join(lang === "zh" ? "、" : ", "),
      seconds: sum((leg) => leg.seconds),
      metres: sum((leg) => leg.metres ?? 0),
    };
  });
}

function Legs({ answer, profile }: { answer: WhyKind; profile: string }) {
  const { lang, t } = useSpeech();
  const legs = stretches(answer.legs ?? [], lang);
  const seconds = answer.seconds ?? 0;
  const scale = Math.max(seconds, answer.limit_s);
  return (
    <div className="legs">
      <div className="leg-bar" aria-hidden="true">
        {legs.map((leg, index) => (
          <span key={index} className={`leg-${leg.kind}`} style={{ width: `${(leg.seconds / scale) * 100}%` }} />
        ))}
        <i style={{ left: `${(answer.limit_s / scale) * 100}%` }} />
      </div>
      <ol>
        {legs.map((leg, index) => (
          <li key={index}>
            <i className={`leg-${leg.kind}`} aria-hidden="true" />
            <span>
              {legText(lang, leg.kind, profile)}
              {leg.metres > 0 && <small>{distance(lang, leg.metres)}</small>}
              {leg.names && <em>{leg.kind === "road" ? t("via", { roads: leg.names }) : leg.names}</em>}
            </span>
            <b>{duration(lang, leg.seconds)}</b>
          </li>
        ))}
        <li className="leg-total">
          <i aria-hidden="true" />
          <span>{t("total")}</span>
          <b>{minutes(lang, seconds)}</b>
        </li>
      </ol>
    </div>
  );
}

function Reach({ summary, reach, minutes: limits, by }: Props) {
  const { lang, t } = useSpeech();
  const [view, change] = useView();
  const profiles = [...new Set([...PROFILES, ...summary.parameters.kinds.map((kind) => kind.profile)])];
  return (
    <section className="reach">
      <header>
        <h3 id="reach-title">{t("reach")}</h3>
        {reach.state === "loading" && <Spin size="small" />}
        <Switch size="small" checked={view.reach} onChange={(on) => change({ reach: on })} aria-label={t("reachShow")} />
      </header>
      {view.reach && (
        <>
          <Segmented<Direction>
            block
            size="small"
            aria-label={t("direction")}
            value={by.direction}
            options={DIRECTIONS.map((direction) => ({ value: direction, label: fromPlaceText(lang, direction) }))}
            onChange={(direction) => change({ direction })}
          />
          <div className="reach-row">
            <Select
              size="small"
              aria-label={t("profile")}
              value={by.profile}
              options={profiles.map((profile) => ({ value: profile, label: profileText(lang, profile) }))}
              onChange={(profile: string) => change({ profile })}
              popupMatchSelectWidth={false}
            />
            <ul className="reach-legend">
              {limits.map((limit, index) => (
                <li key={limit}>
                  <i style={{ background: minuteColour(index, limits.length) }} aria-hidden="true" />
                  {lang === "zh" ? `${limit} 分` : `${limit} min`}
                </li>
              ))}
            </ul>
          </div>
          {reach.state === "failed" && (
            <p className="refusal" role="alert">
              {t("isochroneFailed")}: {reach.error.code === "point-off-network" ? t("pointOff") : reach.error.message || reach.error.code}
            </p>
          )}
        </>
      )}
    </section>
  );
}
