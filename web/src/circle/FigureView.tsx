// Figures of an analysis, whatever they are: numbers as tiles, lists as bars or tables, curves drawn, definitions below.
//
// Never here: which analyses there are (see parts.ts).
import { lazy, Suspense } from "react";
import type { Figure, Kind } from "../api";
import { HOLDS } from "../colours";
import { count, percent } from "../format";
import { useSpeech } from "../locale";
import { labelOf, numberText, wordText } from "./labels";
import { columns, isCurve, isDefinition, isGroup, isInterval, isParameter, isPart, isRows, isScalar, isWords, type Group } from "./shape";

const Lorenz = lazy(() => import("./Lorenz"));

/** Lists with one number a row, and no more rows than these, are drawn as bars. */
const BARS = 14;
/** A table of figures has at most so many columns. */
const WIDE = 6;
/** Of longer lists so many rows are shown; tables have the others. */
const ROWS = 40;

export function FigureView({ figures, kinds, titled = null }: { figures: Group; kinds: readonly Kind[]; titled?: string | null }) {
  const { lang, t } = useSpeech();
  const entries = Object.entries(figures);
  const plain = entries.filter(([key, value]) => value !== null && !isDefinition(key) && (isScalar(value) || isPart(value) || isInterval(value)));
  const parameters = entries.filter(([key]) => isParameter(key));
  const deeper = entries.filter(([key, value]) => !isDefinition(key) && !isParameter(key) && !isScalar(value) && !isPart(value) && !isInterval(value) && !isWords(value));
  const texts = entries.filter(([key, value]) => isDefinition(key) || isWords(value)).flatMap(([, value]) => (Array.isArray(value) ? value : [value]));
  return (
    <div className="figure-view">
      {titled && <h4>{titled}</h4>}
      {plain.length > 0 && (
        <dl className="tiles">
          {plain.map(([key, value]) => (
            <div key={key}>
              <dt>{labelOf(lang, key, kinds)}</dt>
              <dd>{isPart(value) ? count(lang, value.people) : <Plain name={key} value={value} kinds={kinds} />}</dd>
              {isPart(value) && value.share !== undefined && <dd className="muted">{percent(lang, value.share)}</dd>}
            </div>
          ))}
        </dl>
      )}
      {deeper.map(([key, value]) => (
        <Deeper key={key} name={key} value={value} kinds={kinds} gini={typeof figures["gini"] === "number" ? figures["gini"] : null} />
      ))}
      {parameters.length > 0 && (
        <details className="definitions">
          <summary>{t("circleParameters")}</summary>
          {parameters.map(([key, value]) => (
            <Deeper key={key} name={key} value={value} kinds={kinds} gini={null} />
          ))}
        </details>
      )}
      {texts.length > 0 && (
        <details className="definitions" open>
          <summary>{t("circleDefinitions")}</summary>
          <ul>
            {texts.map((value, index) => (
              <li key={index}>{isWords(value) ? value[lang] : isScalar(value) ? String(value) : isGroup(value) ? <Texts group={value} kinds={kinds} /> : null}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Texts({ group, kinds }: { group: Group; kinds: readonly Kind[] }) {
  const { lang } = useSpeech();
  return (
    <dl>
      {Object.entries(group).map(([key, value]) => (
        <div key={key}>
          <dt>{labelOf(lang, key, kinds)}</dt>
          <dd>{isWords(value) ? value[lang] : isScalar(value) ? String(value) : ""}</dd>
        </div>
      ))}
    </dl>
  );
}

function Plain({ name, value, kinds }: { name: string; value: Figure | undefined; kinds: readonly Kind[] }) {
  const { lang, t } = useSpeech();
  if (value === undefined || value === null) return "—";
  if (typeof value === "number") return numberText(lang, name, value);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "string") return wordText(lang, value, kinds);
  if (isWords(value)) return value[lang];
  if (isInterval(value)) {
    return (
      <>
        {numberText(lang, name, value.value)}
        {value.low !== null && value.high !== null && <small>{`${numberText(lang, name, value.low)} – ${numberText(lang, name, value.high)}`}</small>}
      </>
    );
  }
  if (isPart(value)) {
    return (
      <>
        {count(lang, value.people)}
        {value.share !== undefined && <small>{percent(lang, value.share)}</small>}
      </>
    );
  }
  return "";
}

function Deeper({ name, value, kinds, gini }: { name: string; value: Figure; kinds: readonly Kind[]; gini: number | null }) {
  const { lang } = useSpeech();
  const title = labelOf(lang, name, kinds);
  if (isCurve(value)) {
    return (
      <Suspense fallback={<div className="lorenz" />}>
        <Lorenz points={value} gini={gini} lang={lang} />
      </Suspense>
    );
  }
  if (isRows(value)) return <Rows title={title} rows={value} kinds={kinds} />;
  if (Array.isArray(value)) {
    const words = value.filter(isScalar).map((each) => (typeof each === "number" ? numberText(lang, name, each) : wordText(lang, String(each), kinds)));
    return words.length > 0 ? <p><b>{title}</b> {words.join(lang === "zh" ? "、" : ", ")}</p> : null;
  }
  if (!isGroup(value)) return null;
  const inside = Object.entries(value);
  // A group by kind, cohort or decay is a list whose names are its keys.
  if (inside.length > 1 && inside.every(([, each]) => isGroup(each) && !isWords(each) && Object.values(each).every((part) => isScalar(part) || isPart(part) || isInterval(part)))) {
    return <Rows title={title} rows={inside.map(([key, each]) => ({ name: labelOf(lang, key, kinds), ...(each as Group) }))} kinds={kinds} />;
  }
  return <FigureView figures={value} kinds={kinds} titled={title} />;
}

function Rows({ title, rows, kinds }: { title: string; rows: readonly Group[]; kinds: readonly Kind[] }) {
  const { lang, t } = useSpeech();
  const keys = columns(rows);
  const numeric = keys.filter((key) => rows.some((row) => typeof row[key] === "number" || isPart(row[key])));
  const [first] = keys;
  const inner = rows.flatMap((row) =>
    Object.entries(row).flatMap(([key, value]) => (isRows(value) || (isGroup(value) && !isWords(value) && !isPart(value) && !isInterval(value)) || isCurve(value) ? [{ row, key, value }] : [])),
  );
  const titleOf = (row: Group) => {
    const own = first === undefined ? null : row[first];
    return isWords(own) ? own[lang] : isScalar(own) ? wordText(lang, String(own ?? ""), kinds) : "";
  };
  const [only] = numeric.filter((key) => key !== first);
  const bars = keys.length === 2 && only !== undefined && rows.length <= BARS && rows.every((row) => row[only] === null || typeof row[only] === "number");
  // What would be too wide for a table is told one after the other.
  if (keys.length > WIDE) {
    return (
      <div className="figure-rows">
        {rows.slice(0, ROWS).map((row, index) => (
          <FigureView key={index} figures={Object.fromEntries(Object.entries(row).filter(([key]) => key !== first && key !== "id"))} kinds={kinds} titled={`${title} · ${titleOf(row)}`} />
        ))}
      </div>
    );
  }
  const most = bars ? Math.max(1e-9, ...rows.map((row) => Math.abs(Number(row[only] ?? 0)))) : 1;
  return (
    <div className="figure-rows">
      <h4>{title}</h4>
      {bars ? (
        <ul className="bars">
          {rows.map((row, index) => (
            <li key={index}>
              <span className="bar-name">{first === "at_least" || first === "n" ? `≥ ${titleOf(row)}` : titleOf(row)}</span>
              <span className="bar-track" aria-hidden="true">
                <span style={{ width: `${(Math.abs(Number(row[only] ?? 0)) / most) * 100}%`, background: HOLDS }} />
              </span>
              <span className="bar-value"><Plain name={only} value={row[only]} kinds={kinds} /></span>
            </li>
          ))}
        </ul>
      ) : (
        <div className="wide-table">
          <table className="kinds">
            <thead>
              <tr>
                {keys.map((key) => (
                  <th key={key} scope="col">{labelOf(lang, key === "id" && rows.every((row) => kinds.some(({ id }) => id === row[key])) ? "kind" : key, kinds)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, ROWS).map((row, index) => (
                <tr key={index}>
                  {keys.map((key, column) => (column === 0 ? <th key={key} scope="row"><Plain name={key} value={row[key]} kinds={kinds} /></th> : <td key={key}><Plain name={key} value={row[key]} kinds={kinds} /></td>))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > ROWS && !bars && <p className="muted">{t("andMore", { count: count(lang, rows.length - ROWS) })}</p>}
      {inner.map(({ row, key, value }, index) => (
        <Inner key={index} title={`${titleOf(row)} · ${labelOf(lang, key, kinds)}`} name={key} value={value} kinds={kinds} gini={typeof row["gini"] === "number" ? row["gini"] : null} />
      ))}
    </div>
  );
}

function Inner({ title, name, value, kinds, gini }: { title: string; name: string; value: Figure; kinds: readonly Kind[]; gini: number | null }) {
  if (isRows(value)) return <Rows title={title} rows={value} kinds={kinds} />;
  if (isCurve(value)) {
    return (
      <>
        <h4>{title}</h4>
        <Deeper name={name} value={value} kinds={kinds} gini={gini} />
      </>
    );
  }
  return isGroup(value) ? <FigureView figures={value} kinds={kinds} titled={title} /> : null;
}
