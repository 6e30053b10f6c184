// What changes between two scenarios in figures: by kind, gaps, and areas.
//
// Never here: the map, which two these are.
import { Table, type TableColumnsType } from "antd";
import type { Compared, ComparedArea, ComparedGap, Comparison, Summary } from "../api";
import { count, minutes, percent } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";

interface Props {
  summary: Summary;
  comparison: Comparison;
  names: [string, string];
  kind: string;
  /** Flies to an area. */
  go: (area: string) => void;
}

export function Figures({ summary, comparison, names, kind, go }: Props) {
  const { lang, t, name } = useSpeech();
  const [, change] = useView();
  const rows: { id: string; title: string; figures: Compared | undefined }[] = [
    { id: "joint", title: t("joint"), figures: comparison.joint },
    ...summary.parameters.kinds.map((each) => ({ id: each.id, title: name(each.name), figures: comparison.kinds.find((figure) => figure.id === each.id) })),
  ];
  const cell = (value: number | null | undefined, share: number | null | undefined) => (
    <>
      {count(lang, value)}
      <small>{percent(lang, share)}</small>
    </>
  );
  return (
    <section className="compared">
      <table className="kinds">
        <thead>
          <tr>
            <th scope="col">{t("kind")}</th>
            <th scope="col" title={names[0]}>{t("scenarioA")}</th>
            <th scope="col" title={names[1]}>{t("scenarioB")}</th>
            <th scope="col">{t("compareGained")}</th>
            <th scope="col">{t("compareLost")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, figures }) => (
            <tr key={id} data-figure={id} className={id === kind ? "shown" : ""}>
              <th scope="row">
                <button type="button" className="link" aria-pressed={id === kind} title={t("showOnMap")} onClick={() => change({ kind: id })}>
                  {title}
                </button>
              </th>
              <td>{cell(figures?.people_covered_a, figures?.share_a)}</td>
              <td>{cell(figures?.people_covered_b, figures?.share_b)}</td>
              <td className={figures?.gained ? "holds-text" : "muted"}>{figures?.gained ? `+${count(lang, figures.gained)}` : count(lang, figures?.gained)}</td>
              <td className={figures?.lost ? "fails-text" : "muted"}>{figures?.lost ? `−${count(lang, figures.lost)}` : count(lang, figures?.lost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(comparison.issues ?? []).map((issue, index) => (
        <p key={index} className="compare-issue">{name(issue.cause)}</p>
      ))}
      <Medians summary={summary} comparison={comparison} />
      <GapList gaps={comparison.gaps} go={go} />
      <Areas areas={comparison.areas} kind={kind} go={go} />
    </section>
  );
}

/** Where the middle person's time changes. */
function Medians({ summary, comparison }: { summary: Summary; comparison: Comparison }) {
  const { lang, t, name } = useSpeech();
  const horizon = Math.round(summary.parameters.horizon_s / 60);
  const time = (seconds: number | null) => (seconds === null ? t("overHorizon", { minutes: horizon }) : minutes(lang, seconds));
  const rows = comparison.kinds.filter((each) => each.median_s_a !== each.median_s_b);
  if (rows.length === 0) return null;
  return (
    <ul className="medians">
      {rows.map((each) => (
        <li key={each.id}>{t("compareMedian", { kind: name(summary.parameters.kinds.find(({ id }) => id === each.id)?.name) || each.id, a: time(each.median_s_a), b: time(each.median_s_b) })}</li>
      ))}
    </ul>
  );
}

/** So many gaps are named. */
const NAMED = 4;

function GapList({ gaps, go }: { gaps: Comparison["gaps"]; go: (area: string) => void }) {
  const { lang, t, name } = useSpeech();
  const list = (rows: ComparedGap[], opened: boolean) =>
    rows.length > 0 && (
      <li>
        <b className={opened ? "fails-text" : "holds-text"}>{t(opened ? "compareOpened" : "compareClosed", { count: count(lang, rows.length) })}</b>{" "}
        {[...rows]
          .sort((x, y) => y.people - x.people)
          .slice(0, NAMED)
          .map((gap) => (
            <button key={gap.id} type="button" className="link gap-link" disabled={gap.area === null} onClick={() => gap.area !== null && go(gap.area)}>
              {`${name(gap.name) || gap.area || t("gapUnnamed")} ${count(lang, gap.people)}`}
            </button>
          ))}
        {rows.length > NAMED && <span className="muted">{t("andMore", { count: rows.length - NAMED })}</span>}
      </li>
    );
  if (gaps.opened.length === 0 && gaps.closed.length === 0) return <p className="muted">{t("compareGapsSame")}</p>;
  return (
    <ul className="gaps-changed">
      {list(gaps.opened, true)}
      {list(gaps.closed, false)}
    </ul>
  );
}

function Areas({ areas, kind, go }: { areas: ComparedArea[]; kind: string; go: (area: string) => void }) {
  const { lang, t, name } = useSpeech();
  const rows = areas.map((area) => {
    const figures = kind === "joint" ? area.joint : area.kinds[kind];
    return { id: area.id, title: name(area.name) || area.id || t("areasOutside"), gained: figures?.gained ?? 0, lost: figures?.lost ?? 0 };
  });
  const changed = rows.filter(({ gained, lost }) => gained > 0 || lost > 0).sort((x, y) => y.gained + y.lost - x.gained - x.lost);
  type Row = (typeof rows)[number];
  const columns: TableColumnsType<Row> = [
    { title: t("area"), key: "name", ellipsis: true, sorter: (x, y) => x.title.localeCompare(y.title, lang), render: (_, row) => <button type="button" className="link" onClick={() => go(row.id)}>{row.title}</button> },
    { title: t("compareGained"), key: "gained", align: "right", width: 100, sorter: (x, y) => x.gained - y.gained, render: (_, row) => (row.gained > 0 ? <span className="holds-text">{`+${count(lang, row.gained)}`}</span> : "0") },
    { title: t("compareLost"), key: "lost", align: "right", width: 100, sorter: (x, y) => x.lost - y.lost, render: (_, row) => (row.lost > 0 ? <span className="fails-text">{`−${count(lang, row.lost)}`}</span> : "0") },
  ];
  return (
    <section className="areas-changed">
      <h3>{t("compareAreas")}</h3>
      {changed.length === 0 ? (
        <p className="muted">{t("compareAreasNone")}</p>
      ) : (
        <Table<Row> size="small" rowKey={(row) => row.id} columns={columns} dataSource={changed} pagination={changed.length > 12 ? { pageSize: 12, size: "small", showSizeChanger: false } : false} showSorterTooltip={false} />
      )}
    </section>
  );
}
