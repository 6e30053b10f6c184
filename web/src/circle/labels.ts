// What figures of the circle's analyses are called, and how their values read.
//
// Never here: layout, the server's own titles of tables (they come with them).
import type { Kind, Words } from "../api";
import { count, minutes, percent } from "../format";
import { pick } from "../words";
import type { Lang } from "../view";

const LABELS: Record<string, Words> = {
  id: { zh: "编号", en: "Id" },
  name: { zh: "名称", en: "Name" },
  kind: { zh: "服务类别", en: "Kind" },
  kinds: { zh: "各类服务", en: "Kinds" },
  area: { zh: "区划", en: "Area" },
  level: { zh: "级别", en: "Level" },
  levels: { zh: "按级别（该级及以上）", en: "By level (this or higher)" },
  functions: { zh: "按功能", en: "By function" },
  grade: { zh: "等级", en: "Grade" },
  people: { zh: "人数", en: "People" },
  share: { zh: "占比", en: "Share" },
  covered: { zh: "时限内", en: "In time" },
  joint_covered: { zh: "全圈", en: "Full circle" },
  backup: { zh: "有两处可依靠", en: "Two sites in time" },
  day: { zh: "白天（工作地）", en: "By day (at work)" },
  night: { zh: "夜间（居住地）", en: "By night (at home)" },
  any: { zh: "至少若干类及时", en: "At least so many kinds in time" },
  at_least: { zh: "至少几类", en: "At least" },
  n: { zh: "类数", en: "Kinds" },
  weakest: { zh: "最薄弱的一环", en: "Weakest link" },
  lacking: { zh: "缺这一类", en: "Lack it" },
  alone: { zh: "只缺这一类", en: "Lack it alone" },
  missing: { zh: "缺什么", en: "What is missing" },
  people_in_time: { zh: "时限内人数", en: "People in time" },
  in_time: { zh: "时限内人数", en: "People in time" },
  people_served: { zh: "有名额的人数", en: "People with a place" },
  served: { zh: "有名额", en: "With a place" },
  people_without_place: { zh: "近而无名额的人数", en: "In time but without a place" },
  without_place: { zh: "近而无名额", en: "Without a place" },
  no_place: { zh: "近而无名额", en: "Without a place" },
  share_served: { zh: "有名额占比", en: "With a place, share" },
  people_per_staff: { zh: "每名工作人员服务人数", en: "People per member of staff" },
  capacity: { zh: "名额", en: "Places" },
  load: { zh: "承担人数", en: "Load" },
  slack: { zh: "余量", en: "Slack" },
  overload: { zh: "超载", en: "Overload" },
  overloaded: { zh: "超载站点", en: "Overloaded sites" },
  more_staff: { zh: "需增人员", en: "More staff needed" },
  remedy: { zh: "补救办法", en: "Remedy" },
  remedy_s: { zh: "补救需多走", en: "Minutes more to a place" },
  arcs: { zh: "参与计算的人—站点对", en: "Pairs of people and sites weighed" },
  pass: { zh: "达标", en: "Passes" },
  failed: { zh: "不达标", en: "Fails" },
  areas: { zh: "各区划", en: "Areas" },
  cohort: { zh: "群体", en: "Cohort" },
  cohorts: { zh: "各群体", en: "Cohorts" },
  gap: { zh: "与总体的差距", en: "Gap to everybody" },
  gini: { zh: "基尼系数", en: "Gini" },
  palma: { zh: "帕尔马比", en: "Palma ratio" },
  lorenz: { zh: "洛伦兹曲线", en: "Lorenz curve" },
  worst_decile: { zh: "最差的十分之一", en: "Worst tenth" },
  worst_decile_s: { zh: "最差十分之一的平均用时", en: "Mean time of the worst tenth" },
  worst_decile_share: { zh: "最差十分之一的占比", en: "Share of the worst tenth" },
  definition: { zh: "定义", en: "Definition" },
  definitions: { zh: "定义", en: "Definitions" },
  mean: { zh: "平均", en: "Mean" },
  median: { zh: "中位数", en: "Median" },
  median_s: { zh: "用时中位数", en: "Median time" },
  mean_s: { zh: "平均用时", en: "Mean time" },
  p90_s: { zh: "90% 内", en: "90 % within" },
  p95_s: { zh: "95% 内", en: "95 % within" },
  nearest_s: { zh: "到最近一处", en: "To the nearest" },
  lost_s: { zh: "多花时间", en: "Time lost" },
  mean_lost_s: { zh: "平均多花时间", en: "Mean time lost" },
  p90_lost_s: { zh: "多花时间（90% 内）", en: "Time lost (90 % within)" },
  assigned: { zh: "已指定", en: "Assigned" },
  minutes: { zh: "到最近一处的分钟数", en: "Minutes to the nearest" },
  cumulative: { zh: "累计机会", en: "Cumulative opportunities" },
  step: { zh: "阶梯衰减", en: "Step" },
  logistic: { zh: "逻辑斯蒂衰减", en: "Logistic" },
  exponential: { zh: "指数衰减", en: "Exponential" },
  linear: { zh: "线性衰减", en: "Linear" },
  gaussian: { zh: "高斯衰减", en: "Gaussian" },
  "2sfca": { zh: "两步移动搜索（2SFCA）", en: "2SFCA" },
  two_step: { zh: "两步移动搜索（2SFCA）", en: "2SFCA" },
  e2sfca: { zh: "增强两步移动搜索（E2SFCA）", en: "E2SFCA" },
  "3sfca": { zh: "三步移动搜索（3SFCA）", en: "3SFCA" },
  supply: { zh: "供给", en: "Supply" },
  supply_reached: { zh: "有人可及的供给", en: "Supply with people in reach" },
  conserved: { zh: "守恒", en: "Conserved" },
  conservation: { zh: "守恒检验", en: "Conservation" },
  direction: { zh: "方向", en: "Direction" },
  rule: { zh: "规则", en: "Rule" },
  rules: { zh: "规则", en: "Rules" },
  checked: { zh: "检查数", en: "Checked" },
  violated: { zh: "不符数", en: "Violated" },
  violations: { zh: "不符之处", en: "Violations" },
  facilities: { zh: "设施", en: "Sites" },
  orders: { zh: "工单数", en: "Orders" },
  category: { zh: "事项", en: "Category" },
  categories: { zh: "各事项", en: "By category" },
  by_category: { zh: "各事项", en: "By category" },
  channel: { zh: "渠道", en: "Channel" },
  channels: { zh: "各渠道", en: "By channel" },
  by_channel: { zh: "各渠道", en: "By channel" },
  month: { zh: "月份", en: "Month" },
  months: { zh: "各月", en: "By month" },
  by_month: { zh: "各月", en: "By month" },
  refused: { zh: "未采用的记录", en: "Refused records" },
  used: { zh: "采用的记录", en: "Records used" },
  unmet: { zh: "未办结", en: "Unmet" },
  hotspots: { zh: "热点", en: "Hotspots" },
  rate: { zh: "每千人工单数", en: "Per 1,000 people" },
  per_1000: { zh: "每千人", en: "Per 1,000 people" },
  calibration: { zh: "实际与模型用时之比", en: "Observed over modelled time" },
  factor: { zh: "系数", en: "Factor" },
  low: { zh: "下限", en: "Low" },
  high: { zh: "上限", en: "High" },
  satisfaction: { zh: "满意度", en: "Satisfaction" },
  ranking: { zh: "排名", en: "Ranking" },
  rank: { zh: "名次", en: "Rank" },
  response: { zh: "响应时间", en: "Response" },
  before_travel_s: { zh: "出发前耗时", en: "Time before travel" },
  observed_s: { zh: "实际用时", en: "Observed" },
  modelled_s: { zh: "模型用时", en: "Modelled" },
  within_limit: { zh: "时限内到达", en: "Arrived within the limit" },
  synthetic: { zh: "合成数据", en: "Made-up figures" },
  joint: { zh: "全圈", en: "Full circle" },
  from: { zh: "团队外出", en: "Team travels out" },
  toward: { zh: "居民前来", en: "People travel in" },
  round_trip: { zh: "往返", en: "Round trip" },
  people_no_place: { zh: "近而无名额的人数", en: "People without a place" },
  share_in_time: { zh: "时限内占比", en: "In time, share" },
  share_no_place: { zh: "近而无名额占比", en: "Without a place, share" },
  people_covered: { zh: "时限内人数", en: "People in time" },
  within_s: { zh: "搜索范围", en: "Search within" },
  zones: { zh: "分区与权重", en: "Zones and weights" },
  to_s: { zh: "至", en: "Up to" },
  weight: { zh: "权重", en: "Weight" },
  decays: { zh: "衰减参数", en: "Decay parameters" },
  cutoff_s: { zh: "截止", en: "Cut-off" },
  deviation_s: { zh: "离散", en: "Deviation" },
  half_s: { zh: "半衰", en: "Half at" },
  end_s: { zh: "归零", en: "Zero at" },
  width_s: { zh: "带宽", en: "Width" },
  indices: { zh: "可达性指数", en: "Indices" },
  spread: { zh: "分布是否均衡", en: "How evenly it is spread" },
  measure: { zh: "衡量", en: "Measure" },
  method: { zh: "方法", en: "Method" },
  beyond: { zh: "超出计算范围", en: "Beyond the horizon" },
  worst_tenth: { zh: "最差的十分之一", en: "Worst tenth" },
  worst_tenth_share: { zh: "最差十分之一的占比", en: "Share of the worst tenth" },
  minutes_to_nearest: { zh: "到最近一处的分钟数", en: "Minutes to the nearest" },
  time: { zh: "用时（分钟）", en: "Time (minutes)" },
  access: { zh: "可达性", en: "Access" },
  asked: { zh: "适用数", en: "Applies to" },
  kept: { zh: "符合", en: "Kept" },
  type: { zh: "类型", en: "Type" },
  areas_need_facility: { zh: "区划须有设施", en: "Areas need a site" },
  hosts_need_facility: { zh: "场所须有设施", en: "Hosts need a site" },
  one_per_area: { zh: "每区一处", en: "One an area" },
  rated: { zh: "已评价", en: "Rated" },
  hot: { zh: "热点单元", en: "Hot units" },
  units: { zh: "单元", en: "Units" },
  responses: { zh: "响应时间", en: "Response times" },
  mean_min: { zh: "平均多花（分钟）", en: "Mean minutes lost" },
  p90_min: { zh: "多花（90% 内，分钟）", en: "Minutes lost, 90 % within" },
  mean_lost_min: { zh: "平均多花时间（分钟）", en: "Mean minutes lost" },
  p90_lost_min: { zh: "多花时间（90% 内，分钟）", en: "Minutes lost, 90 % within" },
  avoidable: { zh: "改派即可及时", en: "In time if sent to the nearest" },
  staff: { zh: "工作人员", en: "Staff" },
  one: { zh: "每处计 1", en: "One a site" },
  value: { zh: "数值", en: "Value" },
  limit_s: { zh: "时限", en: "Limit" },
  in_time_but_for_dispatch: { zh: "若不耽搁派单可及时", en: "In time but for the dispatch" },
  before_travel_median_s: { zh: "出发前耗时（中位）", en: "Before travel, median" },
  before_travel_p90_s: { zh: "出发前耗时（90% 内）", en: "Before travel, 90 % within" },
  travel_median_s: { zh: "路上用时（中位）", en: "Travel, median" },
  modelled_median_s: { zh: "模型用时（中位）", en: "Modelled travel, median" },
  compared: { zh: "可比对的工单", en: "Orders compared" },
  factor_median: { zh: "系数（逐单中位）", en: "Factor, median of orders" },
  count: { zh: "数量", en: "Count" },
  total: { zh: "合计", en: "Total" },
};

