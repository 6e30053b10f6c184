// Words for what a plan is made of: problems, how good an answer is, and changes of a scenario.
//
// Never here: other texts of the page (see ../words).
import type { Kind, Modification, Problem, Siting, Words } from "../api";
import { count, minutes, percent } from "../format";
import type { Lang } from "../view";
import { pick, text, type Key } from "../words";
import { profileText } from "../words/terms";

const PROBLEMS: Record<Problem, { name: Words; why: Words }> = {
  mclp: {
    name: { zh: "覆盖最多的人", en: "Reach the most people" },
    why: { zh: "使时限内的人最多（MCLP）", en: "As many people in time as can be (MCLP)" },
  },
  lscp: {
    name: { zh: "最少站点覆盖所有人", en: "Reach everybody with the fewest" },
    why: { zh: "要让每个人都在时限内，最少增加几处（LSCP）", en: "How few new sites bring everybody within the limit (LSCP)" },
  },
  "p-median": {
    name: { zh: "平均用时最短", en: "Shortest time on average" },
    why: { zh: "使平均用时最短（p-中位）", en: "The least time on average (p-median)" },
  },
  "p-center": {
    name: { zh: "最远的人最近", en: "Nobody too far" },
    why: { zh: "使最远的人也尽量近（p-中心）", en: "The farthest person as near as can be (p-center)" },
  },
  backup: {
    name: { zh: "两处保障", en: "Two sites for everyone" },
    why: { zh: "先覆盖最多的人，再让其中最多的人有两处可依靠（备用覆盖）", en: "First the most people in time, then the most of them in time of two sites (backup coverage)" },
  },
  capacitated: {
    name: { zh: "有名额的人最多", en: "A place for the most people" },
    why: { zh: "站点有容量：使时限内有名额的人最多（容量限制）", en: "Sites hold only so many: the most people who get a place in time (capacitated)" },
  },
  joint: {
    name: { zh: "同时处在各类服务时限内的人最多", en: "Most people within the limits of all services at once" },
    why: { zh: "各类服务按各自的出行方式和时限计算；新站点可以是其中任何一类（全圈）", en: "Each service by its own way of travel and limit; a new site may be of any of them (full circle)" },
  },
};

export function problemText(lang: Lang, problem: Problem): string {
  return PROBLEMS[problem].name[lang];
}

export function problemWhy(lang: Lang, problem: Problem): string {
  return PROBLEMS[problem].why[lang];
}

/** How good the answer is, for who must defend it. */
export function statusText(lang: Lang, { status, gap }: Pick<Siting, "status" | "gap">): string {
  const near = gap === null ? null : percent(lang, gap, gap < 0.001 ? 2 : 1);
  const zh = lang === "zh";
  if (status === "optimal") return zh ? "已证明最优：没有更好的选择" : "Proved: there is no better choice";
  if (status === "infeasible") return zh ? "已证明无解" : "Proved: it cannot be done";
  const least = near === null ? "" : zh ? `与最优相差不超过 ${near}` : `at most ${near} from the best possible`;
  if (status === "time_limit") return zh ? `提前停止，取目前最好${least && `：${least}`}` : `Stopped early, best so far${least && `: ${least}`}`;
  return zh ? least || "接近最优" : least.replace(/^a/, "A") || "Close to the best possible";
}

const BOUNDS: Record<Problem, Key> = { mclp: "boundMclp", lscp: "boundLscp", "p-median": "boundMedian", "p-center": "boundCenter", backup: "boundBackup", capacitated: "boundServed", joint: "boundJoint" };
/** Where something else than a number of sites was asked for. */
const BOUNDS_BY: Partial<Record<Problem, { close: Key; stages: Key; budget: Key }>> = {
  mclp: { close: "boundMclpClose", stages: "boundMclpStages", budget: "boundMclpBudget" },
  joint: { close: "boundJointClose", stages: "boundJointStages", budget: "boundJointBudget" },
};

/** A proof holds for what might have been chosen. */
function boundKey({ problem, budget, stages, close }: Siting): Key {
  const by = BOUNDS_BY[problem];
  if (by && close !== undefined) return by.close;
  if (by && stages) return by.stages;
  return by && budget !== undefined ? by.budget : BOUNDS[problem];
}

