// The colours of a change: blue where more people are in time, orange where fewer.
//
// Never here: figures.
import type { ExpressionSpecification } from "maplibre-gl";
import { useSpeech } from "../locale";

/** Steps of a change as a share of a unit's people, from all lost to all gained. */
const STEPS = [
  { from: -1, colour: "#8f2d06" },
  { from: -0.5, colour: "#d9713c" },
  { from: -0.1, colour: "#f3c9a5" },
  { from: 0, colour: "#eef1f3" },
  { from: 0.0000001, colour: "#b9d6e6" },
  { from: 0.1, colour: "#6ba5c8" },
  { from: 0.5, colour: "#1d5b86" },
] as const;

export function changeColour(field: string): ExpressionSpecification {
  const [first, ...rest] = STEPS;
  const share: ExpressionSpecification = ["/", ["coalesce", ["get", field], 0], ["max", ["coalesce", ["get", "people"], 1], 1]];
  return ["step", share, first.colour, ...rest.flatMap((step): [number, string] => [step.from, step.colour])] as unknown as ExpressionSpecification;
}

export function ChangeLegend({ kind }: { kind: string }) {
  const { lang, t } = useSpeech();
  const percent = lang === "zh" ? "%" : " %";
  const rows = [
    [STEPS[6].colour, "compareMore", `> 50${percent}`],
    [STEPS[5].colour, "compareMore", `10–50${percent}`],
    [STEPS[4].colour, "compareMore", `< 10${percent}`],
    [STEPS[2].colour, "compareLess", `< 10${percent}`],
    [STEPS[1].colour, "compareLess", `10–50${percent}`],
    [STEPS[0].colour, "compareLess", `> 50${percent}`],
  ] as const;
  return (
    <>
      <h2>{kind}</h2>
      <p>{t("compareLegend")}</p>
      <ul className="ramp">
        {rows.map(([colour, key, range]) => (
          <li key={colour}>
            <i style={{ background: colour }} aria-hidden="true" />
            {`${t(key)} ${range}`}
          </li>
        ))}
      </ul>
      <p>{t("compareNothing")}</p>
    </>
  );
}
