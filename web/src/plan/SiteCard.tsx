// The story of one site to open: what it brings, what else could be done, and how firm the choice is.
//
// Never here: the list of sites (see Result.tsx).
import { Button } from "antd";
import type { Kind, OpenedSite, Siting } from "../api";
import { Card } from "../cards/Card";
import { count } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { list, nameOf, withService, type Named } from "./names";
import { beyond, ranked, servicesAt } from "./rank";

interface Props {
  siting: Siting;
  kinds: readonly Kind[];
  id: string;
  names: Map<string, Named>;
  fly: () => void;
  /** Null where the answer cannot be changed by hand. */
  edit: (() => void) | null;
}

export function SiteCard({ siting, kinds, id, names, fly, edit }: Props) {
  const { lang, t } = useSpeech();
  const [{ plan }, change] = useView();
  const order = ranked(siting);
  // More than one where several services open at one place.
  const here = order.filter((each) => each.id === id);
  const [site] = here;
  if (!site) return null;
  const ranks = here.map((each) => order.indexOf(each) + 1);
  return (
    <Card title={nameOf(lang, names, id)} note={t("siteRank", { rank: list(lang, ranks.map(String)) })} close={() => change({ plan: { ...plan, site: null } })}>
      {here.map((each) => (
        <Story key={each.kind ?? ""} siting={siting} kinds={kinds} site={each} names={names} />
      ))}
      <div className="card-buttons">
        <Button onClick={fly}>{t("siteGo")}</Button>
        {edit && (
          <Button type="primary" onClick={edit}>
            {t("siteTry")}
          </Button>
        )}
      </div>
    </Card>
  );
}

/** What one opened site brings. */
function Story({ siting, kinds, site, names }: Pick<Props, "siting" | "kinds" | "names"> & { site: OpenedSite }) {
  const { lang, t, name } = useSpeech();
  const { id } = site;
  // Of services at one place the first is told of first.
  const turn = siting.sites.filter((each) => each.id === id).indexOf(site);
  const other = siting.runners_up?.filter(({ without }) => without === id)[turn];
  const rest = siting.sites.filter((each) => each !== site).map((each) => each.id);
  const offers = (place: string) => names.get(place)?.kinds ?? [];
  const instead = beyond(other?.sites ?? [], rest).map((each) => withService(lang, nameOf(lang, names, each), kinds, siting.kinds ? offers(each) : []));
  const [after, otherwise] = [siting.people_covered_after, other?.people_covered ?? null];
  const fewer = after !== null && otherwise !== null ? after - otherwise : null;
  const cases = siting.sensitivity ?? [];
  const times = cases.filter((each) => each.sites.includes(id)).length;
  // Other answers do not say which of several services they open at a place.
  const stage = servicesAt(siting, id).length > 1 ? -1 : (siting.stages?.findIndex((step) => step.sites.includes(id)) ?? -1);
  const from = siting.kinds && offers(id).length > 1 ? undefined : siting.curve?.find((step) => step.sites.includes(id))?.p;
  return (
    <>
      {site.kind && <p className="site-service">{name(kinds.find((each) => each.id === site.kind)?.name) || site.kind}</p>}
      <p className="site-card-gain">
        <strong className="figure">{site.people_gained === null ? "—" : `+${count(lang, site.people_gained)}`}</strong>
        <span>{site.people_gained === null ? t("siteGainNone") : t("siteGain", { people: count(lang, site.people_gained) })}</span>
      </p>
      <p className="muted">{`${site.lat.toFixed(5)}, ${site.lon.toFixed(5)}`}</p>
      {stage >= 0 && <p>{t("stageOf", { number: stage + 1 })}</p>}
      {from !== undefined && siting.p !== null && siting.p > 1 && <p>{t("siteFrom", { p: from })}</p>}
      {other && (
        <section>
          <h3>{t("siteInstead")}</h3>
          <p>
            {instead.length > 0 ? t("siteInsteadTake", { sites: list(lang, instead) }) : t("siteInsteadSame")}
            {fewer !== null && (
              <>
                {lang === "zh" ? "，" : ": "}
                <b className={fewer > 0 ? "fails-text" : ""}>{fewer > 0 ? t("siteInsteadCost", { people: count(lang, fewer) }) : t("siteInsteadFree")}</b>
              </>
            )}
          </p>
        </section>
      )}
      {cases.length > 0 && (
        <section>
          <h3>{t("siteFirm")}</h3>
          <p>{t("siteFirmIn", { count: times, all: cases.length })}</p>
          <span className="firm" aria-hidden="true">
            {cases.map((each, index) => (
              <i key={index} className={each.sites.includes(id) ? "in" : ""} />
            ))}
          </span>
        </section>
      )}
    </>
  );
}
