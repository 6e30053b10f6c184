// What is asked of a search: the aim, and how many sites.
//
// Never here: asking the server.
import { Button, InputNumber, Select } from "antd";
import type { Problem } from "../api";
import { useSpeech } from "../locale";
import { MOST_SITES, PROBLEMS, useView } from "../view";
import { problemText, problemWhy } from "./words";

export function Ask({ able, busy, again, start }: { able: boolean; busy: boolean; again: boolean; start: () => void }) {
  const { lang, t } = useSpeech();
  const [{ plan }, change] = useView();
  const counted = plan.problem !== "lscp";
  return (
    <form
      className="plan-ask"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <label className="wide">
        <span>{t("planGoal")}</span>
        <Select<Problem>
          aria-label={t("planGoal")}
          value={plan.problem}
          options={PROBLEMS.map((problem) => ({ value: problem, label: problemText(lang, problem) }))}
          onChange={(problem) => change({ plan: { ...plan, problem } }, false)}
        />
      </label>
      <label>
        <span>{t("planCount")}</span>
        {counted ? (
          <InputNumber<number> aria-label={t("planCount")} min={1} max={MOST_SITES} precision={0} value={plan.count} onChange={(count) => count !== null && change({ plan: { ...plan, count } }, false)} />
        ) : (
          <em>{t("planAsNeeded")}</em>
        )}
      </label>
      <p className="wide muted">{problemWhy(lang, plan.problem)}</p>
      <Button className="wide" type="primary" htmlType="submit" disabled={!able || busy}>
        {t(again ? "planAgain" : "planStart")}
      </Button>
    </form>
  );
}
