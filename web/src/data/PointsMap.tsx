// The dropped places on our own ground: those on a road, and those that no road reaches, told apart by shape and colour.
//
// Never here: where the places come from.
import { Empty } from "antd";
import type { GeoJSONSource, Map } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { DroppedPoint, TileJson } from "../api";
import { count, distance } from "../format";
import { value, type Loaded } from "../load";
import { useSpeech } from "../locale";
import { canvas, isDrawable, isStill } from "../map/canvas";
import { MapButtons } from "../map/MapButtons";
import { bounds } from "../map/shapes";
import { statusText } from "../words/terms";
import { collection, diamond, nameLayers, nearby, pointStyle } from "./points";

interface Props {
  extent: Loaded<TileJson>;
  points: readonly DroppedPoint[] | null;
  total: number;
  destination: DroppedPoint | null;
  attribution: readonly string[];
}

const SPACE = { top: 60, bottom: 110, left: 90, right: 90 };

interface Hover {
  x: number;
  y: number;
  point: { name: string; status: string; snap_m: number | null };
}

export function PointsMap({ extent, points, total, destination, attribution }: Props) {
  const { lang, t } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const [possible] = useState(isDrawable);
  const [map, setMap] = useState<Map | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const settled = extent.state === "ready" || extent.state === "failed";
  const home = value(extent)?.bounds ?? null;

  useEffect(() => {
    if (!possible || !settled || !holder.current) return undefined;
    const made = canvas(holder.current, pointStyle(lang, location.origin), home ? { bounds: home, fitBoundsOptions: { padding: SPACE } } : {});
    window.__halfhour = { map: made };
    made.on("load", () => {
      made.addImage("diamond", diamond(), { pixelRatio: 2 });
      setMap(made);
    });
    made.on("mousemove", (event) => {
      const [feature] = made.getLayer("points") ? made.queryRenderedFeatures(event.point, { layers: ["points", "points-off"] }) : [];
      const { x, y } = event.point;
      setHover(feature ? { x, y, point: feature.properties as Hover["point"] } : null);
    });
    made.on("mouseout", () => setHover(null));
    return () => {
      delete window.__halfhour;
      setMap(null);
      made.remove();
    };
    // The map is made once, when it is known where.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);

  useEffect(() => {
    void map?.getSource<GeoJSONSource>("points")?.setData(collection(points ?? []));
    const box = bounds(nearby(points ?? []).map((point) => ({ type: "Point", coordinates: [point.lon, point.lat] })));
    if (map && box) map.fitBounds(box, { padding: SPACE, maxZoom: 15, duration: isStill() ? 0 : 900 });
  }, [map, points]);
  useEffect(() => {
    if (map && destination) map.easeTo({ center: [destination.lon, destination.lat], zoom: Math.max(map.getZoom(), 13), duration: isStill() ? 0 : 900 });
  }, [map, destination]);
  useEffect(() => {
    if (!map) return;
    for (const [layer, field] of nameLayers(lang)) map.setLayoutProperty(layer, "text-field", field);
    map.getCanvas().setAttribute("aria-label", t("dataMap"));
  }, [map, lang, t]);

  const off = points?.filter((point) => point.status !== "ok").length ?? 0;
  const shown = points?.length ?? 0;
  return (
    <section className="map" id="map" aria-label={t("pageMap")} data-ready={map !== null}>
      <div ref={holder} className="map-canvas" />
      {!possible && (
        <div className="map-message" role="alert">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("noWebgl")}</strong><br />{t("noWebglData")}</>} />
        </div>
      )}
      {!map && possible && <p className="map-loading" role="status">{t("loading")}</p>}
      {map && shown === 0 && <p className="map-hint">{t("dataMapEmpty")}</p>}
      {shown > 0 && (
        <section className="legend" aria-label={t("layer")}>
          <h2>{t("legendPlaces")}</h2>
          <ul>
            <li>
              <i className="site on-road" aria-hidden="true" />
              {t("legendOn", { count: count(lang, shown - off) })}
            </li>
            <li>
              <svg className="off-road" viewBox="0 0 18 18" aria-hidden="true">
                <path d="M9 1.2 16.8 9 9 16.8 1.2 9z" fill="#c2501c" stroke="#fff" strokeWidth="1.4" />
              </svg>
              {t("legendOff", { count: count(lang, off) })}
            </li>
          </ul>
          {total > shown && <p className="hint">{t("legendFirst", { shown: count(lang, shown), total: count(lang, total) })}</p>}
        </section>
      )}
      <MapButtons zoom={(by) => map?.zoomTo(map.getZoom() + by)} home={() => home && map?.fitBounds(home, { padding: SPACE })} />
      <p className="attribution">{attribution.join(" · ") || "© OpenStreetMap contributors"}</p>
      {hover && (
        <div className="hover" style={{ transform: `translate(${hover.x + 14}px, ${hover.y + 14}px)` }} aria-hidden="true">
          <b>{hover.point.name}</b>
          <br />
          {hover.point.status === "ok" && hover.point.snap_m !== null ? t("toRoad", { metres: distance(lang, hover.point.snap_m) }) : statusText(lang, hover.point.status, 0)}
        </div>
      )}
    </section>
  );
}
