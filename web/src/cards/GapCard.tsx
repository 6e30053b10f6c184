// The card about one gap: how many people are outside, and which services they lack by how much.
//
// Never here: the list of gaps (see panels/Gaps.tsx).
import { Button } from "antd";
import type { Gap, Summary } from "../api";
import { count, minutes } from "../format";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { Card } from "./Card";

export function gapName(gap: Gap, lang: "zh" | "en", unnamed: string): string {
  const { name, name_en: english, area } = gap.properties;
  return (lang === "en" ? english || name : name || english) || area || unnamed;
}

export function GapCard({ summary, gap, rank, fly }: { summary: Summary; gap: Gap; rank: number; fly: () => void }) {
  const { lang, t, name } = useSpeech();
  const [, change] = useView();
  const { properties } = gap;
  const missing = properties.missing.split("+").filter(Boolean);
  const { kinds, joint } = summary.parameters;
  return (
    <Card title={gapName(gap, lang, t("gapUnnamed"))} note={`#${rank}`} close={() => change({ gap: null })}>
      <p className="gap-people">
        <strong className="figure fails">{count(lang, properties.people)}</strong> {t("gapLack", { people: "" }).trim()}
      </p>
      <h3>{t("gapFar")}</h3>
      <ul className="gap-kinds">
        {kinds
          .filter((kind) => joint.includes(kind.id))
          .map((kind) => {
            const lacks = missing.includes(kind.id);
            const nearest = properties[`${kind.id}_nearest_s`] as number | null;
            const most = lacks && (nearest === null || nearest > kind.limit_s);
            const share = nearest === null ? 1 : Math.min(1, nearest / (2 * kind.limit_s));
            return (
              <li key={kind.id} className={most ? "lacks" : lacks ? "some" : "has"}>
                <span className="kind-name">{name(kind.name)}</span>
                <span className="kind-time">{nearest === null ? t("unreached") : minutes(lang, nearest)}</span>
                <span className="kind-bar" aria-hidden="true">
                  <span style={{ width: `${share * 100}%` }} />
                  <i />
                </span>
                <span className="kind-note">
                  {t(most ? "gapMost" : lacks ? "gapSome" : "gapOk")} · {t("limitOf", { limit: minutes(lang, kind.limit_s) })}
                </span>
              </li>
            );
          })}
      </ul>
      <Button block onClick={fly}>
        {t("gapZoom")}
      </Button>
    </Card>
  );
}
