// What the pins of a plan mean.
//
// Never here: the pins (see ../map/pins.ts).
import { useSpeech } from "../locale";
import type { Key } from "../words";

const TONES: Record<string, { key: Key; mark: string }> = {
  open: { key: "legendOpen", mark: "1" },
  added: { key: "legendNew", mark: "+" },
  moved: { key: "legendMoved", mark: "" },
  closed: { key: "legendClosed", mark: "×" },
};

/** `tones` are those on the map, with spaces between. */
export function PlanLegend({ tones, candidates }: { tones: string; candidates: boolean }) {
  const { t } = useSpeech();
  return (
    <ul className="overlays">
      {tones
        .split(" ")
        .flatMap((tone) => (TONES[tone] ? [{ tone, ...TONES[tone] }] : []))
        .map(({ tone, key, mark }) => (
          <li key={tone}>
            <i className={`tone tone-${tone}`} aria-hidden="true">{mark}</i>
            {t(key)}
          </li>
        ))}
      {candidates && (
        <li>
          <i className="tone candidate" aria-hidden="true" />
          {t("legendCandidates")}
        </li>
      )}
    </ul>
  );
}
