// What is asked of a search: the aim, what may be done, and further rules. Only what the problem has is asked.
//
// Never here: asking the server, which questions a problem has (see question.ts).
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import type { Kind, Problem } from "../api";
import { useSpeech } from "../locale";
import { look, useView } from "../view";
import type { Key } from "../words";
import { FORMS, MOST_BUDGET, MOST_SITES, MOST_SPACING, opens, request, stagesOf, wayOf, type Question, type Way } from "./question";
import { problemText, problemWhy } from "./words";

const WAYS: Record<Way, { name: Key; amount: Key; why: Key | null }> = {
  count: { name: "wayCount", amount: "planCount", why: null },
  budget: { name: "wayBudget", amount: "planBudget", why: "planBudgetWhy" },
  stages: { name: "wayStages", amount: "planStages", why: "planStagesWhy" },
  close: { name: "wayClose", amount: "planClose", why: "planCloseWhy" },
};

interface Props {
  /** Are there several services to be within the limits of at once? */
  circle: boolean;
  able: boolean;
  busy: boolean;
  again: boolean;
  /** The kind of service, whose limit is the usual one. */
  kind: Kind | undefined;
  /** Minutes at most. */
  horizon: number;
  start: () => void;
}

export function Ask({ circle, able, busy, again, kind, horizon, start }: Props) {
  const { lang, t } = useSpeech();
  const [{ plan }, change] = useView();
  const put = (part: Partial<Question>) => change({ plan: { ...look().plan, ...part } }, false);
  const way = wayOf(plan);
  const form = FORMS[plan.problem];
  const why = way && WAYS[way].why;
  const more = opens(plan);
  const rules = Number(plan.spacing !== null) + Number(plan.onePerArea);
  const field = (key: Key, control: ReactNode) => (
    <label>
      <span>{t(key)}</span>
      {control}
    </label>
  );
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
          options={(Object.keys(FORMS) as Problem[]).filter((problem) => circle || FORMS[problem].kind || problem === plan.problem).map((problem) => ({ value: problem, label: problemText(lang, problem) }))}
          onChange={(problem) => put({ problem })}
        />
      </label>
      <p className="wide muted">{problemWhy(lang, plan.problem)}</p>
      {way === null
        ? field("planCountFree", <em>{t("planAsNeeded")}</em>)
        : field("planWay", <Select<Way> aria-label={t("planWay")} value={way} options={form.ways.map((each) => ({ value: each, label: t(WAYS[each].name) }))} onChange={(chosen) => put({ way: chosen })} />)}
      {way !== null && field(WAYS[way].amount, <Amount way={way} plan={plan} put={put} />)}
      {why && <p className="wide muted">{t(why)}</p>}
      {form.limit &&
        field(
          "planLimit",
          <InputNumber<number> aria-label={t("planLimit")} min={1} max={horizon} precision={0} placeholder={kind ? t("planLimitUsual", { minutes: Math.round(kind.limit_s / 60) }) : ""} value={plan.limit} onChange={(limit) => put({ limit })} />,
        )}
      {more && (
        <details className="wide plan-more" open={rules > 0 || undefined}>
          <summary>{t("planMore")}</summary>
          <div>
            {field("planSpacing", <InputNumber<number> aria-label={t("planSpacing")} min={1} max={MOST_SPACING} step={500} precision={0} placeholder={t("planSpacingNone")} value={plan.spacing} onChange={(spacing) => put({ spacing })} />)}
            <Checkbox checked={plan.onePerArea} onChange={(event) => put({ onePerArea: event.target.checked })}>
              {t("planOnePerArea")}
            </Checkbox>
          </div>
        </details>
      )}
      <Button className="wide" type="primary" htmlType="submit" disabled={!able || busy || request(plan, "") === null}>
        {t(again ? "planAgain" : "planStart")}
      </Button>
    </form>
  );
}

/** How many, how much, or in which stages. */
function Amount({ way, plan, put }: { way: Way; plan: Question; put: (part: Partial<Question>) => void }) {
  const { t } = useSpeech();
  const label = t(WAYS[way].amount);
  if (way === "stages") {
    return <Input aria-label={label} value={plan.stages} status={stagesOf(plan.stages) ? "" : "error"} aria-invalid={!stagesOf(plan.stages)} placeholder="4,8" onChange={(event) => put({ stages: event.target.value })} />;
  }
  return <InputNumber<number> key={way} aria-label={label} min={1} max={way === "budget" ? MOST_BUDGET : MOST_SITES} precision={0} value={plan[way]} onChange={(value) => value !== null && put({ [way]: value })} />;
}
