// Which layer the map shows, for which kind, and what lies on top of it.
//
// Never here: the legend.
import { Checkbox, Segmented, Select } from "antd";
import type { Facility, Summary } from "../api";
import { useSpeech } from "../locale";
import { useView, type Measure, type Theme } from "../view";

interface Props {
  summary: Summary;
  facilities: Facility[] | null;
  /** Are there islands to show? */
  islands: boolean;
  /** Is a plan or a scenario shown? Then what stands for the study alone is left out. */
  planned: boolean;
  /** Is the layer settled, so that only the kind is to be chosen? */
  fixed: boolean;
  choose: (facility: string) => void;
}

export function facilityName(facility: Facility, lang: "zh" | "en", unnamed: string): string {
  const { name, name_en: english, id } = facility.properties;
  return (lang === "en" ? english || name : name || english) || `${unnamed} ${id}`;
}

export function LayerSwitch({ summary, facilities, islands, planned, fixed, choose }: Props) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const themes: { value: Theme; label: string }[] = [
    { value: "coverage", label: t("layerCoverage") },
    { value: "heat", label: t("layerHeat") },
    ...(planned && view.theme !== "isochrones" ? [] : [{ value: "isochrones" as const, label: t("layerIsochrones") }]),
    ...((islands && !planned) || view.theme === "islands" ? [{ value: "islands" as const, label: t("layerIslands") }] : []),
    { value: "none", label: t("layerNone") },
  ];
  const kinds = [{ value: "joint", label: t("joint") }, ...summary.parameters.kinds.map((kind) => ({ value: kind.id, label: name(kind.name) }))];
  const measures: { value: Measure; label: string }[] = [
    { value: "people", label: t("heatPeople") },
    { value: "uncovered", label: t("heatUncovered") },
  ];
  const sites = summary.parameters.kinds.map((kind) => ({
    label: <span>{name(kind.name)}</span>,
    title: name(kind.name),
    options: (facilities ?? [])
      .filter((site) => site.properties.kind === kind.id)
      .map((site) => ({ value: site.properties.id, label: facilityName(site, lang, t("unnamedSite")) }))
      .sort((a, b) => a.label.localeCompare(b.label, lang)),
  }));
  return (
    <div className="layers" role="group" aria-label={t("layer")}>
      {!fixed && <div className="layers-row">
        <Segmented<Theme> aria-label={t("layer")} value={view.theme} options={themes} onChange={(theme) => change({ theme })} />
        {!planned && <Checkbox checked={view.gaps} onChange={(event) => change({ gaps: event.target.checked })}>
          {t("overlayGaps")}
        </Checkbox>}
        <Checkbox checked={view.facilities} onChange={(event) => change({ facilities: event.target.checked })}>
          {t("overlayFacilities")}
        </Checkbox>
      </div>}
      {(fixed || view.theme === "coverage" || view.theme === "islands") && (
        <Segmented<string> className="second" size="small" aria-label={t("kind")} value={kinds.some((kind) => kind.value === view.kind) ? view.kind : "joint"} options={kinds} onChange={(kind) => change({ kind })} />
      )}
      {!fixed && view.theme === "heat" && (
        <Segmented<Measure> className="second" size="small" aria-label={t("layerHeat")} value={view.measure} options={measures} onChange={(measure) => change({ measure })} />
      )}
      {!fixed && view.theme === "isochrones" && (
        <Select
          className="second site-select"
          size="small"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("chooseFacility")}
          placeholder={t("chooseFacility")}
          loading={facilities === null}
          {...(view.facility && facilities?.some((site) => site.properties.id === view.facility) ? { value: view.facility } : {})}
          options={sites}
          onChange={choose}
        />
      )}
    </div>
  );
}