const FIELDS: Record<string, Key> = { add: "planCount", budget: "planBudget", stages: "planStages", close: "planClose", limit_s: "planLimit", spacing_m: "planSpacing", one_per_area: "planOnePerArea", kind: "planKind", problem: "planGoal" };

/** A refusal, by the name that its field has on the page. */
export function refusalText(lang: Lang, cause: string, field: string | null | undefined): string {
  const key = FIELDS[field ?? ""];
  return key ? text(lang, "planField", { field: text(lang, key), cause }) : cause;
}

/** What the proof says, in the unit of the aim; null without one. */
export function boundText(lang: Lang, siting: Siting): string | null {
  const { problem, objective, bound, sites } = siting;
  if (objective === null || bound === null) return null;
  const timed = problem === "p-median" || problem === "p-center";
  const tell = (value: number) => (timed ? minutes(lang, value) : count(lang, value));
  return text(lang, boundKey(siting), { objective: tell(objective), bound: tell(bound), p: siting.p ?? sites.length, budget: count(lang, siting.budget), count: siting.close ?? 0 });
}

function field(change: Modification, name: string): string {
  const value = change[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function places(change: Modification): string {
  const [lon, lat] = [Number(change["lon"]), Number(change["lat"])];
  return Number.isFinite(lon) && Number.isFinite(lat) ? `${lat.toFixed(4)}, ${lon.toFixed(4)}` : "";
}

/** A change of a scenario as a planner would say it; `site` names existing sites. */
export function modificationText(lang: Lang, change: Modification, kinds: readonly Kind[], site: (id: string) => string): string {
  const zh = lang === "zh";
  const kind = pick(kinds.find((each) => each.id === change["kind"])?.name, lang) || field(change, "kind");
  const given = change["name"];
  const own = typeof given === "string" ? given : pick(given as Words | undefined, lang);
  const id = site(field(change, "id"));
  const factor = () => percent(lang, Number(change["factor"]), 0);
  const parts = (...texts: string[]) => texts.filter(Boolean).join(zh ? "，" : ", ");
  const sized = parts(
    change["staff"] === undefined ? "" : zh ? `工作人员 ${field(change, "staff")} 名` : `${field(change, "staff")} staff`,
    change["capacity"] === undefined ? "" : zh ? `可服务 ${field(change, "capacity")} 人` : `room for ${field(change, "capacity")}`,
  );
  switch (change.type) {
    case "add_site": {
      const where = own || places(change);
      return zh ? `新增${kind}：${where}` : `New ${kind.toLowerCase()}: ${where}`;
    }
    case "move_site":
      return zh ? `${id}移至 ${places(change)}` : `${id} moves to ${places(change)}`;
    case "close_site":
      return zh ? `${id}停用` : `${id} closes`;
    case "resize_site":
      return `${id}${zh ? "：" : ": "}${sized}`;
    case "mobilisation":
      return zh ? `${kind}出动时间改为 ${field(change, "time")}` : `${kind}: ${field(change, "time")} to set out`;
    case "limit":
      return zh ? `${kind}时限改为 ${field(change, "time")}` : `${kind}: limit ${field(change, "time")}`;
    case "hours":
      return zh ? `${id}开放时间改为 ${field(change, "hours")}` : `${id}: open ${field(change, "hours")}`;
    case "close_road":
      return zh ? `道路 ${field(change, "way")} 封闭` : `Road ${field(change, "way")} closed`;
    case "cancel_line":
      return zh ? `航线 ${field(change, "line")} 停航` : `Line ${field(change, "line")} does not sail`;
    case "add_line":
      return zh ? `新增航线${own && `：${own}`}` : `New ferry line${own && `: ${own}`}`;
    case "speed":
      return zh ? `${profileText(lang, field(change, "profile"))}速度为原来的 ${factor()}` : `${profileText(lang, field(change, "profile"))}: ${factor()} of the speed`;
    case "demand": {
      const area = field(change, "area");
      return zh ? `${area}人口为原来的 ${factor()}` : `${factor()} of the people${area && ` of ${area}`}`;
    }
    default:
      return change.type;
  }
}
