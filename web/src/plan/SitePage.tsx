// The page of siting: a search with its answer, or sites changed by hand; and what the map shows of either.
//
// Never here: how the answer is shown (see Result.tsx) or the changes (see Editor.tsx).
import { Empty, Segmented, Select } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, type Api, type Candidate, type Facility, type LonLat, type Summary } from "../api";
import { useLoad, value } from "../load";
import { useSpeech } from "../locale";
import { NO_OVERLAY, type Hands, type Overlay, type Pin } from "../map/overlay";
import { bounds, type Bounds } from "../map/shapes";
import { look, useView } from "../view";
import { Ask } from "./Ask";
import { difference, type Units } from "./difference";
import * as edits from "./edit";
import { Editor } from "./Editor";
import { nameOf, newName, register, withService } from "./names";
import { PlanLegend } from "./PlanLegend";
import { FORMS, opens, request } from "./question";
import { ranked, servicesAt } from "./rank";
import { Result } from "./Result";
import { Searching } from "./Searching";
import { SiteCard } from "./SiteCard";
import { useJob } from "./useJob";
import { useWhatIf } from "./useWhatIf";
import { refusalText } from "./words";
import "./plan.css";

interface Props {
  summary: Summary;
  api: Api;
  /** Lays something over the map. */
  lay: (overlay: Overlay | null) => void;
  fly: (box: Bounds, card: boolean) => void;
  /** Puts the focus on a pin of the map. */
  focus: (pin: string) => void;
}

/** Room around a site to which the map flies, in degrees. */
const ROOM = 0.03;
const NO_SITES: Facility[] = [];
const NO_PLACES: Candidate[] = [];
/** The full circle, in place of a kind. */
const ALL = "joint";

/** The edit as it stands, without what is in the hand. */
function standing(): edits.Edit {
  return look().edit ?? edits.UNCHANGED;
}

