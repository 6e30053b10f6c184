// Keeping what was changed by hand as a scenario, under a name.
//
// Never here: scenarios that exist (see ../compare).
import { Button, Input } from "antd";
import { useState } from "react";
import { ApiError, type Api, type Scenario } from "../api";
import { useSpeech } from "../locale";
import { BASELINE, useView } from "../view";
import { modifications, type Edit } from "./edit";

/** An id from a name; one that is not taken. */
function idOf(name: string, taken: ReadonlySet<string>): string {
  const stem = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "plan";
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

export function SaveScenario({ api, kind, edit, scenarios, kept }: { api: Api; kind: string; edit: Edit; scenarios: readonly Scenario[]; kept: () => void }) {
  const { t } = useSpeech();
  const [, change] = useView();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState<{ id: string; name: string; of: Edit } | null>(null);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const own = name.trim();
  const save = () => {
    const id = idOf(own, new Set([BASELINE, ...scenarios.map((each) => each.id)]));
    setBusy(true);
    setRefused(null);
    api.keep({ id, name: { zh: own, en: own }, modifications: modifications(kind, edit, id) }).then(
      () => {
        setBusy(false);
        setSaved({ id, name: own, of: edit });
        kept();
      },
      (reason: unknown) => {
        setBusy(false);
        setRefused(reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason)));
      },
    );
  };
  const forbidden = refused?.code === "upload-refused" || refused?.status === 403;
  return (
    <form
      className="save-scenario"
      onSubmit={(event) => {
        event.preventDefault();
        if (own) save();
      }}
    >
      <div className="editor-row">
        <Input className="grow" value={name} maxLength={80} placeholder={t("editName")} aria-label={t("editName")} onChange={(event) => setName(event.target.value)} />
        <Button type="primary" htmlType="submit" disabled={!own} loading={busy}>
          {t("editSave")}
        </Button>
      </div>
      {saved?.of === edit && (
        <p className="saved" role="status">
          {t("editSaved", { name: saved.name })}
          <button type="button" className="link" onClick={() => change({ page: "scenarios", pair: { a: BASELINE, b: saved.id }, swipe: false })}>
            {t("editCompare")}
          </button>
        </p>
      )}
      {refused && (
        <p className="refusal" role="alert">
          <b>{forbidden ? t("editRefused") : refused.message || refused.code}</b> {forbidden ? t("editRefusedDo") : refused.action}
        </p>
      )}
    </form>
  );
}
