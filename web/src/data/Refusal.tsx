// Why a file was not taken, and what to do.
//
// Never here: faults of single rows (see Findings.tsx).
import type { ApiError } from "../api";
import { useSpeech } from "../locale";
import type { Key } from "../words";

/** Refusals that this page can explain better, and in the language that is chosen later. */
const KNOWN: Record<string, [what: Key, action: Key]> = {
  unreadable: ["refusedUnreadable", "refusedUnreadableDo"],
  "upload-refused": ["refusedUpload", "refusedUploadDo"],
  "too-large": ["refusedLarge", "refusedLargeDo"],
  "file-unreadable": ["refusedFormat", "refusedFormatDo"],
  "parameter-bad": ["refusedName", "refusedNameDo"],
  "output-exists": ["refusedExists", "refusedExistsDo"],
  "output-unwritable": ["refusedUnwritable", "refusedUnwritableDo"],
  offline: ["offline", "offlineWhy"],
};

export function Refusal({ code, error }: { code: string; error?: ApiError }) {
  const { t } = useSpeech();
  const known = KNOWN[code];
  return (
    <div className="data-refusal" role="alert">
      <h3>{known ? t(known[0]) : error?.message || t("failed")}</h3>
      <p>{known ? t(known[1]) : error?.action}</p>
      {code !== "unreadable" && code !== "offline" && <code>{code}</code>}
    </div>
  );
}
