// The page of the response circle: one part an analysis, with its figures, its tables, and its layer on the map. What a study has
// not asked for is not there.
//
// Never here: what a part holds (see parts.ts), how figures and tables look.
import { Empty, Segmented, Select, Spin } from "antd";
import { useEffect, useMemo } from "react";
import type { Feature, Geometry } from "geojson";
import type { Api, CellValue, Figures, LayerInfo, Summary } from "../api";
import { useLoad, value } from "../load";
import { useSpeech } from "../locale";
import { NO_OVERLAY, type Overlay } from "../map/overlay";
import { bounds, type Bounds } from "../map/shapes";
import { useView } from "../view";
import { DataTable } from "./DataTable";
import { coloured, fieldsOf } from "./field";
import { FieldLegend } from "./FieldLegend";
import { FigureView } from "./FigureView";
import { labelOf } from "./labels";
import { partsOf, type Part } from "./parts";
import { isGroup } from "./shape";
import { Totals } from "./Totals";
import "./circle.css";

interface Props {
  summary: Summary;
  api: Api;
  layers: LayerInfo[] | null;
  lay: (overlay: Overlay | null) => void;
  fly: (box: Bounds, card: boolean) => void;
}

type Features = Feature<Geometry | null>[];
const NOTHING: Features = [];
/** Room around a place to which the map flies, in degrees. */
const ROOM = 0.03;

export default function CirclePage({ summary, api, layers, lay, fly }: Props) {
  const { t } = useSpeech();
  const [view, change] = useView();
  const [figures] = useLoad("figures", (signal) => api.figures(signal));
  const [tables] = useLoad("tables", (signal) => api.tables(signal));
  const known = value(figures);
  const parts = useMemo(() => (known && layers ? partsOf(known, value(tables) ?? [], layers) : null), [known, tables, layers]);
  const part = parts?.find((each) => each.id === view.part) ?? parts?.[0] ?? null;
  useEffect(() => () => lay(null), [lay]);
  const waiting = parts === null || tables.state === "loading";
  return (
    <section className="panel circle" aria-label={t("pageCircle")}>
      <header className="panel-head">
        <h2>{t("circleTitle")}</h2>
        {parts && parts.length > 1 && (
          <nav className="part-nav" aria-label={t("circleTitle")}>
            {parts.map((each) => (
              <button key={each.id} type="button" aria-current={each === part ? "true" : undefined} onClick={() => change({ part: each.id, field: null })}>
                {t(each.title)}
              </button>
            ))}
          </nav>
        )}
      </header>
      <div className="scroll plan-body" tabIndex={0} role="region" aria-label={t("circleTitle")}>
        {figures.state === "failed" && <p className="refusal" role="alert">{t("layerFailed")}</p>}
        {waiting && figures.state !== "failed" && <div className="center"><Spin /></div>}
        {!waiting && !part && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("circleNone")}</strong><br />{t("circleNoneWhy")}</>} />}
        {!waiting && part && known && <PartView key={part.id} summary={summary} api={api} part={part} figures={known} lay={lay} fly={fly} />}
      </div>
    </section>
  );
}

interface PartProps extends Pick<Props, "summary" | "api" | "lay" | "fly"> {
  part: Part;
  figures: Figures;
}

function PartView({ summary, api, part, figures, lay, fly }: PartProps) {
  const { lang, t, name } = useSpeech();
  const { kinds } = summary.parameters;
  const [locate, names] = usePlaces(api, part.tables.length > 0, fly);
  return (
    <>
      <h3>{t(part.title)}</h3>
      {part.layers.length > 0 && <LayerChoice summary={summary} api={api} layers={part.layers} lay={lay} />}
      {part.figures.map((key) => {
        const found = figures[key] ?? null;
        if (key === "totals") return <Totals key={key} totals={found} />;
        return <FigureView key={key} figures={isGroup(found) ? found : { [key]: found }} kinds={kinds} titled={part.figures.length > 1 ? labelOf(lang, key, kinds) : null} />;
      })}
      {part.tables.map((table) => (
        <section key={table.id} className="part-table" data-table={table.id}>
          <h4>{name(table.title) || table.id}</h4>
          <DataTable api={api} id={table.id} kinds={kinds} names={names} locate={locate} />
        </section>
      ))}
    </>
  );
}

