// The ferry lines, each of which can be cancelled to see what would be: a thought experiment, kept in the address.
//
// Never here: what it costs (see Hours.tsx).
import { Button, Input, Spin } from "antd";
import { useState } from "react";
import type { Line } from "../api";
import { count } from "../format";
import type { Loaded } from "../load";
import { useSpeech } from "../locale";
import { useView } from "../view";
import { isDisrupted } from "../week";
import { boardingText, lineText, sourceText, weatherText } from "../words/terms";

/** From so many lines on they can be searched. */
const MANY = 10;
const NIGHT = "22:00-06:00";
const NOTHING = { lines: [], weather: [], hours: null };

/** The list with or without one member. */
function toggled(list: readonly string[], member: string): string[] {
  return list.includes(member) ? list.filter((each) => each !== member) : [...list, member];
}

export function Lines({ lines, retry }: { lines: Loaded<Line[]>; retry: () => void }) {
  const { lang, t } = useSpeech();
  const [{ without }, change] = useView();
  const [wanted, setWanted] = useState("");
  const heading = (
    <header>
      <h2 id="lines-title">{t("whatIf")}</h2>
      {isDisrupted(without) && (
        <button type="button" className="link" onClick={() => change({ without: NOTHING })}>
          {t("sailAgain")}
        </button>
      )}
      {!isDisrupted(without) && <p className="muted">{t("whatIfWhy")}</p>}
    </header>
  );
  if (lines.state !== "ready") {
    return (
      <section className="lines" aria-labelledby="lines-title">
        {heading}
        {lines.state === "failed" ? (
          <p role="alert">
            {t("layerFailed")} <Button size="small" onClick={retry}>{t("retry")}</Button>
          </p>
        ) : (
          <p role="status"><Spin size="small" /> {t("loading")}</p>
        )}
      </section>
    );
  }
  const all = lines.value;
  const weathers = [...new Set(all.flatMap((line) => (line.weather === null ? [] : [line.weather])))].sort();
  const title = (line: Line) => lineText(lang, line);
  const sought = wanted.trim().toLowerCase();
  const rows = all
    .filter((line) => [line.name.zh, line.name.en, line.id].some((text) => text.toLowerCase().includes(sought)))
    .sort((a, b) => b.sailings_week - a.sailings_week || title(a).localeCompare(title(b), lang));
  return (
    <section className="lines" aria-labelledby="lines-title">
      {heading}
      {without.lines.length > 0 && (
        <div className="cancel-classes">
          {all
            .filter((line) => without.lines.includes(line.id))
            .map((line) => (
              <button key={line.id} type="button" className="toggle restore" aria-pressed="true" aria-label={t("restoreLine", { line: title(line) })} onClick={() => change({ without: { ...without, lines: toggled(without.lines, line.id) } })}>
                {title(line)}
              </button>
            ))}
        </div>
      )}
      <div className="cancel-classes" role="group" aria-label={t("byWeather")}>
        {weathers.length > 0 && <span className="muted">{t("byWeather")}</span>}
        {weathers.map((weather) => (
          <button key={weather} type="button" className="toggle" aria-pressed={without.weather.includes(weather)} onClick={() => change({ without: { ...without, weather: toggled(without.weather, weather) } })}>
            {weatherText(lang, weather)}
          </button>
        ))}
        <button type="button" className="toggle" aria-pressed={without.hours !== null} onClick={() => change({ without: { ...without, hours: without.hours === null ? NIGHT : null } })}>
          {without.hours === null || without.hours === NIGHT ? t("byNight") : without.hours}
        </button>
      </div>
      {all.length > MANY && <Input className="line-search" size="small" allowClear value={wanted} placeholder={t("lineSearch")} aria-label={t("lineSearch")} suffix={<span className="muted">{t("lineCount", { count: count(lang, rows.length) })}</span>} onChange={(event) => setWanted(event.target.value)} />}
      {rows.length === 0 && <p className="muted">{t("lineNone")}</p>}
      <ul className="line-list" aria-label={t("lines")}>
        {rows.map((line) => {
          const weather = line.weather !== null && without.weather.includes(line.weather);
          const gone = without.lines.includes(line.id) || weather;
          return (
            <li key={line.id} data-line={line.id} className={gone ? "gone" : ""}>
              <span className="line-name">{title(line)}</span>
              <button
                type="button"
                className="toggle"
                aria-pressed={gone}
                disabled={weather}
                aria-label={t("cancelLine", { line: title(line) })}
                onClick={() => change({ without: { ...without, lines: toggled(without.lines, line.id) } })}
              >
                {t(gone ? "cancelled" : "cancel")}
              </button>
              <span className="line-facts">
                <span>{line.sailings_week > 0 ? t("sailingsWeek", { count: count(lang, line.sailings_week) }) : line.on_demand ? t("onDemand") : t("sailingsNone")}</span>
                {line.first && line.last && <span>{`${line.first}–${line.last}`}</span>}
                <span>{boardingText(lang, line)}</span>
                {line.on_demand && line.sailings_week > 0 && <span>{t("onDemand")}</span>}
                {line.weather && <span>{weatherText(lang, line.weather)}</span>}
                <span className={`source source-${line.source}`}>{sourceText(lang, line.source)}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
