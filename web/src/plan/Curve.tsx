// The curve of gains: how many people are in time with 0, 1, 2, .. further sites.
//
// Never here: the sites themselves.
import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use as register, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { HOLDS } from "../colours";
import { count } from "../format";
import type { Lang } from "../view";

register([LineChart, GridComponent, SVGRenderer]);

/** With so many sites, so many people. */
export interface Point {
  p: number;
  people: number;
}

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
/** More points than this are not labelled one by one. */
const LABELLED = 8;

export default function Curve({ points, lang, label }: { points: Point[]; lang: Lang; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = init(holder.current, null, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const soft = { fontFamily: FONT, fontSize: 11, color: "#4d5b67" };
    const gain = (index: number) => (points[index]?.people ?? 0) - (points[index - 1]?.people ?? 0);
    chart.current?.setOption(
      {
        animationDuration: 250,
        grid: { left: 62, right: 26, top: 24, bottom: 24, outerBoundsMode: "none" },
        xAxis: { type: "category", boundaryGap: false, data: points.map(({ p }) => String(p)), axisTick: { show: false }, axisLine: { lineStyle: { color: "#c9d2d9" } }, axisLabel: soft },
        yAxis: { type: "value", scale: true, splitNumber: 3, splitLine: { lineStyle: { color: "#e2e7eb" } }, axisLabel: { ...soft, formatter: (value: number) => count(lang, value) } },
        series: [
          {
            type: "line",
            data: points.map(({ people }) => people),
            symbol: "circle",
            symbolSize: 7,
            itemStyle: { color: HOLDS },
            lineStyle: { width: 2, color: HOLDS },
            areaStyle: { color: HOLDS, opacity: 0.12 },
            label: {
              show: points.length <= LABELLED,
              position: "top",
              ...soft,
              color: "#1d5b86",
              fontWeight: 600,
              formatter: ({ dataIndex }: { dataIndex: number }) => (dataIndex === 0 ? "" : `+${count(lang, gain(dataIndex))}`),
            },
          },
        ],
      },
      { notMerge: true },
    );
  }, [points, lang]);

  return <div ref={holder} className="curve" role="img" aria-label={label} />;
}
