// What changes between two scenarios in figures: by kind, gaps, and areas.
//
// Never here: the map, which two these are.
import { Table, type TableColumnsType } from "antd";
import type { Compared, ComparedArea, Comparison, Summary } from "../api";
import { count, percent, ratio } from "../format";
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

/** How many there are, told as a number, a list, or not at all. */
function amount(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length;
  const inside = (value as { count?: unknown } | null)?.count;
  return typeof inside === "number" ? inside : null;
}

export function Figures({ summary, comparison, names, kind, go }: Props) {
  const { lang, t, name } = useSpeech();
  const [, change] = useView();
  const people = summary.demand.people;
  const rows: { id: string; title: string; figures: Compared | undefined }[] = [
    { id: "joint", title: t("joint"), figures: comparison.joint },
    ...summary.parameters.kinds.map((each) => ({ id: each.id, title: name(each.name), figures: comparison.kinds.find((figure) => figure.id === each.id) })),
  ];
  const [opened, closed] = [amount(comparison.gaps.opened), amount(comparison.gaps.closed)];
  const cell = (value: number | null | undefined) => (
    <>
      {count(lang, value)}
      <small>{percent(lang, ratio(value, people))}</small>
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
              <td>{cell(figures?.people_covered_a)}</td>
              <td>{cell(figures?.people_covered_b)}</td>
              <td className={figures?.gained ? "holds-text" : "muted"}>{figures?.gained ? `+${count(lang, figures.gained)}` : count(lang, figures?.gained)}</td>
              <td className={figures?.lost ? "fails-text" : "muted"}>{figures?.lost ? `−${count(lang, figures.lost)}` : count(lang, figures?.lost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {opened !== null && closed !== null && <p>{t("compareGaps", { opened: count(lang, opened), closed: count(lang, closed) })}</p>}
      <Areas areas={comparison.areas} kind={kind} go={go} />
    </section>
  );
}

/** A figure of an area, under whichever of these names it comes. */
function figure(area: ComparedArea, ...names: string[]): number | null {
  for (const each of names) if (typeof area[each] === "number") return area[each];
  return null;
}

function Areas({ areas, kind, go }: { areas: ComparedArea[]; kind: string; go: (area: string) => void }) {
  const { lang, t } = useSpeech();
  const rows = areas.map((area) => {
    const a = figure(area, `${kind}_a`, `${kind}_covered_a`);
    const b = figure(area, `${kind}_b`, `${kind}_covered_b`);
    const net = a !== null && b !== null ? b - a : figure(area, `${kind}_change`);
    const gained = figure(area, `${kind}_gained`) ?? Math.max(net ?? 0, 0);
    const lost = figure(area, `${kind}_lost`) ?? Math.max(-(net ?? 0), 0);
    const own = lang === "en" ? area["name_en"] || area["name"] : area["name"];
    return { id: area.area, title: typeof own === "string" && own ? own : area.area || t("areasOutside"), gained, lost };
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
