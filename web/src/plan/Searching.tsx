// A search under way: how near the best so far is to the best possible, and a button that keeps it.
//
// Never here: the answer.
import { Button, Progress } from "antd";
import { useEffect, useState } from "react";
import type { Job } from "../api";
import { count, percent } from "../format";
import { useSpeech } from "../locale";

/** From a gap of so much on, the bar is empty. */
const WIDE = 0.5;

/** A bar for a gap: each tenth of it that is left is one more piece. */
function progress(gap: number | null): number {
  if (gap === null) return 0;
  if (gap <= 0) return 100;
  const least = 1e-4;
  const done = Math.log(WIDE / Math.min(Math.max(gap, least), WIDE)) / Math.log(WIDE / least);
  return Math.round(4 + done * 92);
}

export function Searching({ job, since, cancel }: { job: Job | null; since: number; cancel: () => void }) {
  const { lang, t } = useSpeech();
  const [now, setNow] = useState(since);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  const gap = job?.gap ?? null;
  return (
    <section className="searching" aria-busy="true">
      <p role="status">
        <b>{t("planSearching")}</b> {gap === null ? t("planNoBound") : t("planGap", { gap: percent(lang, gap, gap < 0.01 ? 2 : 1) })}
      </p>
      <Progress percent={progress(gap)} showInfo={false} size="small" status="active" aria-label={t("planSearching")} />
      <p className="muted">
        {t("planSearched", { seconds })}
        {job && job.steps > 0 && ` · ${t("steps", { steps: count(lang, job.steps) })}`}
      </p>
      <Button
        disabled={asked || !job}
        onClick={() => {
          setAsked(true);
          cancel();
        }}
      >
        {t("planCancel")}
      </Button>
    </section>
  );
}
