// The story of one site to open: what it brings, what else could be done, and how firm the choice is.
//
// Never here: the list of sites (see Result.tsx).
import { Button } from "antd";
import type { Siting } from "../api";
import { Card } from "../cards/Card";
import { count } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { list, nameOf, type Named } from "./names";
import { ranked } from "./rank";

interface Props {
  siting: Siting;
  id: string;
  names: Map<string, Named>;
  fly: () => void;
  edit: () => void;
}

export function SiteCard({ siting, id, names, fly, edit }: Props) {
  const { lang, t } = useSpeech();
  const [{ plan }, change] = useView();
  const order = ranked(siting);
  const site = order.find((each) => each.id === id);
  if (!site) return null;
  const other = siting.runners_up?.find(({ without }) => without === id);
  const chosen = new Set(siting.sites.map((each) => each.id));
  const instead = (other?.sites ?? []).filter((each) => !chosen.has(each)).map((each) => nameOf(lang, names, each));
  const [after, otherwise] = [siting.people_covered_after, other?.people_covered ?? null];
  const fewer = after !== null && otherwise !== null ? after - otherwise : null;
  const cases = siting.sensitivity ?? [];
  const times = cases.filter((each) => each.sites.includes(id)).length;
  const stage = siting.stages?.findIndex((step) => step.sites.includes(id)) ?? -1;
  const from = siting.curve?.find((step) => step.sites.includes(id))?.p;
  return (
    <Card title={nameOf(lang, names, id)} note={t("siteRank", { rank: order.indexOf(site) + 1 })} close={() => change({ plan: { ...plan, site: null } })}>
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
      <div className="card-buttons">
        <Button onClick={fly}>{t("siteGo")}</Button>
        <Button type="primary" onClick={edit}>
          {t("siteTry")}
        </Button>
      </div>
    </Card>
  );
}
