// What the table was taken for, and why: its rows, its kind, its datum, where its places are, each of its columns, and
// the study it would make.
//
// Never here: what is wrong with it (see Findings.tsx).
import type { ReactNode } from "react";
import type { DroppedPoint, Proposal, Summary } from "../api";
import { count, distance } from "../format";
import { useSpeech } from "../locale";
import { Quoted } from "../Quoted";
import { statusText } from "../words/terms";
import { datumText, fieldText } from "./words";

/** So many places without a road are listed. */
const LISTED = 50;

function median(numbers: number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

export function TakenFor({ proposal, summary, fly }: { proposal: Proposal; summary: Summary; fly: (point: DroppedPoint) => void }) {
  const { lang, t, name } = useSpeech();
  const { role, kind, datum, points, usable } = proposal;
  const own = summary.parameters.kinds.find((each) => each.id === kind);
  const off = points.filter((point) => point.status !== "ok");
  const middle = median(points.flatMap((point) => (point.snap_m === null ? [] : [point.snap_m])));
  const row = (label: string, what: ReactNode, why: string) => (
    <div>
      <dt>{label}</dt>
      <dd>
        <b>{what}</b>
        {why && <span><Quoted text={why} /></span>}
      </dd>
    </div>
  );
  const places = points.length === 0 ? t("placesNone") : t("placesOn", { on: count(lang, points.length - off.length), all: count(lang, points.length) });
  return (
    <section aria-labelledby="taken">
      <h3 id="taken">{t("takenFor")}</h3>
      <dl className="taken">
        {role && row(t("takenRole"), t(role === "demand" ? "roleDemand" : "roleFacilities"), name(proposal.role_why))}
        {kind && row(t("kind"), <>{own ? name(own.name) : <code>{kind}</code>}{!own && <em>{t("kindNew")}</em>}</>, name(proposal.kind_why))}
        {datum && row(t("takenDatum"), datumText(lang, datum), name(proposal.datum_why))}
        {usable && row(t("placesHeading"), places, middle === null ? "" : t("placesMiddle", { metres: distance(lang, middle) }))}
      </dl>
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
  );
}

export function Mapping({ proposal }: { proposal: Proposal }) {
  const { lang, t, name } = useSpeech();
  const { table, study_toml: study } = proposal;
  if (!table) return null;
  return (
    <>
      <section aria-labelledby="columns">
        <h3 id="columns">{t("columns")}</h3>
        <table className="columns">
          <thead>
            <tr>
              <th scope="col">{t("columnName")}</th>
              <th scope="col">{t("columnField")}</th>
              <th scope="col">{t("columnWhy")}</th>
            </tr>
          </thead>
          <tbody>
            {table.columns.map((column, index) => (
              <tr key={index} className={column.meaning ? "used" : ""}>
                <th scope="row">{column.name === "#row" ? t("rowNumber") : column.name || "…"}</th>
                <td>{column.meaning ? fieldText(lang, column.meaning) : <span aria-label={t("columnUnused")}>–</span>}</td>
                <td><Quoted text={name(column.why)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="muted">{t("takenWrong")}</p>
      </section>
      {study && (
        <section>
          <details className="study-text">
            <summary>{t("studyText")}</summary>
            <pre tabIndex={0}>{study}</pre>
          </details>
        </section>
      )}
    </>
  );
}
