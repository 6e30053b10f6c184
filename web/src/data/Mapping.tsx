// What the table was taken for, and why: its rows, its kind, its datum, each of its columns, and the study it would make.
//
// Never here: what is wrong with it (see Findings.tsx).
import type { ReactNode } from "react";
import type { Proposal, Summary, Words } from "../api";
import { useSpeech } from "../locale";
import { datumText, fieldText } from "./words";

export function Mapping({ proposal, summary }: { proposal: Proposal; summary: Summary }) {
  const { lang, t, name } = useSpeech();
  const { table, role, kind, datum, study_toml: study } = proposal;
  if (!table) return null;
  const own = summary.parameters.kinds.find((each) => each.id === kind);
  const row = (label: string, what: ReactNode, why: Words | null) => (
    <div>
      <dt>{label}</dt>
      <dd>
        <b>{what}</b>
        {name(why) && <span>{name(why)}</span>}
      </dd>
    </div>
  );
  return (
    <>
      <section aria-labelledby="taken">
        <h3 id="taken">{t("takenFor")}</h3>
        <dl className="taken">
          {role && row(t("takenRole"), t(role === "demand" ? "roleDemand" : "roleFacilities"), proposal.role_why)}
          {kind && row(t("kind"), <>{own ? name(own.name) : <code>{kind}</code>}{!own && <em>{t("kindNew")}</em>}</>, proposal.kind_why)}
          {datum && row(t("takenDatum"), datumText(lang, datum), proposal.datum_why)}
        </dl>
      </section>
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
                <td>{name(column.why)}</td>
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