/** What a figure is called: by the dictionary, by the kind in its name, or as it stands. */
export function labelOf(lang: Lang, key: string, kinds: readonly Kind[]): string {
  const known = LABELS[key]?.[lang];
  if (known) return known;
  const own = kinds.find(({ id }) => id === key);
  if (own) return pick(own.name, lang);
  const many = /^any_(\d+)$/.exec(key)?.[1];
  if (many) return lang === "zh" ? `至少 ${many} 类及时` : `at least ${many} kinds in time`;
  const kind = kinds.find(({ id }) => key.startsWith(`${id}_`));
  if (kind) return `${pick(kind.name, lang)} · ${labelOf(lang, key.slice(kind.id.length + 1), kinds)}`;
  const words = key.replace(/_s$/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A number as its name and unit ask for it. */
export function numberText(lang: Lang, key: string, value: number | null, unit: string | null = null): string {
  if (value === null) return "—";
  if (key === "gap") {
    const points = `${value > 0 ? "+" : value < 0 ? "−" : ""}${(Math.abs(value) * 100).toFixed(1)}`;
    return lang === "zh" ? `${points} 个百分点` : `${points} points`;
  }
  if (unit === "min") return minutes(lang, value * 60);
  if (unit === "s" || key.endsWith("_s")) return minutes(lang, value);
  if (/(^|_)share(_|$)|^within_limit$/.test(key) || unit === "share") return (value < 0 ? "−" : "") + percent(lang, Math.abs(value));
  if (Number.isInteger(value)) return count(lang, value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 3;
  return Math.abs(value) >= 0.01 ? value.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits }) : value.toPrecision(3);
}

/** Names of areas and sites by their ids. */
export type Names = ReadonlyMap<string, string>;

/** Does a column of this name hold ids of areas or sites? */
export function holdsIds(key: string): boolean {
  return /^(id|area|facility|nearest|site|unit)$/.test(key);
}

/** A word of the server in the reader's language, where it has one. */
export function wordText(lang: Lang, value: string, kinds: readonly Kind[]): string {
  const kind = kinds.find(({ id }) => id === value);
  return kind ? pick(kind.name, lang) : (LABELS[value]?.[lang] ?? value);
}
