// The page for a table of one's own: dropped, looked at, shown on the map, and saved as a study if its owner says so.
//
// Never here: what the table means (the server says), how any part looks.
import { useEffect, useEffectEvent, useState } from "react";
import type { Api, DroppedPoint, Summary, TileJson } from "../api";
import { useLoad, value, type Loaded } from "../load";
import { useSpeech } from "../locale";
import "./data.css";
import { Drop } from "./Drop";
import { Findings, isGrave } from "./Findings";
import { Introduction } from "./Introduction";
import { Mapping, TakenFor } from "./Mapping";
import { PointsMap } from "./PointsMap";
import { Refusal } from "./Refusal";
import { Save } from "./Save";
import { read, type Upload } from "./upload";

const NOTHING: Upload = { number: 0, name: "", bytes: new ArrayBuffer(0) };

export function DataPage({ summary, api, extent }: { summary: Summary; api: Api; extent: Loaded<TileJson> }) {
  const { t } = useSpeech();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [destination, setDestination] = useState<DroppedPoint | null>(null);
  // The reply is in both languages, so the language is no part of the question.
  const [answer] = useLoad(upload && String(upload.number), (signal) => api.propose(upload ?? NOTHING, signal));
  const [layers] = useLoad("layers", (signal) => api.layers(signal));
  const proposal = value(answer);

  const takeIn = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (!file) return;
    setDestination(null);
    read(file).then(
      (taken) => {
        setUnreadable(null);
        setUpload(taken);
      },
      () => {
        setUpload(null);
        setUnreadable(file.name);
      },
    );
  };
  const dropped = useEffectEvent(takeIn);

  // A file may be let go anywhere on the page; beside it the browser would open the file instead.
  useEffect(() => {
    let depth = 0;
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (holdsFile(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      dropped(event.dataTransfer?.files);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", hover);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", hover);
      window.removeEventListener("drop", drop);
    };
  }, []);

  const name = upload?.name ?? unreadable;
  return (
    <main className={`data${over ? " over" : ""}`}>
      <section className="data-panel" aria-label={t("pageData")}>
        <Drop name={name} rows={proposal?.table?.rows ?? null} busy={answer.state === "loading"} choose={takeIn} />
        <div className="data-body scroll" tabIndex={0} role="region" aria-label={t("dataResult")}>
          {unreadable ? (
            <>
              <Refusal code="unreadable" />
              <Introduction />
            </>
          ) : answer.state === "idle" ? (
            <Introduction />
          ) : answer.state === "loading" ? (
            <p className="data-reading" role="status">{t("dataReading")}</p>
          ) : answer.state === "failed" ? (
            <>
              <Refusal code={answer.error.code} error={answer.error} />
              <Introduction />
            </>
          ) : (
            <>
              {answer.value.table && <TakenFor proposal={answer.value} summary={summary} fly={setDestination} />}
              {isGrave(answer.value) && <Findings issues={answer.value.issues} />}
              <Mapping proposal={answer.value} />
              {!isGrave(answer.value) && <Findings issues={answer.value.issues} />}
            </>
          )}
        </div>
        {upload && proposal?.usable && proposal.points_total > 0 && <Save key={upload.number} api={api} upload={upload} proposal={proposal} />}
      </section>
      <PointsMap
        extent={extent}
        points={proposal?.points ?? null}
        total={proposal?.points_total ?? 0}
        destination={destination}
        attribution={[...new Set((value(layers) ?? []).flatMap((layer) => layer.attribution))]}
      />
      {over && (
        <div className="drop-here" aria-hidden="true">
          <p>{t("dropNow")}</p>
        </div>
      )}
    </main>
  );
}
