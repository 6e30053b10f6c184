// What a study expects beside what was counted from its data.
//
// Never here: other figures.
import type { Figure } from "../api";
import { count } from "../format";
import { useSpeech } from "../locale";
import { isGroup, isWords } from "./shape";

export function Totals({ totals }: { totals: Figure }) {
  const { lang, t } = useSpeech();
  const rows = (Array.isArray(totals) ? totals : []).filter(isGroup).map((row) => {
    const { name, expected, counted } = row;
    const number = (value: Figure | undefined) => (typeof value === "number" ? value : null);
    return { name: isWords(name) ? name[lang] : typeof name === "string" ? name : "", expected: number(expected), counted: number(counted) };
  });
  if (rows.length === 0) return null;
  const wrong = rows.filter((row) => row.expected !== null && row.expected !== row.counted);
  return (
    <div className="figure-rows">
      <p className={wrong.length > 0 ? "verdict fails" : "verdict holds"}>{wrong.length > 0 ? t("totalDisagree", { count: wrong.length }) : t("totalAgree")}</p>
      <table className="kinds">
        <thead>
          <tr>
            <th scope="col">{t("totalName")}</th>
            <th scope="col">{t("totalExpected")}</th>
            <th scope="col">{t("totalCounted")}</th>
            <th scope="col">{t("totalDiffers")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const off = row.expected === null || row.counted === null ? null : row.counted - row.expected;
            return (
              <tr key={index}>
                <th scope="row">{row.name}</th>
                <td>{count(lang, row.expected)}</td>
                <td>{count(lang, row.counted)}</td>
                <td className={off ? "fails-text" : "muted"}>{off === null ? "—" : off > 0 ? `+${count(lang, off)}` : off < 0 ? `−${count(lang, -off)}` : "0"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
