// The week as a strip: seven days by the hours of the day, coloured by people. A click chooses an hour.
//
// Never here: what is counted, the figures beside the strip.
import { HeatmapChart } from "echarts/charts";
import { GridComponent, VisualMapContinuousComponent } from "echarts/components";
import { init, use as register, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

register([HeatmapChart, GridComponent, VisualMapContinuousComponent, SVGRenderer]);

/** One cell. */
export interface Cell {
  hour: string;
  /** The row and column. */
  day: number;
  time: string;
  /** Null where there is nothing to tell. */
  value: number | null;
}

interface Props {
  cells: Cell[];
  /** Names of the days, Monday first. */
  days: string[];
  colours: readonly string[];
  range: [least: number, most: number];
  shown: string | null;
  label: string;
  choose: (hour: string) => void;
  /** The cell under the pointer. */
  point: (hour: string | null) => void;
}

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const ROW = 19;
const AXIS = 20;
const [LEFT, RIGHT, TOP] = [34, 2, 1];

/** The times of day that have a column. */
function timesOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.map((cell) => cell.time))].sort();
}

export default function HeatStrip({ cells, days, colours, range: [least, most], shown, label, choose, point }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const told = useRef({ choose, point });

  useEffect(() => {
    told.current = { choose, point };
  });

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = init(holder.current, null, { renderer: "svg" });
    chart.current = made;
    const hour = (event: { data?: unknown }) => (event.data as { hour?: string } | undefined)?.hour ?? null;
    made.on("click", (event) => {
      const chosen = hour(event);
      if (chosen) told.current.choose(chosen);
    });
    made.on("mouseover", (event) => told.current.point(hour(event)));
    made.on("globalout", () => told.current.point(null));
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const times = timesOf(cells);
    const axis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
    const text = { fontFamily: FONT, fontSize: 11, color: "#4d5b67" };
    chart.current?.setOption(
      {
        animation: false,
        grid: { left: LEFT, right: RIGHT, top: TOP, bottom: AXIS, outerBoundsMode: "none" },
        xAxis: { type: "category", data: times, ...axis, axisLabel: { ...text, margin: 6, align: "center", interval: (at: number) => (times[at] ?? "").endsWith(":00") && Number(times[at]?.slice(0, 2)) % 3 === 0, formatter: (time: string) => String(Number(time.slice(0, 2))) } },
        yAxis: { type: "category", inverse: true, data: days, ...axis, axisLabel: { ...text, margin: 6, interval: 0 } },
        // Where all is the same the ramp would divide by nothing.
        visualMap: { show: false, min: least, max: most > least ? most : least + 1, inRange: { color: [...colours] }, outOfRange: { color: ["#eef1f3"] } },
        series: [
          {
            type: "heatmap",
            cursor: "pointer",
            itemStyle: { borderColor: "#fff", borderWidth: 1 },
            emphasis: { itemStyle: { borderColor: "#17232d", borderWidth: 1.5 } },
            data: cells.map((cell) => ({
              hour: cell.hour,
              value: [times.indexOf(cell.time), cell.day - 1, cell.value ?? "-"],
            })),
          },
        ],
      },
      { notMerge: true },
    );
  }, [cells, days, colours, least, most]);

  const marked = cells.find((cell) => cell.hour === shown);
  const columns = timesOf(cells);
  const width = `(100% - ${LEFT + RIGHT}px) / ${columns.length}`;
  return (
    <div className="strip-holder">
      <div ref={holder} className="strip" role="img" aria-label={label} style={{ height: days.length * ROW + AXIS + TOP }} />
      {/* Drawn above: in the chart its neighbours would cover it. */}
      {marked && <span className="strip-chosen" style={{ left: `calc(${LEFT}px + ${width} * ${columns.indexOf(marked.time)})`, top: TOP + ROW * (marked.day - 1), width: `calc(${width})`, height: ROW }} />}
    </div>
  );
}
