// The Lorenz curve: how unequally something is spread over people.
//
// Never here: how it is computed.
import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use as register, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { HOLDS } from "../colours";
import { text } from "../words";
import type { Lang } from "../view";

register([LineChart, GridComponent, SVGRenderer]);

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

export default function Lorenz({ points, gini, lang }: { points: [number, number][]; gini: number | null; lang: Lang }) {
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
    const axis = (name: string, vertical: boolean) => ({
      type: "value" as const, min: 0, max: 1, interval: 0.25, name, nameLocation: "middle" as const, nameGap: vertical ? 36 : 24, nameTextStyle: soft,
      axisLabel: { ...soft, formatter: (value: number) => `${value * 100}${lang === "zh" ? "%" : " %"}` },
      splitLine: { lineStyle: { color: "#e2e7eb" } },
    });
    chart.current?.setOption(
      {
        animationDuration: 250,
        grid: { left: 58, right: 26, top: 8, bottom: 40, outerBoundsMode: "none" },
        xAxis: axis(text(lang, "lorenzX"), false),
        yAxis: axis(text(lang, "lorenzY"), true),
        series: [
          { type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, lineStyle: { color: "#8794a0", type: "dashed", width: 1.2 } },
          { type: "line", data: points, symbol: "none", lineStyle: { color: HOLDS, width: 2.2 }, areaStyle: { color: HOLDS, opacity: 0.14 } },
        ],
      },
      { notMerge: true },
    );
  }, [points, lang]);

  return <div ref={holder} className="lorenz" role="img" aria-label={text(lang, "lorenz", { gini: gini === null ? "—" : gini.toFixed(3) })} />;
}
