// The place where a file is dropped or chosen; small once there is one.
//
// Never here: reading the file.
import { Button, Spin } from "antd";
import { useRef } from "react";
import { count } from "../format";
import { useSpeech } from "../locale";

interface Props {
  name: string | null;
  rows: number | null;
  busy: boolean;
  choose: (files: FileList | null) => void;
}

export function Drop({ name, rows, busy, choose }: Props) {
  const { lang, t } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  const button = (
    <Button type={name === null ? "primary" : "default"} onClick={() => input.current?.click()}>
      {t(name === null ? "chooseFile" : "chooseOther")}
    </Button>
  );
  return (
    <header className={`drop${name === null ? " empty" : ""}`}>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.xlsx,.geojson"
        aria-label={t("chooseFile")}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          choose(event.target.files);
          // The same file may be chosen again after it was mended.
          event.target.value = "";
        }}
      />
      {name === null ? (
        <div className="drop-zone">
          <svg viewBox="0 0 48 48" aria-hidden="true">
            <path d="M13 5h15l9 9v29H13z" fill="#fff" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
            <path d="M28 5v9h9" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
            <path d="M18 22h14M18 28h14M18 34h14M24 22v12" fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>
          <h2>{t("dropTitle")}</h2>
          <p>{t("dropFormats")}</p>
          {button}
        </div>
      ) : (
        <>
          <div className="drop-file">
            <h2 title={name}>{name}</h2>
            <p role="status">{busy ? <Spin size="small" /> : rows === null ? t("dataUnread") : t("dataRows", { rows: count(lang, rows) })}</p>
          </div>
          {button}
        </>
      )}
    </header>
  );
}
