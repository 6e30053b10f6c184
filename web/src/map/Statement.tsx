// What the map claims, in words on the map itself: who travels which way and how, within what, and whether the people are real.
//
// Never here: colours.
import type { Direction, Facility, Hours, Kind, Line, Summary, Without } from "../api";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { slotText } from "../week";
import { directionText, lineText, profileText, weatherText } from "../words/terms";

interface Props {
  summary: Summary;
  /** `joint`, or the id of a kind. */
  kind: string;
  facility: Facility | null;
  week: Hours | null;
  hour: string | null;
  /** What does not sail in the hour shown. */
  without: Without | null;
  lines: readonly Line[];
  /** What a page shows besides. */
  more: string | null;
  /** Are kinds told at all? */
  kinds: boolean;
}

export function Statement({ summary, kind, facility, week, hour, without, lines, more, kinds: told }: Props) {
  const { lang, t, list } = useSpeech();
  const [view] = useView();
  const { kinds, joint, limit_s: limit, synthetic } = summary.parameters;
  if (view.theme === "none" && !view.gaps && !more) return null;
  const wanted = !told ? [] : view.theme === "isochrones" ? (facility ? [facility.properties.kind] : []) : (view.theme === "coverage" || view.theme === "islands") && kind !== "joint" ? [kind] : joint;
  const meant = kinds.filter((each) => wanted.includes(each.id));
  const single = meant.length === 1 ? meant[0] : undefined;
  const comma = lang === "zh" ? "：" : ": ";
  const missing = (left: Without) => {
    const line = left.lines.length === 1 ? lines.find((each) => each.id === left.lines[0]) : undefined;
    const named = line ? lineText(lang, line) : left.lines.length > 1 ? t("disruptedMany", { count: left.lines.length }) : left.lines[0];
    const parts = [named, ...left.weather.map((each) => weatherText(lang, each)), left.hours?.replace("-", "–")].filter((part) => part);
    return parts.join(lang === "zh" ? "、" : ", ");
  };
  const timed = week !== null && view.theme === "coverage";
  const groups = new Map<Direction, Kind[]>();
  for (const each of meant) groups.set(each.direction, [...(groups.get(each.direction) ?? []), each]);
  return (
    <ul className="statement">
      {[...groups].map(([direction, members]) => (
        <li key={direction}>
          <i aria-hidden="true">{direction === "from" ? "→" : direction === "toward" ? "←" : "↔"}</i>
          {directionText(lang, direction)}
          {single ? ` · ${profileText(lang, single.profile)}` : comma + list(members.map((member) => member.id), kinds)}
        </li>
      ))}
      {view.theme !== "isochrones" && meant.length > 0 && <li>{t("within", { minutes: Math.round((single?.limit_s ?? limit) / 60) })}</li>}
      {single && single.mobilisation_s > 0 && <li>{t("mobilised", { minutes: Math.round(single.mobilisation_s / 60) })}</li>}
      {view.theme === "islands" && <li className="when">{t("statementWeek")}</li>}
      {timed && <li className="when">{hour ? t("statementHour", { slot: slotText(lang, hour, week.step_s) }) : t("statementQuay")}</li>}
      {timed && hour && without && (
        <li className="what-if">
          <b>{t("whatIfTag")}</b> {t("disrupted", { what: missing(without) })}
        </li>
      )}
      {more && <li className="what-if">{more}</li>}
      {synthetic && view.theme !== "isochrones" && <li className="made-up">{t("synthetic")}</li>}
    </ul>
  );
}
