// What the colours on the map mean, with units.
//
// Never here: the colours themselves (see colours.ts).
import type { ReactNode } from "react";
import type { Facility, Summary } from "../api";
import { GAP, kindColour, minuteColour, SHARE_STEPS, UNREACHABLE, UNTOLD, type Step } from "../colours";
import { count } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { islandStatusText } from "../words/terms";
import { facilityName } from "./LayerSwitch";

interface Props {
  summary: Summary;
  kind: string;
  steps: readonly Step[];
  minutes: readonly number[];
  facility: Facility | null;
  /** Is it one hour that is shown? */
  timed: boolean;
  /** The one kind whose sites are shown in any case, or `joint` for all. */
  sites: string | null;
  /** Is it a plan or a scenario that is shown? Then gaps are not, and a click does something else. */
  planned: boolean;
  /** What a page shows besides. */
  more: ReactNode;
}

export function Legend({ summary, kind, steps, minutes, facility, timed, sites: own, planned, more }: Props) {
  const { lang, t, name } = useSpeech();
  const [view] = useView();
  const { kinds } = summary.parameters;
  const percent = lang === "zh" ? "%" : " %";
  const shares = ["0", "1–49", "50–89", "90–99", "100"].map((label) => label + percent);
  const outlined = view.gaps && !planned;
  const sites = own !== null || view.facilities || view.theme === "isochrones";
  const shownKinds = own !== null ? kinds.filter((each) => own === "joint" || each.id === own) : (view.theme === "coverage" || view.theme === "islands") && kind !== "joint" ? kinds.filter((each) => each.id === kind) : kinds;
  const swatch = (colour: string, label: string) => (
    <li key={label}>
      <i style={{ background: colour }} aria-hidden="true" />
      {label}
    </li>
  );
  const range = (step: Step, index: number) => {
    const next = steps[index + 1];
    if (!next) return `≥ ${count(lang, step.from)}`;
    return step.from === next.from - 1 ? count(lang, step.from) : `${count(lang, step.from)}–${count(lang, next.from - 1)}`;
  };
  const chosenKind = kinds.find((each) => each.id === kind);
  return (
    <section className="legend" aria-label={t("layer")}>
      {view.theme === "coverage" && (
        <>
          <h2>{chosenKind ? name(chosenKind.name) : t("jointLong")}</h2>
          <p>{t(timed ? "legendHour" : "legendShare")}</p>
          <ul className="ramp">{SHARE_STEPS.map((step, index) => swatch(step.colour, shares[index] ?? ""))}</ul>
          <p className="blank">{t("legendBlank")}</p>
        </>
      )}
      {view.theme === "islands" && (
        <>
          <h2>{t("layerIslands")}</h2>
          <p>{t("legendIslands", { kind: chosenKind ? name(chosenKind.name) : t("joint") })}</p>
          <ul className="ramp">
            {swatch(UNREACHABLE, islandStatusText(lang, "unreachable"))}
            {SHARE_STEPS.map((step, index) => swatch(step.colour, shares[index] ?? ""))}
            {swatch(UNTOLD, t("legendUntold"))}
          </ul>
        </>
      )}
      {view.theme === "heat" && (
        <>
          <h2>{t("layerHeat")}</h2>
          <p>{t(view.measure === "people" ? "legendPeople" : "legendUncovered")}</p>
          <ul className="ramp">{steps.map((step, index) => swatch(step.colour, range(step, index)))}</ul>
        </>
      )}
      {view.theme === "isochrones" && (
        <>
          <h2>{facility ? facilityName(facility, lang, t("unnamedSite")) : t("layerIsochrones")}</h2>
          {facility ? <ul>{minutes.map((limit, index) => swatch(minuteColour(index, minutes.length), t("legendMinutes", { minutes: limit })))}</ul> : <p>{t("noFacility")}</p>}
        </>
      )}
      {(outlined || sites) && (
        <ul className="overlays">
          {outlined && (
            <li>
              <i className="outline" style={{ borderColor: GAP }} aria-hidden="true" />
              {t(timed ? "legendGapQuay" : "legendGap")}
            </li>
          )}
          {sites &&
            shownKinds.map((each) => (
              <li key={each.id}>
                <i className="site" style={{ background: kindColour(kinds.indexOf(each)) }} aria-hidden="true" />
                {name(each.name)}
              </li>
            ))}
        </ul>
      )}
      {more}
      {!planned && <p className="hint">{t("clickHint")}</p>}
    </section>
  );
}