/** Where the rows of tables are, by position, by site, by unit, by area; and what sites and areas are called. */
function usePlaces(api: Api, asked: boolean, fly: (box: Bounds, card: boolean) => void) {
  const { lang } = useSpeech();
  const [facilities] = useLoad(asked ? "facilities" : null, (signal) => api.facilities(signal));
  const [coverage] = useLoad(asked ? "units" : null, (signal) => api.layer("coverage", signal));
  const places = useMemo(() => {
    const found = new Map<string, Bounds>();
    const put = (key: unknown, box: Bounds | null) => {
      if (typeof key !== "string" || !key || !box) return;
      const old = found.get(key);
      found.set(key, old ? [Math.min(old[0], box[0]), Math.min(old[1], box[1]), Math.max(old[2], box[2]), Math.max(old[3], box[3])] : box);
    };
    for (const { properties, geometry } of value(coverage) ?? NOTHING) {
      const box = bounds([geometry]);
      put(properties?.["id"], box);
      put(properties?.["area"], box);
    }
    for (const { properties, geometry } of value(facilities) ?? []) {
      const box = bounds([geometry]);
      if (box) found.set(properties.id, [box[0] - ROOM, box[1] - ROOM, box[2] + ROOM, box[3] + ROOM]);
    }
    return found;
  }, [facilities, coverage]);
  const [areas] = useLoad(asked ? "areas" : null, (signal) => api.areas(signal));
  const names = useMemo(() => {
    const of = ({ name, name_en: english }: { name: string | null; name_en?: string | null }) => (lang === "en" ? english || name : name || english) ?? "";
    const sites = (value(facilities) ?? []).map(({ properties }) => [properties.id, of(properties)] as const);
    const told = (value(areas) ?? []).map((area) => [area.area, of(area)] as const);
    return new Map([...sites, ...told].filter(([, own]) => own));
  }, [facilities, areas, lang]);
  const locate = useMemo(
    () => (row: Record<string, CellValue>) => {
      const [lon, lat] = [row["lon"], row["lat"]];
      const point: Bounds | null = typeof lon === "number" && typeof lat === "number" ? [lon - ROOM, lat - ROOM, lon + ROOM, lat + ROOM] : null;
      const named = ["id", "facility", "unit", "area"].map((key) => row[key]).find((each): each is string => typeof each === "string" && places.has(each));
      const box = point ?? (named === undefined ? null : (places.get(named) ?? null));
      return box && (() => fly(box, false));
    },
    [places, fly],
  );
  return [locate, names] as const;
}

function LayerChoice({ summary, api, layers, lay }: { summary: Summary; api: Api; layers: LayerInfo[]; lay: (overlay: Overlay | null) => void }) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const { kinds } = summary.parameters;
  const [wanted, field] = view.field?.split("/") ?? [];
  const layer = layers.find((each) => each.id === wanted) ?? layers[0];
  const [features] = useLoad(layer ? `layer ${layer.id}` : null, (signal) => api.layer(layer?.id ?? "", signal));
  const there = value(features) ?? NOTHING;
  const fields = useMemo(() => fieldsOf(there), [there]);
  const chosen = fields.find((each) => each === field) ?? fields[0] ?? null;
  const shades = useMemo(() => (chosen ? coloured(there, chosen) : null), [there, chosen]);
  const id = layer?.id ?? "";
  const title = layer ? name(layer.title) : "";
  useEffect(() => {
    if (!shades || !chosen) {
      lay(NO_OVERLAY);
      return;
    }
    const told = ["name", "area", "people", ...fields].map((each) => ({ name: each, title: labelOf(lang, each, kinds) }));
    lay({ ...NO_OVERLAY, kinds: false, shapes: { features: there, colour: shades.colour, fields: told.slice(0, 9) }, legend: { instead: true, body: <FieldLegend title={title} field={chosen} kinds={kinds} shades={shades} /> }, statement: title });
  }, [lay, shades, chosen, there, fields, kinds, lang, title]);
  // A part without a layer shows the study itself.
  useEffect(() => () => lay(null), [lay]);
  if (!layer) return null;
  return (
    <div className="layer-choice">
      <span className="muted">{t("tableMap")}</span>
      {layers.length > 1 && <Segmented<string> size="small" aria-label={t("layer")} value={id} options={layers.map((each) => ({ value: each.id, label: name(each.title) || each.id }))} onChange={(other) => change({ field: other })} />}
      {features.state === "failed" && <span className="fails-text" role="alert">{t("layerFailed")}</span>}
      {features.state === "loading" && <Spin size="small" />}
      {fields.length > 0 && (
        <Select<string> size="small" className="grow" showSearch={{ optionFilterProp: "label" }} aria-label={t("tableMap")} value={chosen} options={fields.map((each) => ({ value: each, label: labelOf(lang, each, kinds) }))} onChange={(other) => change({ field: `${id}/${other}` })} />
      )}
    </div>
  );
}