export default function SitePage({ summary, api, lay, fly, focus }: Props) {
  const { lang, t, name } = useSpeech();
  const [view, change] = useView();
  const { plan } = view;
  const { kinds, joint } = summary.parameters;
  /** The edit while a site is in the hand. */
  const [draft, setDraft] = useState<edits.Edit | null>(null);
  const held = useRef<edits.Edit | null>(null);
  const [past, setPast] = useState<edits.Edit[]>([]);
  const [refused, setRefused] = useState<ApiError | null>(null);

  const [candidates] = useLoad("candidates", async (signal) => Object.fromEntries(await Promise.all(kinds.map(async ({ id }) => [id, await api.candidates(id, signal)] as const))));
  const offered = value(candidates);
  const usual = kinds.find(({ id }) => (offered?.[id]?.length ?? 0) > 0) ?? kinds[0];
  const kind = (kinds.find(({ id }) => id === plan.kind) ?? usual)?.id ?? "";
  const [facilities] = useLoad("facilities", (signal) => api.facilities(signal));
  const sites = value(facilities) ?? NO_SITES;
  const [scenarios, again] = useLoad("scenarios", (signal) => api.scenarios(signal));
  const editing = view.edit !== null;
  /** Are all kinds asked about? */
  const together = !editing && !FORMS[plan.problem].kind;
  const [coverage] = useLoad(editing ? "units" : null, (signal) => api.layer("coverage", signal));
  const before = useMemo((): Units => new Map((value(coverage) ?? []).map(({ properties }) => [String(properties?.["id"]), properties ?? {}])), [coverage]);

  const watched = useJob(api, plan.job);
  const siting = watched?.job?.result ?? null;
  const own = siting && (siting.kinds || siting.kind === kind) ? siting : null;
  /** An answer about all kinds is looked at only: what it would do cannot be asked, as changes by hand are of one kind. */
  const fixed = own?.kinds !== undefined;
  const names = useMemo(() => {
    return register(lang, { candidates: Object.fromEntries((own?.kinds ?? [kind]).map((id) => [id, offered?.[id] ?? []])), facilities: sites, siting: own });
  }, [lang, offered, kind, sites, own]);

  const edit = editing ? (draft ?? view.edit ?? edits.UNCHANGED) : null;
  const asked = useMemo(() => {
    if (edit) return edits.isUnchanged(edit) ? null : edits.question(kind, edit);
    if (fixed) return null;
    const closed = own?.closed?.map(({ id }) => id) ?? [];
    return own && own.sites.length + closed.length > 0 ? { kind, sites: own.sites.map(({ lon, lat }) => ({ lon, lat })), closed } : null;
  }, [edit, own, fixed, kind]);
  const effect = useWhatIf(api, asked);
  const units = effect.answer?.units ?? null;

  const commit = useCallback(
    (next: edits.Edit, site: string | null) => {
      const { edit: was, plan: asked } = look();
      held.current = null;
      setDraft(null);
      setPast((steps) => [...steps, was ?? edits.UNCHANGED]);
      change({ edit: next, plan: { ...asked, site } });
    },
    [change],
  );
  const last = past.at(-1);
  const undo = last && (() => {
    setPast(past.slice(0, -1));
    setDraft(null);
    change({ edit: last, plan: { ...plan, site: null } });
  });
  useEffect(() => {
    const back = (event: KeyboardEvent) => {
      if (!undo || !editing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener("keydown", back);
    return () => window.removeEventListener("keydown", back);
  });

  const choose = useCallback((id: string) => change({ plan: { ...look().plan, site: id } }), [change]);
  const remove = useCallback((id: string) => commit(edits.close(standing(), id), null), [commit]);
  const hands = useMemo(
    (): Hands | null =>
      editing
        ? {
            kind,
            add: (place: LonLat) => {
              const next = edits.add(standing(), place);
              commit(next, next.added.at(-1)?.id ?? null);
            },
            drag: (id, place, done) => {
              const next = edits.move(held.current ?? standing(), id, place);
              if (done) {
                commit(next, id);
                return;
              }
              held.current = next;
              setDraft(next);
            },
            choose,
            remove,
          }
        : null,
    [editing, kind, commit, choose, remove],
  );

  const pins = useMemo((): Pin[] => {
    if (!edit) {
      if (!own) return [];
      const told = (id: string, [lon, lat]: LonLat, tone: Pin["tone"], mark: string): Pin => ({ id, lon, lat, tone, mark, title: `${mark} ${withService(lang, nameOf(lang, names, id), kinds, servicesAt(own, id))}`, draggable: false, chosen: plan.site === id });
      const closed = (own.closed ?? []).flatMap(({ id }) => names.get(id) ?? []);
      // Services at one place share a pin.
      const order = ranked(own).map(({ id }) => id);
      const marks = (id: string) => order.flatMap((each, index) => (each === id ? [index + 1] : [])).join("·");
      const places = ranked(own).filter(({ id }, index) => order.indexOf(id) === index);
      return [...places.map(({ id, lon, lat }) => told(id, [lon, lat], "open", marks(id))), ...closed.map(({ id, lon, lat }) => told(id, [lon, lat], "closed", "×"))];
    }
    const pin = (id: string, lon: number, lat: number, tone: Pin["tone"], mark: string): Pin => ({ id, lon, lat, tone, mark, title: t("editSite", { site: tone === "added" ? newName(lang, names, { id, lon, lat }) : nameOf(lang, names, id) }), draggable: tone !== "closed", chosen: plan.site === id });
    const taken = plan.site !== null && ![...edit.added, ...edit.moved].some(({ id }) => id === plan.site) && !edit.closed.includes(plan.site) ? sites.find(({ properties }) => properties.id === plan.site && properties.kind === kind) : undefined;
    const stands = (id: string) => sites.find(({ properties }) => properties.id === id);
    const place = (site: Facility): [number, number] => [site.geometry.coordinates[0] ?? 0, site.geometry.coordinates[1] ?? 0];
    return [
      ...(taken ? [pin(taken.properties.id, ...place(taken), "moved", "")] : []),
      ...edit.added.map(({ id, lon, lat }) => pin(id, lon, lat, "added", "+")),
      ...edit.moved.map(({ id, lon, lat }) => pin(id, lon, lat, "moved", "")),
      ...edit.closed.flatMap((id) => {
        const site = stands(id);
        return site ? [pin(id, ...place(site), "closed", "×")] : [];
      }),
    ];
  }, [edit, own, names, sites, plan.site, kinds, kind, lang, t]);

  const hidden = useMemo(() => pins.filter(({ tone }) => tone !== "open").map(({ id }) => id), [pins]);
  // Where sites only close, no place is to be chosen.
  const idle = !editing && !opens(plan);
  const offers = useMemo(() => {
    const all = (together ? joint : [kind]).flatMap((id) => offered?.[id] ?? []);
    return [...new Map(all.map((place) => [place.id, place])).values()];
  }, [offered, joint, kind, together]);
  const dots = idle ? NO_PLACES : offers;
  const changed = fixed && !edit ? 0 : edit ? edits.touched(edit) : (own?.sites.length ?? 0) + (own?.closed?.length ?? 0);
  const tones = [...new Set(pins.map(({ tone }) => tone))].join(" ");
  useEffect(() => {
    lay({
      ...NO_OVERLAY, pins, dots, hidden, sites: together ? ALL : kind, units, hands, choose,
      legend: { instead: false, body: <PlanLegend tones={tones} candidates={dots.length > 0} /> },
      statement: changed > 0 ? t("statementPlan", { count: changed }) : null,
    });
  }, [lay, pins, dots, hidden, kind, together, units, hands, choose, tones, changed, t]);
  useEffect(() => () => lay(null), [lay]);

  const go = (id: string) => {
    const pin = pins.find((each) => each.id === id) ?? names.get(id);
    const opened = own?.sites.some((site) => site.id === id) ?? false;
    const box = pin ? bounds([{ type: "Point", coordinates: [pin.lon, pin.lat] }]) : null;
    if (box) fly([box[0] - ROOM, box[1] - ROOM, box[2] + ROOM, box[3] + ROOM], !editing && opened);
  };
  const take = (id: string) => {
    choose(id);
    go(id);
    if (editing) setTimeout(() => focus(id));
  };
  const start = () => {
    const asks = request(plan, kind);
    if (!asks) return;
    setRefused(null);
    api.plan(asks).then(
      (job) => {
        // What was typed and chosen meanwhile stays.
        const { plan: now } = look();
        const same = now.kind === plan.kind;
        change({ plan: { ...now, kind: same ? kind : now.kind, job, site: null }, ...(same ? { kind: together ? ALL : kind } : {}), theme: "coverage" });
      },
      (reason: unknown) => setRefused(reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason))),
    );
  };
  const byHand = () => {
    setPast([]);
    const taken = fixed ? null : own;
    const added = taken ? ranked(taken).map(({ lon, lat }, index) => ({ id: `new-${index + 1}`, lon, lat })) : [];
    const closed = taken?.closed?.map(({ id }) => id) ?? [];
    change({ edit: { ...edits.UNCHANGED, added, closed }, theme: "coverage", kind, plan: { ...plan, kind, site: null } });
  };
  const running = plan.job !== null && (watched === null || watched.job?.state === "running");
  const gone = watched?.error?.code === "not-found" || watched?.error?.status === 404;
  const failed = watched?.job?.state === "failed" ? watched.job.problem : null;
  const places = offers.length;
  /** To close sites takes no candidates. */
  const able = places > 0 || !opens(plan);
  return (
    <>
      <section className="panel plan" aria-label={t("pageSite")}>
        <header className="panel-head">
          <h2>{t("planTitle")}</h2>
          <div className="plan-row">
            <Segmented<boolean>
              aria-label={t("planTitle")}
              value={editing}
              options={[{ value: false, label: t("planFind") }, { value: true, label: t("planEdit") }]}
              onChange={(hand) => (hand ? byHand() : change({ edit: null, plan: { ...plan, site: null } }))}
            />
            <Select<string>
              className="grow"
              aria-label={t("planKind")}
              value={together ? ALL : kind}
              disabled={together}
              options={[...kinds.map((each) => ({ value: each.id, label: name(each.name) })), ...(together ? [{ value: ALL, label: t("planAll") }] : [])]}
              onChange={(chosen) => change({ kind: chosen, plan: { ...plan, kind: chosen, site: null, job: null }, ...(editing ? { edit: edits.UNCHANGED } : {}) })}
            />
          </div>
        </header>
        <div className="scroll plan-body" tabIndex={0} role="region" aria-label={t("planTitle")}>
          {edit ? (
            <Editor
              summary={summary} api={api} kind={kind} edit={edit} effect={effect} names={names} facilities={sites} scenarios={value(scenarios) ?? []}
              difference={units && before.size > 0 ? difference(before, units, "joint_covered") : null}
              undo={undo ?? null} reset={() => commit(edits.UNCHANGED, null)} take={take} kept={again}
              remove={remove} restore={(id) => commit(edits.restore(standing(), id), null)}
            />
          ) : (
            <>
              <Ask circle={joint.length > 1} able={able} busy={running} again={own !== null} kind={kinds.find(({ id }) => id === kind)} horizon={Math.floor(summary.parameters.horizon_s / 60)} start={start} />
              {candidates.state === "ready" && !able && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<><strong>{t(together ? "planNoCandidatesAll" : "planNoCandidates")}</strong><br />{t("planNoCandidatesWhy")}</>} />}
              {places > 0 && !own && !running && <p className="muted">{`${t("planCandidates", { count: places })}${lang === "zh" ? "。" : ". "}${t("planIntro")}`}</p>}
              {refused && <p className="refusal" role="alert"><b>{t("planRefused")}</b> {refused.status === 429 ? t("planBusy") : refusalText(lang, refused.message || refused.code, refused.field)}</p>}
              {failed && <p className="refusal" role="alert"><b>{t("planRefused")}</b> {refusalText(lang, failed.detail ?? failed.title ?? "", failed.field)}</p>}
              {gone && <p className="refusal" role="alert">{t("planGone")}</p>}
              {candidates.state === "failed" && <p className="refusal" role="alert"><b>{t("layerFailed")}</b> {candidates.error.message}</p>}
              {running && <Searching key={plan.job} job={watched?.job ?? null} since={watched?.since ?? 0} cancel={() => void (plan.job && api.cancel(plan.job).catch(() => undefined))} />}
              {own && !running && <Result summary={summary} siting={own} names={names} choose={take} />}
            </>
          )}
        </div>
      </section>
      {!editing && own && plan.site && <SiteCard siting={own} id={plan.site} kinds={kinds} names={names} fly={() => plan.site && go(plan.site)} edit={fixed ? null : byHand} />}
    </>
  );
}
