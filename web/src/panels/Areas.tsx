// Coverage by administrative area, sortable.
//
// Never here: sums; they come from published figures as they are.
import { Button, Empty, Spin, Table, type TableColumnsType } from "antd";
import type { SortOrder } from "antd/es/table/interface";
import type { Api, AreaProperties, Summary } from "../api";
import { count, percent, ratio } from "../format";
import { useLoad } from "../load";
import { useSpeech } from "../locale";

/** By value; what is withheld comes last either way. */
function order(a: number | null, b: number | null, way: SortOrder | undefined): number {
  if (a !== null && b !== null) return a - b;
  if (a === b) return 0;
  return (a === null) === (way !== "descend") ? 1 : -1;
}

export function Areas({ summary, api }: { summary: Summary; api: Api }) {
  const { lang, t, name } = useSpeech();
  const [areas, retry] = useLoad("areas", (signal) => api.areas(signal));
  if (areas.state === "failed" && areas.error.code !== "not-found") {
    return (
      <div className="scroll center" role="alert">
        <p>{t("layerFailed")}</p>
        <Button onClick={retry}>{t("retry")}</Button>
      </div>
    );
  }
  if (areas.state === "loading") return <div className="scroll center"><Spin /></div>;
  const rows = areas.state === "ready" ? areas.value : [];
  if (rows.length === 0) {
    return (
      <div className="scroll center">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("areasNone")}</strong><br />{t("areasNoneWhy")}</>} />
      </div>
    );
  }
  const title = (row: AreaProperties) => (lang === "en" && row.name_en) || row.name || row.area || t("areasOutside");
  const share = (row: AreaProperties, field: string) => ratio(row[field] as number | null, row.people);
  const shareColumn = (field: string, label: string): TableColumnsType<AreaProperties>[number] => ({
    title: label,
    key: field,
    align: "right",
    sorter: (a, b, way) => order(share(a, field), share(b, field), way),
    render: (_, row) => <Share value={share(row, field)} />,
  });
  const columns: TableColumnsType<AreaProperties> = [
    { title: t("area"), key: "name", ellipsis: true, width: 148, sorter: (a, b) => title(a).localeCompare(title(b), lang), render: (_, row) => title(row) },
    {
      title: t("people"),
      key: "people",
      align: "right",
      width: 82,
      sorter: (a, b, way) => order(a.people, b.people, way),
      render: (_, row) => (row.people === null ? <span className="muted" title={t("areasSmall")}>{t("notPublished")}</span> : count(lang, row.people)),
    },
    { ...shareColumn("joint_covered", t("joint")), defaultSortOrder: "ascend" },
    ...summary.parameters.kinds.map((kind) => shareColumn(`${kind.id}_covered`, name(kind.name))),
  ];
  return (
    <div className="areas">
      <p className="panel-note">{t("areasCount", { count: count(lang, rows.length) })}</p>
      <div className="scroll" tabIndex={0} role="region" aria-label={t("areas")}>
        <Table<AreaProperties> size="small" rowKey={(row) => row.area} columns={columns} dataSource={rows} pagination={false} sticky showSorterTooltip={false} />
      </div>
    </div>
  );
}

function Share({ value }: { value: number | null }) {
  const { lang } = useSpeech();
  return (
    <span className="share-cell">
      {percent(lang, value)}
      <span className="split" aria-hidden="true">
        {value !== null && <span style={{ width: `${value * 100}%` }} />}
      </span>
    </span>
  );
}
