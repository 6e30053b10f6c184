// Coverage by kind as bars: the part that is reached and the part that is not.
//
// Never here: figures beside the bars.
import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use as register, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { FAILS, HOLDS } from "../colours";
import { percent } from "../format";
import type { Lang } from "../view";

register([BarChart, GridComponent, SVGRenderer]);

interface Row {
  id: string;
  name: string;
  share: number | null;
}

interface Props {
  rows: Row[];
  /** The row that the map shows; its name is bold. */
  shown: string | null;
  lang: Lang;
  label: string;
  choose: (id: string) => void;
}

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

export default function CoverageChart({ rows, shown, lang, label, choose }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const chosen = useRef(choose);

  useEffect(() => {
    chosen.current = choose;
  });

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = init(holder.current, null, { renderer: "svg" });
    chart.current = made;
    made.on("click", (event) => {
      const id = (event.data as { id?: string } | undefined)?.id;
      if (id) chosen.current(id);
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const part = (of: (share: number) => number, colour: string, labelled: boolean) => ({
      type: "bar" as const,
      stack: "all",
      barWidth: 14,
      cursor: "pointer",
      itemStyle: { color: colour },
      data: rows.map((row) => ({
        id: row.id,
        value: row.share === null ? 0 : of(row.share),
      })),
      label: labelled
        ? { show: true, position: "insideLeft" as const, color: "#fff", fontFamily: FONT, fontWeight: 600, fontSize: 11, formatter: ({ dataIndex }: { dataIndex: number }) => percent(lang, rows[dataIndex]?.share) }
        : { show: false },
    });
    chart.current?.setOption(
      {
        animationDuration: 250,
        grid: { left: 112, right: 2, top: 2, bottom: 2, outerBoundsMode: "none" },
        xAxis: { type: "value", min: 0, max: 1, show: false },
        yAxis: {
          type: "category",
          inverse: true,
          data: rows.map((row) => ({ value: row.name, textStyle: { align: "left" as const, ...(row.id === shown ? { fontWeight: "bold" as const, color: "#1d5b86" } : {}) } })),
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { fontFamily: FONT, fontSize: 12, color: "#17232d", width: 104, overflow: "truncate", interval: 0, margin: 110, align: "left" },
        },
        series: [part((share) => share, HOLDS, true), part((share) => 1 - share, FAILS, false)],
      },
      { notMerge: true },
    );
  }, [rows, shown, lang]);

  return <div ref={holder} className="chart" role="img" aria-label={label} style={{ height: rows.length * 30 + 8 }} />;
}
