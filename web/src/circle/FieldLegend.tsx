// What the colours of a field mean.
//
// Never here: the colours (see field.ts).
import type { Kind } from "../api";
import { useSpeech } from "../locale";
import type { Coloured } from "./field";
import { labelOf, numberText } from "./labels";

export function FieldLegend({ title, field, kinds, shades }: { title: string; field: string; kinds: readonly Kind[]; shades: Coloured }) {
  const { lang, t } = useSpeech();
  const percent = lang === "zh" ? "%" : " %";
  const shares = ["0", "1–49", "50–89", "90–99", "100"].map((label) => label + percent);
  const range = (index: number) => {
    const [own, next] = [shades.steps[index], shades.steps[index + 1]];
    if (!own) return "";
    return next ? `${numberText(lang, field, own.from)} – ${numberText(lang, field, next.from)}` : `≥ ${numberText(lang, field, own.from)}`;
  };
  return (
    <>
      <h2>{title}</h2>
      <p>{labelOf(lang, field, kinds)}{shades.share && ` · ${t("legendPart")}`}</p>
      <ul className="ramp">
        {shades.steps.map((step, index) => (
          <li key={step.from}>
            <i style={{ background: step.colour }} aria-hidden="true" />
            {shades.share ? shares[index] : range(index)}
          </li>
        ))}
      </ul>
    </>
  );
}
