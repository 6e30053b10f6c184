// The gaps by how many people they hold. Choosing one flies the map there.
//
// Never here: the details of one gap (see cards/GapCard.tsx).
import { Button, Empty, Spin } from "antd";
import { useRef } from "react";
import type { Gap, Summary } from "../api";
import { gapName } from "../cards/GapCard";
import { count, minutes } from "../format";
import type { Loaded } from "../load";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { walk } from "./walk";

interface Props {
  summary: Summary;
  loaded: Loaded<Gap[]>;
  ranked: Gap[];
  choose: (gap: Gap) => void;
  retry: () => void;
}

export function Gaps({ summary, loaded, ranked, choose, retry }: Props) {
  const { lang, t, name } = useSpeech();
  const [view] = useView();
  const list = useRef<HTMLOListElement>(null);
  if (loaded.state === "failed") {
    return (
      <div className="scroll center" role="alert">
        <p>{t("layerFailed")}</p>
        <Button onClick={retry}>{t("retry")}</Button>
      </div>
    );
  }
  if (loaded.state !== "ready") return <div className="scroll center"><Spin /></div>;
  if (ranked.length === 0 && summary.gaps.people === null) {
    return (
      <div className="scroll center">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("withheld")}</strong><br />{t("withheldWhy", { k: summary.parameters.minimum_group })}</>} />
      </div>
    );
  }
  if (ranked.length === 0) {
    return (
      <div className="scroll center">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("gapsNone")}</strong><br />{t("gapsNoneWhy")}</>} />
      </div>
    );
  }
  const most = ranked[0]?.properties.people ?? 1;
  const total = ranked.reduce((sum, gap) => sum + gap.properties.people, 0);
  const kinds = summary.parameters.kinds;
  return (
    <div className="gaps">
      <p className="panel-note">
        {t("gapsRanked", { count: count(lang, ranked.length), people: count(lang, total) })}
        <br />
        {t("gapsHint")}
      </p>
      <ol ref={list} className="scroll gap-list" aria-label={t("gaps")} onKeyDown={walk}>
        {ranked.map((gap, index) => {
          const { properties } = gap;
          const missing = properties.missing.split("+").filter(Boolean);
          return (
            <li key={properties.id}>
              <button type="button" aria-pressed={view.gap === properties.id} onClick={() => choose(gap)}>
                <span className="gap-rank">{index + 1}</span>
                <span className="gap-name">{gapName(gap, lang, t("gapUnnamed"))}</span>
                <span className="gap-count">{count(lang, properties.people)}</span>
                <span className="gap-track" aria-hidden="true">
                  <span style={{ width: `${(properties.people / most) * 100}%` }} />
                </span>
                <span className="gap-missing">
                  {missing.map((id) => {
                    const nearest = properties[`${id}_nearest_s`] as number | null | undefined;
                    return (
                      <span key={id} className="tag">
                        {name(kinds.find((kind) => kind.id === id)?.name) || id} {nearest == null ? t("unreached") : minutes(lang, nearest)}
                      </span>
                    );
                  })}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
