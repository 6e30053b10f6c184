// What is wrong with the table and what to do about it.
//
// Never here: single issues beyond the first few of a code.
import type { Finding, Proposal } from "../api";
import { count } from "../format";
import { useSpeech } from "../locale";
import { Quoted } from "../Quoted";

/** So many issues of one code are told one by one. */
const NAMED = 5;

const WEIGHT: Record<Finding["severity"], number> = { error: 0, warning: 1, note: 2 };

/** Issues by code, the gravest first. */
function grouped(issues: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const issue of issues) groups.set(issue.code, [...(groups.get(issue.code) ?? []), issue]);
  return [...groups.values()].sort((a, b) => weight(a) - weight(b));
}

function weight(group: Finding[]): number {
  return group[0] ? WEIGHT[group[0].severity] : 3;
}

/** Does any issue affect an answer? */
export function isGrave({ issues }: Proposal): boolean {
  return issues.some((issue) => issue.severity !== "note");
}

export function Findings({ issues }: { issues: readonly Finding[] }) {
  const { lang, t, name } = useSpeech();
  return (
    <section aria-labelledby="findings">
      <h3 id="findings">{t("issues")}</h3>
      {issues.length === 0 ? (
        <p>{t("issuesNone")}</p>
      ) : (
        <ul className="findings">
          {grouped(issues).map((group) => {
            const [first] = group;
            if (!first) return null;
            return (
              <li key={first.code} className={first.severity}>
                <span className="severity">{t(first.severity)}</span>
                <code>{first.code}</code>
                <b>{group.length > 1 ? count(lang, group.length) : ""}</b>
                {group.slice(0, NAMED).map((issue, index) => (
                  <p key={index}>
                    {issue.line !== null && <span className="where">{t("line", { line: issue.line })}</span>}
                    {issue.field !== null && <span className="where">{issue.field}</span>}
                    <Quoted text={name(issue.cause)} />
                  </p>
                ))}
                {group.length > NAMED && <p className="muted">{t("andMore", { count: count(lang, group.length - NAMED) })}</p>}
                <p className="action"><Quoted text={name(first.action)} /></p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
