// An answer in stages: what opens in each, and how many people are in time then.
//
// Never here: the story of one site (see SiteCard.tsx).
import type { Kind, Siting, SitingStep } from "../api";
import { count } from "../format";
import { useSpeech } from "../locale";
import { list, nameOf, withService, type Named } from "./names";
import { beyond, servicesAt } from "./rank";

interface Props {
  siting: Siting;
  stages: readonly SitingStep[];
  kinds: readonly Kind[];
  /** People in time today. */
  before: number | null;
  names: Map<string, Named>;
}

export function Stages({ siting, stages, kinds, before, names }: Props) {
  const { lang, t } = useSpeech();
  return (
    <section>
      <h3>{t("stagesTitle")}</h3>
      <ol className="stages" aria-label={t("stagesTitle")}>
        {stages.map(({ p, sites, people_covered: people }, index) => {
          const [standing, was] = index === 0 ? [[], before] : [stages[index - 1]?.sites ?? [], stages[index - 1]?.people_covered ?? null];
          const opened = beyond(sites, standing).map((id) => withService(lang, nameOf(lang, names, id), kinds, servicesAt(siting, id)));
          return (
            <li key={index}>
              <b>{t("stageName", { number: index + 1 })}</b>
              <span className="muted">{t("stageTotal", { p: Math.min(p, sites.length) })}</span>
              {people !== null && was !== null && <span className="site-gain">{`+${count(lang, people - was)}`}</span>}
              <p>{opened.length > 0 ? t("stageOpens", { sites: list(lang, opened) }) : t("stageNothing")}</p>
              <p className="muted">{people === null ? t("siteGainNone") : t("stagePeople", { people: count(lang, people) })}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
