// What is wrong with the table and what to do about it, and the places that no road reaches.
//
// Never here: single issues beyond the first few of a code.
import type { DroppedPoint, Finding, Proposal } from "../api";
import { count, distance } from "../format";
import { useSpeech } from "../locale";
import { statusText } from "../words";

/** So many lines and places are named one by one. */
const NAMED = 5;
const LISTED = 50;

const WEIGHT: Record<Finding["severity"], number> = { error: 0, warning: 1, note: 2 };

/** Issues by code, the gravest first. */
function grouped(issues: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const issue of issues) groups.set(issue.code, [...(groups.get(issue.code) ?? []), issue]);
  return [...groups.values()].sort((a, b) => weight(a) - weight(b));
}

function weight(group: Finding[]): number {
  return group[0] ? WEIGHT[group[0].severity] : 3;
}

function median(numbers: number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

export function Findings({ proposal, fly }: { proposal: Proposal; fly: (point: DroppedPoint) => void }) {
  const { lang, t, name } = useSpeech();
  const { points, issues, usable } = proposal;
  const off = points.filter((point) => point.status !== "ok");
  const middle = median(points.flatMap((point) => (point.snap_m === null ? [] : [point.snap_m])));
  return (
    <>
      {usable && (
        <section aria-labelledby="places">
          <h3 id="places">{t("placesHeading")}</h3>
          {points.length === 0 ? (
            <p>{t("placesNone")}</p>
          ) : (
            <p>
              {t("placesOn", { on: count(lang, points.length - off.length), all: count(lang, points.length) })}
              {middle !== null && t("placesMiddle", { metres: distance(lang, middle) })}
            </p>
          )}
          {off.length > 0 && (
            <ul className="off-list">
              {off.slice(0, LISTED).map((point) => (
                <li key={point.id}>
                  <button type="button" className="link" onClick={() => fly({ ...point })}>
                    {point.name || point.id}
                  </button>
                  <span>{statusText(lang, point.status, 0)}</span>
                </li>
              ))}
              {off.length > LISTED && <li className="muted">{t("andMore", { count: count(lang, off.length - LISTED) })}</li>}
            </ul>
          )}
        </section>
      )}
      <section aria-labelledby="findings">
        <h3 id="findings">{t("issues")}</h3>
        {issues.length === 0 ? (
          <p>{t("issuesNone")}</p>
        ) : (
          <ul className="findings">
            {grouped(issues).map((group) => {
              const [first] = group;
              if (!first) return null;
              return (
                <li key={first.code} className={first.severity}>
                  <span className="severity">{t(first.severity)}</span>
                  <code>{first.code}</code>
                  <b>{group.length > 1 ? count(lang, group.length) : ""}</b>
                  {group.slice(0, NAMED).map((issue, index) => (
                    <p key={index}>
                      {issue.line !== null && <span className="where">{t("line", { line: issue.line })}</span>}
                      {issue.field !== null && <span className="where">{issue.field}</span>}
                      {name(issue.cause)}
                    </p>
                  ))}
                  {group.length > NAMED && <p className="muted">{t("andMore", { count: count(lang, group.length - NAMED) })}</p>}
                  <p className="action">{name(first.action)}</p>
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </>
  );
}
