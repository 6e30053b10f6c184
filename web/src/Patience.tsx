// What stands in place of the study: it is being read, is still being computed, or cannot be had.
//
// Never here: asking again (see load.ts).
import { Button, Spin } from "antd";
import { useEffect, useState } from "react";
import type { Summary } from "./api";
import type { Loaded } from "./load";
import { useSpeech } from "./locale";

/** Seconds since a moment, counting. */
function useSeconds(since: number): number {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.round((now - since) / 1000));
}

export function Patience({ loaded, retry }: { loaded: Loaded<Summary>; retry: () => void }) {
  const { t } = useSpeech();
  const failed = loaded.state === "failed" ? loaded : null;
  const seconds = useSeconds(failed?.since ?? 0);
  if (!failed) {
    return (
      <main className="patience" aria-busy="true">
        <Spin />
        <p role="status">{t("loading")}</p>
      </main>
    );
  }
  if (failed.error.code === "not-ready") {
    return (
      <main className="patience" aria-busy="true">
        <Spin size="large" />
        <h2 role="status">{t("waiting")}</h2>
        <p>{t("waitingWhy", { seconds })}</p>
        <Button onClick={retry}>{t("retry")}</Button>
      </main>
    );
  }
  const offline = failed.error.code === "offline";
  return (
    <main className="patience">
      <h2 role="alert">{t(offline ? "offline" : "failed")}</h2>
      <p>{offline ? t("offlineWhy") : [failed.error.message, failed.error.action].filter(Boolean).join(" · ")}</p>
      {!offline && <code>{failed.error.code}</code>}
      <Button type="primary" onClick={retry}>
        {t("retry")}
      </Button>
    </main>
  );
}
