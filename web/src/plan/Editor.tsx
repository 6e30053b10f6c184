// Sites changed by hand: what was changed, what it does, and how to take it back or keep it.
//
// Never here: the map (see ../map/pins.ts), asking the server (see useWhatIf.ts).
import { Button, Select, Spin } from "antd";
import type { Api, Facility, Scenario, Summary } from "../api";
import { count, distance, percent } from "../format";
import { useSpeech } from "../locale";
import { facilityName } from "../map/LayerSwitch";
import { useView } from "../view";
import { metres, nameOf, newName, type Named } from "./names";
import { isUnchanged, type Edit } from "./edit";
import { SaveScenario } from "./SaveScenario";
import type { Difference } from "./difference";
import type { Effect } from "./useWhatIf";

interface Props {
  summary: Summary;
  api: Api;
  kind: string;
  edit: Edit;
  effect: Effect;
  /** Who wins and who loses, by kind and all together; null until it is known. */
  difference: Difference | null;
  names: Map<string, Named>;
  facilities: readonly Facility[];
  scenarios: readonly Scenario[];
  undo: (() => void) | null;
  reset: () => void;
  take: (id: string) => void;
  remove: (id: string) => void;
  restore: (id: string) => void;
  kept: () => void;
}

export function Editor(props: Props) {
  const { t } = useSpeech();
  const { api, kind, edit, undo, reset, facilities, take, scenarios, kept } = props;
  const { lang } = useSpeech();
  const own = facilities
    .filter((site) => site.properties.kind === kind)
    .map((site) => ({ value: site.properties.id, label: facilityName(site, lang, t("unnamedSite")) }))
    .sort((a, b) => a.label.localeCompare(b.label, lang));
  return (
    <section className="editor">
      <p className="muted">{t("editHint")}</p>
      <div className="editor-row">
        <Select<string> className="grow" showSearch={{ optionFilterProp: "label" }} aria-label={t("editExisting")} placeholder={t("editExisting")} value={null} options={own} onChange={take} />
        <Button disabled={!undo} onClick={() => undo?.()}>
          {t("editUndo")}
        </Button>
        <Button disabled={isUnchanged(edit)} onClick={reset}>
          {t("editReset")}
        </Button>
      </div>
      <Changes {...props} />
      <Outcome {...props} />
      {!isUnchanged(edit) && <SaveScenario api={api} kind={kind} edit={edit} scenarios={scenarios} kept={kept} />}
    </section>
  );
}

/** The signs of pins, as on the map. */
const SIGNS: Record<string, string> = { added: "+", closed: "×" };

function Changes({ edit, names, take, remove, restore }: Props) {
  const { lang, t } = useSpeech();
  const [{ plan }] = useView();
  const existing = plan.site && names.has(plan.site) && ![...edit.moved, ...edit.added].some(({ id }) => id === plan.site) && !edit.closed.includes(plan.site) ? [plan.site] : [];
  const was = (id: string, at: { lon: number; lat: number }) => {
    const from = names.get(id);
    return from ? t("editMovedBy", { metres: distance(lang, metres([from.lon, from.lat], [at.lon, at.lat])) }) : t("editMoved");
  };
  const rows = [
    ...existing.map((id) => ({ id, site: nameOf(lang, names, id), tone: "moved", note: "", back: false })),
    ...edit.added.map((site) => ({ id: site.id, site: newName(lang, names, site), tone: "added", note: t("editAdded"), back: false })),
    ...edit.moved.map((site) => ({ id: site.id, site: nameOf(lang, names, site.id), tone: "moved", note: was(site.id, site), back: true })),
    ...edit.closed.map((id) => ({ id, site: nameOf(lang, names, id), tone: "closed", note: t("editClosed"), back: true })),
  ];
  return (
    <section>
      <h3>{t("editSites")}</h3>
      {rows.length === 0 && <p className="muted">{t("editNone")}</p>}
      <ul className="change-list">
        {rows.map(({ id, site, tone, note, back }) => (
            <li key={id} data-site={id}>
              <button type="button" className="change-name" aria-pressed={plan.site === id} onClick={() => take(id)}>
                <i className={`tone tone-${tone}`} aria-hidden="true">{SIGNS[tone]}</i>
                <span>{site}</span>
                {note && <em>{note}</em>}
              </button>
              {back && (
                <button type="button" className="link" aria-label={t("editRestore", { site })} onClick={() => restore(id)}>
                  {t("editRestoreDo")}
                </button>
              )}
              {tone !== "closed" && (
                <button type="button" className="link" aria-label={t(tone === "added" ? "editRemove" : "editClose", { site })} onClick={() => remove(id)}>
                  {t(tone === "added" ? "editRemoveDo" : "editCloseDo")}
                </button>
              )}
            </li>
        ))}
      </ul>
    </section>
  );
}

function Outcome({ summary, edit, effect, difference, kind }: Props) {
  const { lang, t, name } = useSpeech();
  const { answer, error, pending } = effect;
  if (isUnchanged(edit)) return null;
  if (error && !pending) {
    return (
      <p className="refusal" role="alert">
        <b>{t("editFailed")}</b> {error.message}
      </p>
    );
  }
  if (!answer) return <p className="muted" role="status"><Spin size="small" /> {t("editComputing")}</p>;
  const rows = [
    ...summary.parameters.kinds.map((each) => ({ id: each.id, name: name(each.name), figures: answer.kinds.find((figure) => figure.id === each.id) })),
    { id: "joint", name: t("joint"), figures: answer.joint },
  ];
  const change = (id: string) => answer.change[id] ?? null;
  const signed = (value: number | null) => (value === null ? count(lang, value) : value === 0 ? "0" : `${value > 0 ? "+" : "−"}${count(lang, Math.abs(value))}`);
  const tone = (value: number | null) => (value !== null && value > 0 ? "holds-text" : value !== null && value < 0 ? "fails-text" : "muted");
  return (
    <section className={pending ? "outcome stale" : "outcome"}>
      <h3>
        {t("editEffect")}
        {pending && <Spin size="small" />}
      </h3>
      <table className="kinds">
        <thead>
          <tr>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("people")}</th>
            <th scope="col">{t("share")}</th>
            <th scope="col">{t("editChange")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name: title, figures }) => (
            <tr key={id} data-figure={id} className={id === kind ? "shown" : ""}>
              <th scope="row">{title}</th>
              <td>{count(lang, figures?.people_covered)}</td>
              <td>{percent(lang, figures?.share)}</td>
              <td className={tone(change(id))}>{signed(change(id))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="won-lost" role="status">
        {answer.units.length === 0 && <span className="muted">{t("editSame")}</span>}
        {difference && difference.gained > 0 && <span className="holds-text">{`${t("joint")} ${t("editGained", { people: count(lang, difference.gained) })}`}</span>}
        {difference && difference.lost > 0 && <span className="fails-text">{`${t("joint")} ${t("editLost", { people: count(lang, difference.lost) })}`}</span>}
        {answer.units.length > 0 && <span className="muted">{t("editUnits", { count: count(lang, answer.units.length) })}</span>}
      </p>
    </section>
  );
}
