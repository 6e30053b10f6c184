// Keeping the table and a study that uses it: the one thing on this page that writes.
//
// Never here: what is written (the server knows).
import { Button, Input } from "antd";
import { useState } from "react";
import { ApiError, type Api, type Proposal, type Saved } from "../api";
import { useSpeech } from "../locale";
import { Refusal } from "./Refusal";
import { isName, studyName, type Upload } from "./upload";

type Outcome = { state: "open" } | { state: "saving" } | { state: "saved"; saved: Saved } | { state: "failed"; error: ApiError };

export function Save({ api, upload, proposal }: { api: Api; upload: Upload; proposal: Proposal }) {
  const { t } = useSpeech();
  const [study, setStudy] = useState(() => studyName(upload.name));
  const [outcome, setOutcome] = useState<Outcome>({ state: "open" });
  const plain = study.trim().replace(/\.toml$/i, "");
  const sound = isName(plain);
  const save = () => {
    setOutcome({ state: "saving" });
    api.save(upload, plain).then(
      (saved) => setOutcome({ state: "saved", saved }),
      (reason: unknown) => setOutcome({ state: "failed", error: reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason)) }),
    );
  };
  if (outcome.state === "saved") {
    return (
      <footer className="save saved" role="status">
        <h3>{t("savedHeading")}</h3>
        <p>{t("savedWhere", { study: outcome.saved.study, table: outcome.saved.table })}</p>
        <p>{t("savedRun")}</p>
        <pre tabIndex={0}>
          {`halfhour run "${outcome.saved.study}"\nhalfhour serve "${outcome.saved.study}"`}
        </pre>
      </footer>
    );
  }
  return (
    <footer className="save">
      {outcome.state === "failed" && <Refusal code={outcome.error.code} error={outcome.error} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (sound && outcome.state !== "saving") save();
        }}
      >
        <label htmlFor="study-name">{t("saveAs")}</label>
        <Input
          id="study-name"
          value={study}
          suffix={<span className="muted">.toml</span>}
          status={sound ? "" : "error"}
          aria-invalid={!sound}
          aria-describedby="save-why"
          onChange={(event) => {
            setStudy(event.target.value);
            setOutcome({ state: "open" });
          }}
        />
        <Button type="primary" htmlType="submit" disabled={!sound} loading={outcome.state === "saving"}>
          {t("save")}
        </Button>
      </form>
      <p id="save-why">{sound ? t(proposal.role === "demand" ? "saveWhyDemand" : "saveWhyFacilities") : t("refusedNameDo")}</p>
    </footer>
  );
}
