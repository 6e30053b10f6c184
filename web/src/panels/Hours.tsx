// The week by the hour: when help is in time for how many, and what it would be without some boats.
//
// Never here: drawing the strip (see HeatStrip.tsx), the list of lines (see Lines.tsx).
import { Button, Empty, Segmented, Spin } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Hours, Line, Summary } from "../api";
import { LOSSES, WEEK } from "../colours";
import { count, percent } from "../format";
import { value, type Loaded } from "../load";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { calendarDay, figures, isDisrupted, reached, slotShare, slotText, telling, weekday, type WeekFigures } from "../week";
import type { Cell } from "./HeatStrip";
import { Lines } from "./Lines";

const HeatStrip = lazy(() => import("./HeatStrip"));

interface Props {
  summary: Summary;
  loaded: Loaded<Hours>;
  /** The week without the boats that are cancelled; asked for when some are. */
  left: Loaded<Hours>;
  lines: Loaded<Line[]>;
  hour: string | null;
  retry: { hours: () => void; left: () => void; lines: () => void };
}

export function HoursPanel({ summary, loaded, left, lines, hour, retry }: Props) {
  const { t } = useSpeech();
  if (loaded.state === "failed" && loaded.error.code === "not-found") {
    return (
      <div className="scroll center">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("hoursNone")}</strong><br />{t("hoursNoneWhy")}</>} />
      </div>
    );
  }
  if (loaded.state === "failed") return <Failed retry={retry.hours} message={loaded.error.message} />;
  if (loaded.state !== "ready") return <div className="scroll center" role="status"><Spin />{t("hoursLoading")}</div>;
  return (
    <div className="hours">
      <Week summary={summary} week={loaded.value} left={left} lines={lines} hour={hour} retry={retry.left} />
      <Lines lines={lines} retry={retry.lines} />
    </div>
  );
}

function Failed({ retry, message = "" }: { retry: () => void; message?: string }) {
  const { t } = useSpeech();
  return (
    <div className="scroll center" role="alert">
      <p>{t("layerFailed")}</p>
      {message && <p className="muted">{message}</p>}
      <Button onClick={retry}>{t("retry")}</Button>
    </div>
  );
}

