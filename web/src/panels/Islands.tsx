// The islands, those first on whom help never calls in time: people, boats, and whom they are reached by. Choosing one flies there.
//
// Never here: drawing them (see map/style.ts).
import { Button, Empty, Spin, Tooltip } from "antd";
import type { KeyboardEvent } from "react";
import type { Api, Island, IslandProperties, Summary } from "../api";
import { count, percent } from "../format";
import { useLoad } from "../load";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { islandStatusText, joinedText } from "../words/terms";
import { walk } from "./walk";

const URGENCY: Record<string, number> = { unreachable: 0, never_in_time: 1, ok: 2, below_minimum_group: 3, uninhabited: 4 };

/** The share of the week in which an island's people are reached in time by all kinds, or by one. */
function weekShare(island: IslandProperties, kind: string): number | null {
  return island[`${kind}_share`] as number | null;
}

/** People whom nothing joins to others, people who are never reached in time, then the least share of the week first. */
function byUrgency(kind: string, { properties: a }: Island, { properties: b }: Island): number {
  const rank = (island: IslandProperties) => URGENCY[island.status] ?? 5;
  const share = (island: IslandProperties) => weekShare(island, kind) ?? 2;
  return rank(a) - rank(b) || share(a) - share(b) || (b.people ?? 0) - (a.people ?? 0) || (a.id < b.id ? -1 : 1);
}

export function islandName({ properties }: Island, lang: "zh" | "en", unnamed: string): string {
  return (lang === "en" ? properties.name_en || properties.name : properties.name || properties.name_en) || unnamed;
}

export function Islands({ summary, api, choose }: { summary: Summary; api: Api; choose: (island: Island) => void }) {
  const { lang, t } = useSpeech();
  const [view] = useView();
  const kind = summary.parameters.kinds.some((each) => each.id === view.kind) ? view.kind : "joint";
  const [islands, retry] = useLoad("islands", (signal) => api.islands(signal));
  if (islands.state === "failed" && islands.error.code !== "not-found") {
    return (
      <div className="scroll center" role="alert">
        <p>{t("layerFailed")}</p>
        <Button onClick={retry}>{t("retry")}</Button>
      </div>
    );
  }
  if (islands.state === "loading") return <div className="scroll center"><Spin /></div>;
  const ranked = islands.state === "ready" ? [...islands.value].sort((a, b) => byUrgency(kind, a, b)) : [];
  if (ranked.length === 0) {
    return (
      <div className="scroll center">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("islandsNone")}</strong><br />{t("islandsNoneWhy")}</>} />
      </div>
    );
  }
  const cut = ranked.filter(({ properties }) => properties.status === "unreachable" || properties.status === "never_in_time");
  const people = cut.reduce((sum, { properties }) => sum + (properties.people ?? 0), 0);
  return (
    <div className="islands">
      <p className="panel-note">
        {t("islandsCount", { count: count(lang, ranked.length) })}
        {cut.length > 0 && (
          <>
            <br />
            <b className="fails-text">{t("islandsCut", { count: count(lang, cut.length), people: count(lang, people) })}</b>
          </>
        )}
      </p>
      <ol className="scroll island-list" aria-label={t("islands")} onKeyDown={(event: KeyboardEvent<HTMLElement>) => walk(event)}>
        {ranked.map((island) => (
          <Row key={island.properties.id} summary={summary} island={island} kind={kind} choose={choose} />
        ))}
      </ol>
    </div>
  );
}

function Row({ summary, island, kind: shown, choose }: { summary: Summary; island: Island; kind: string; choose: (island: Island) => void }) {
  const { lang, t, name } = useSpeech();
  const [view] = useView();
  const { properties } = island;
  const { kinds } = summary.parameters;
  const { status, people, joined } = properties;
  const open = view.island === properties.id;
  const share = weekShare(properties, shown);
  const boats = properties.sailings_day > 0;
  return (
    <li className={`island ${status}`}>
      <button type="button" aria-pressed={open} onClick={() => choose(island)}>
        <span className="island-name">{islandName(island, lang, t("islandUnnamed"))}</span>
        {status !== "ok" && <span className={`island-status ${status}`}>{islandStatusText(lang, status)}</span>}
        <span className="island-people">{people === null ? t("islandFew") : people > 0 ? t("islandPeople", { people: count(lang, people) }) : ""}</span>
        <span className="island-boats">
          <span>{joinedText(lang, joined)}</span>
          {boats && <span>{t("boatsDay", { count: properties.sailings_day.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 1 }) })}</span>}
          {properties.first_boat && properties.last_boat && <span>{`${properties.first_boat}–${properties.last_boat}`}</span>}
        </span>
        {share !== null && (
          <span className="island-share">
            <span className="split" aria-hidden="true">
              <span style={{ width: `${share * 100}%` }} />
            </span>
            <span>{`${name(kinds.find((kind) => kind.id === shown)?.name) || t("joint")} ${percent(lang, share, 0)}`}</span>
          </span>
        )}
      </button>
      {open && (
        <table className="kinds">
          <thead>
            <tr>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("ofWeek")}</th>
              <th scope="col">{t("onIsland")}</th>
              <th scope="col">
                <Tooltip title={t("lastCallWhy")}>
                  <span>{t("lastCall")}</span>
                </Tooltip>
              </th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => {
              const own = weekShare(properties, kind.id);
              const last = properties[`${kind.id}_last_call`] as string | null;
              return (
                <tr key={kind.id}>
                  <th scope="row">{name(kind.name)}</th>
                  <td>{percent(lang, own)}</td>
                  <td>{count(lang, properties[`${kind.id}_residents`] as number)}</td>
                  <td>{last ?? (own === 1 ? t("lastCallAny") : "—")}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </li>
  );
}
