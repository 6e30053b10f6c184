// The small card beside the pointer: the figures of the unit, cell or site below it.
//
// Never here: anything that only a pointer can reach; the panels and cards hold the same.
import type { IslandStatus, Summary } from "../api";
import { count, percent, ratio } from "../format";
import { useSpeech } from "../locale";
import { islandStatusText } from "../words/terms";
import type { Shapes } from "./overlay";
import type { Hover } from "./stage";

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function words(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function HoverCard({ summary, hover, kind, shapes }: { summary: Summary; hover: Hover; kind: string; shapes: Shapes | null }) {
  const { lang, t, name } = useSpeech();
  const { properties: figures } = hover;
  const { kinds } = summary.parameters;
  const people = number(figures["people"]);
  const row = (label: string, value: string, strong = false) => (
    <tr key={label} className={strong ? "strong" : ""}>
      <th scope="row">{label}</th>
      <td>{value}</td>
    </tr>
  );
  const share = (field: string) => percent(lang, ratio(number(figures[field]), people), 0);
  let rows: React.ReactNode[];
  if (hover.layer === "shapes" || hover.layer === "shapes-point") {
    rows = (shapes?.fields ?? []).map(({ name: field, title }) => row(title, typeof figures[field] === "number" ? count(lang, figures[field]) : words(figures[field])));
  } else if (hover.layer === "facilities") {
    const site = words(lang === "en" ? figures["name_en"] || figures["name"] : figures["name"] || figures["name_en"]) || t("unnamedSite");
    rows = [row(site, name(kinds.find((each) => each.id === figures["kind"])?.name), true)];
  } else if (hover.layer === "islands" || hover.layer === "islands-point") {
    const title = words(lang === "en" ? figures["name_en"] || figures["name"] : figures["name"] || figures["name_en"]) || t("islandUnnamed");
    const status = islandStatusText(lang, words(figures["status"]) as IslandStatus);
    const told = number(figures["joint_share"]) !== null;
    rows = [
      row(title, status, true),
      ...(people === null ? [] : [row(t("people"), count(lang, people))]),
      ...(told ? [row(t("joint"), percent(lang, number(figures["joint_share"]), 0), kind === "joint"), ...kinds.map((each) => row(name(each.name), percent(lang, number(figures[`${each.id}_share`]), 0), kind === each.id))] : []),
    ];
  } else if (hover.layer === "heat") {
    rows = [row(t("heatPeople"), count(lang, people)), row(t("heatUncovered"), count(lang, number(figures["joint_uncovered"])))];
  } else {
    rows = [
      row(t("people"), count(lang, people)),
      row(t("joint"), share("joint_covered"), kind === "joint"),
      ...kinds.map((each) => row(name(each.name), share(`${each.id}_covered`), kind === each.id)),
    ];
  }
  return (
    <div className="hover" style={{ transform: `translate(${hover.x + 14}px, ${hover.y + 14}px)` }} aria-hidden="true">
      <table>
        <tbody>{rows}</tbody>
      </table>
    </div>
  );
}