function Week({ summary, week, left, lines, hour, retry }: { summary: Summary; week: Hours; left: Loaded<Hours>; lines: Loaded<Line[]>; hour: string | null; retry: () => void }) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const [pointed, setPointed] = useState<string | null>(null);
  const { kinds } = summary.parameters;
  const options = [{ value: "joint", label: t("joint") }, ...kinds.map((kind) => ({ value: kind.id, label: name(kind.name) }))];
  const kind = kinds.some((each) => each.id === view.kind) ? view.kind : "joint";
  const kindName = options.find((option) => option.value === kind)?.label ?? kind;
  const disrupted = isDisrupted(view.without);
  const after = disrupted ? value(left) : null;
  const shown = after ?? week;
  const losses = after !== null && view.losses;
  const lost = useMemo(() => new Map(after?.without?.lost.map((row) => [row.hour, kind === "joint" ? row.joint : (row.kinds[kind] ?? 0)])), [after, kind]);
  const cells = useMemo(
    () => shown.hours.map((row): Cell => ({ hour: row.hour, day: row.day, time: row.time, value: losses ? (row.people === null ? null : (lost.get(row.hour) ?? 0)) : slotShare(row, kind) })),
    [shown, losses, lost, kind],
  );
  const days = useMemo(() => {
    const first = new Map(week.hours.map((row) => [row.day, row.hour]));
    return [...first].sort((a, b) => a[0] - b[0]).map(([, at]) => weekday(lang, at));
  }, [week, lang]);
  const before = figures(week, kind);
  const now = figures(shown, kind);
  const values = cells.flatMap((cell) => (cell.value === null ? [] : [cell.value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const share = (of: number) => percent(lang, of);
  const range: [number, number] = losses ? [0, Math.max(most, 1)] : [least, most];
  const label = losses
    ? t("stripLost", { kind: kindName, most: count(lang, most) })
    : t("strip", { kind: kindName, worst: now.worst ? `${slotText(lang, now.worst.hour, week.step_s)} ${percent(lang, slotShare(now.worst, kind))}` : "—", best: now.best ? `${slotText(lang, now.best.hour, week.step_s)} ${percent(lang, slotShare(now.best, kind))}` : "—" });
  const read = pointed ?? hour;
  return (
    <section className="week" aria-labelledby="week-title">
      <header>
        <h2 id="week-title">{t("hoursTitle")}</h2>
        <p className="muted">{t("hoursWeek", { monday: calendarDay(lang, week.monday), zone: week.time_zone })}</p>
      </header>
      <Segmented<string> size="small" aria-label={t("kind")} value={kind} options={options} onChange={(chosen) => change({ kind: chosen })} />
      {values.length === 0 ? (
        <p className="muted">{t("withheldWhy", { k: summary.parameters.minimum_group })}</p>
      ) : (
        <>
          {disrupted && (
            <div className="what-if-row">
              <span className="what-if-tag">{t("whatIfTag")}</span>
              <Segmented<string>
                size="small"
                aria-label={t("whatIf")}
                value={view.losses ? "lost" : "left"}
                options={[{ value: "lost", label: t("showLost") }, { value: "left", label: t("showLeft") }]}
                onChange={(chosen) => change({ losses: chosen === "lost" })}
              />
              {left.state === "loading" && <Spin size="small" />}
            </div>
          )}
          <div className={disrupted && !after ? "strip-box stale" : "strip-box"}>
            <Suspense fallback={<div className="strip" style={{ height: 154 }} />}>
              <HeatStrip cells={cells} days={days} colours={losses ? LOSSES : WEEK} range={range} shown={hour} label={label} choose={(chosen) => change({ hour: chosen === hour ? null : chosen, theme: "coverage" })} point={setPointed} />
            </Suspense>
          </div>
          <p className="strip-legend">
            {losses && most === 0 ? (
              t("stripNobody")
            ) : losses ? (
              <>
                {t("stripNobody")}
                <i style={{ background: `linear-gradient(90deg, ${LOSSES.join(", ")})` }} aria-hidden="true" />
                {t("stripPeople", { people: count(lang, most) })}
              </>
            ) : most > least ? (
              <>
                {t("stripFewest", { people: count(lang, now.worst && reached(now.worst, kind)), share: share(least) })}
                <i style={{ background: `linear-gradient(90deg, ${WEEK.join(", ")})` }} aria-hidden="true" />
                {t("stripMost", { people: count(lang, now.best && reached(now.best, kind)), share: share(most) })}
              </>
            ) : (
              t("stripSame", { share: share(most) })
            )}
          </p>
          <p className="slot" role="status">
            {read ? <Slot week={shown} hour={read} kind={kind} lost={after ? lost : null} /> : <span className="muted">{t("stripHint")}</span>}
          </p>
        </>
      )}
      {disrupted && left.state === "failed" && (
        <p className="refusal" role="alert">
          {left.error.code === "too-slow" ? t("tooSlow") : left.error.message || t("layerFailed")} <Button size="small" onClick={retry}>{t("retry")}</Button>
        </p>
      )}
      <Figures now={now} before={after ? before : null} kind={kind} step={week.step_s} />
      {after?.without && <Loss after={after} lost={lost} kind={kind} kindName={kindName} lines={value(lines) ?? []} />}
    </section>
  );
}

/** One hour in a sentence. */
function Slot({ week, hour, kind, lost }: { week: Hours; hour: string; kind: string; lost: Map<string, number> | null }) {
  const { lang, t } = useSpeech();
  const row = week.hours.find((each) => each.hour === hour);
  if (!row) return null;
  const slot = slotText(lang, hour, week.step_s);
  const people = reached(row, kind);
  if (people === null) return t("slotSkipped", { slot });
  const away = lost?.get(hour) ?? 0;
  return (
    <>
      {t("slotReached", { slot, people: count(lang, people), share: percent(lang, slotShare(row, kind)) })}
      {away > 0 && <b className="fails-text"> −{count(lang, away)}</b>}
    </>
  );
}

function Figures({ now, before, kind, step }: { now: WeekFigures; before: WeekFigures | null; kind: string; step: number }) {
  const { lang, t } = useSpeech();
  const hour = (row: WeekFigures["best"]) => (row ? slotShare(row, kind) : null);
  const tiles = [
    { key: "weekShare", share: now.share, was: before?.share, note: "" },
    { key: "nightShare", share: now.night, was: before?.night, note: "" },
    { key: "bestHour", share: hour(now.best), was: before && hour(before.best), note: now.best ? slotText(lang, now.best.hour, step) : "" },
    { key: "worstHour", share: hour(now.worst), was: before && hour(before.worst), note: now.worst ? slotText(lang, now.worst.hour, step) : "" },
  ] as const;
  const digits = telling(tiles.flatMap((tile) => [tile.share, tile.was]));
  return (
    <dl className="week-figures">
      {tiles.map(({ key, share, was, note }) => (
        <div key={key} data-figure={key}>
          <dt>{t(key)}</dt>
          <dd>{percent(lang, share, digits)}</dd>
          <dd className="muted">{was !== null && was !== undefined && was !== share ? t("insteadOf", { share: percent(lang, was, digits) }) : note}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the disruption costs over the week. */
function Loss({ after, lost, kind, kindName }: { after: Hours; lost: Map<string, number>; kind: string; kindName: string; lines: readonly Line[] }) {
  const { lang, t } = useSpeech();
  const hours = after.without?.people_hours_lost[kind] ?? 0;
  const [worst] = [...lost].sort((a, b) => b[1] - a[1]);
  const away = worst && worst[1] > 0 ? worst : null;
  if (hours === 0 && !away) return <p className="loss none">{t("lostNobody", { kind: kindName })}</p>;
  return (
    <p className="loss">
      <b>{t("lostHours", { hours: count(lang, hours), kind: kindName })}</b>
      {away && <span>{t("lostMost", { slot: slotText(lang, away[0], after.step_s), people: count(lang, away[1]) })}</span>}
    </p>
  );
}
