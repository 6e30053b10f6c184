// What the import found, counted by code, with what to do about it; and the inputs it read.
//
// Never here: single records; the server gives counts only.
import { Button, Empty, Spin } from "antd";
import type { Api, IssueCount, Summary } from "../api";
import { count } from "../format";
import { useLoad } from "../load";
import { useSpeech } from "../locale";
import { Quoted } from "../Quoted";

const WEIGHT: Record<IssueCount["severity"], number> = { error: 0, warning: 1, note: 2 };
const WHY = { error: "errorWhy", warning: "warningWhy", note: "noteWhy" } as const;

export function Issues({ summary, api }: { summary: Summary; api: Api }) {
  const { lang, t, name } = useSpeech();
  const [issues, retry] = useLoad("issues", (signal) => api.issues(signal));
  if (issues.state === "failed") {
    return (
      <div className="scroll center" role="alert">
        <p>{t("layerFailed")}</p>
        <Button onClick={retry}>{t("retry")}</Button>
      </div>
    );
  }
  if (issues.state !== "ready") return <div className="scroll center"><Spin /></div>;
  const rows = [...issues.value].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count);
  const meaning = (row: IssueCount) => (typeof row.meaning === "string" ? (lang === "en" ? row.meaning : "") : name(row.meaning));
  return (
    <div className="issues scroll" tabIndex={0} role="region" aria-label={t("issues")}>
      {rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t("issuesNone")}</strong><br />{t("issuesNoneWhy")}</>} />
      ) : (
        <>
          <p className="panel-note">{t("issuesIntro")}</p>
          <ul>
            {rows.map((row) => (
              <li key={row.code} className={row.severity}>
                <span className="severity" title={t(WHY[row.severity])}>
                  {t(row.severity)}
                </span>
                <code>{row.code}</code>
                <b>{count(lang, row.count)}</b>
                {meaning(row) && <p><Quoted text={meaning(row)} /></p>}
                {row.action && <p className="action"><Quoted text={name(row.action)} /></p>}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t("inputs")}</h2>
      <ul className="inputs">
        {summary.inputs.map((input) => (
          <li key={input.path}>
            <span>{input.path}</span>
            <code title={input.sha256}>{input.sha256.slice(0, 12)}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
