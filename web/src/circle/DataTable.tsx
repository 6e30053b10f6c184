// A table of the server: sortable, searched when long, its rows leading to their place on the map where they have one.
//
// Never here: what the table is about.
import { Button, Empty, Input, Spin, Table, type TableColumnsType } from "antd";
import type { SortOrder } from "antd/es/table/interface";
import { useMemo, useState } from "react";
import type { Api, CellValue, Kind, TableData } from "../api";
import { count } from "../format";
import { useLoad } from "../load";
import { useSpeech } from "../locale";
import { holdsIds, labelOf, numberText, wordText, type Names } from "./labels";

/** From so many rows on they can be searched. */
const MANY = 12;
const PAGE = 15;

interface Props {
  api: Api;
  id: string;
  kinds: readonly Kind[];
  names: Names;
  /** Flies to what these values name; null when they name no place. */
  locate: (row: Record<string, CellValue>) => (() => void) | null;
}

interface Row {
  key: number;
  values: CellValue[];
}

/** By value; what is not there comes last either way. */
function order(a: CellValue, b: CellValue, way: SortOrder | undefined, lang: string): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (way !== "descend") ? 1 : -1;
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, lang, { numeric: true });
  return Number(a) - Number(b);
}

/** The fields of all columns: rows begin with their id, which may not be among the fields. */
function fieldsOf({ fields, rows }: TableData): TableData["fields"] {
  const wide = rows[0]?.length ?? fields.length;
  return wide > fields.length ? [{ name: "id", title: null, unit: null }, ...fields] : fields;
}

export function DataTable({ api, id, kinds, names, locate }: Props) {
  const { lang, t, name } = useSpeech();
  const [table, retry] = useLoad(`table ${id}`, (signal) => api.table(id, signal));
  const [wanted, setWanted] = useState("");
  const data = table.state === "ready" ? table.value : null;
  const fields = useMemo(() => (data ? fieldsOf(data) : []), [data]);
  if (table.state === "failed") {
    return (
      <p className="refusal" role="alert">
        {t("tableFailed")} <Button size="small" onClick={retry}>{t("retry")}</Button>
      </p>
    );
  }
  if (!data) return <p className="muted" role="status"><Spin size="small" /> {t("loading")}</p>;
  if (data.rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("tableNone")} />;
  const numeric = fields.map((_, column) => data.rows.some((row) => typeof row[column] === "number"));
  // A column in which every row says the same, or nothing, is left out; so is the number of a row that has a name.
  const named = fields.some((field) => field.name === "name");
  const shown = fields.map((field, column) => !(field.name === "synthetic" || (field.name === "id" && named) || data.rows.every((row) => row[column] === null)));
  const tell = (column: number, value: CellValue) => {
    const field = fields[column];
    if (value === null) return "—";
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return numberText(lang, field?.name ?? "", value, field?.unit ?? null);
    return (holdsIds(field?.name ?? "") ? names.get(value) : undefined) ?? wordText(lang, value, kinds);
  };
  const sought = wanted.trim().toLowerCase();
  const rows: Row[] = data.rows.map((values, key) => ({ key, values })).filter(({ values }) => !sought || values.some((value, column) => typeof value === "string" && (value.toLowerCase().includes(sought) || tell(column, value).toLowerCase().includes(sought))));
  const record = (row: Row) => Object.fromEntries(fields.map((field, column) => [field.name, row.values[column] ?? null]));
  const lead = shown.indexOf(true);
  const places = data.rows.slice(0, PAGE).some((values, key) => locate(record({ key, values })) !== null);
  const tableColumns: TableColumnsType<Row> = fields.flatMap((field, column) =>
    shown[column]
      ? [
          {
            key: field.name,
            title: name(field.title) || labelOf(lang, field.name, kinds),
            align: numeric[column] ? ("right" as const) : ("left" as const),
            sorter: (a: Row, b: Row, way?: SortOrder) => order(a.values[column] ?? null, b.values[column] ?? null, way, lang),
            render: (_: unknown, row: Row) => {
              const text = tell(column, row.values[column] ?? null);
              const go = column === lead ? locate(record(row)) : null;
              return go ? <button type="button" className="link" onClick={go}>{text}</button> : text;
            },
          },
        ]
      : [],
  );
  return (
    <div className="data-table">
      <div className="table-tools">
        <span className="muted">{t("tableRows", { count: count(lang, rows.length) })}{places && ` · ${t("tableFly")}`}</span>
        {data.rows.length > MANY && <Input size="small" allowClear value={wanted} placeholder={t("tableFind")} aria-label={t("tableFind")} onChange={(event) => setWanted(event.target.value)} />}
      </div>
      <Table<Row>
        size="small"
        rowKey={(row) => row.key}
        columns={tableColumns}
        dataSource={rows}
        locale={{ emptyText: t("tableEmptyFind") }}
        pagination={rows.length > PAGE ? { pageSize: PAGE, size: "small", showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        showSorterTooltip={false}
        onRow={(row) => {
          const go = locate(record(row));
          return go ? { onClick: go, className: "goes" } : {};
        }}
      />
    </div>
  );
}
