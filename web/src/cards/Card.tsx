// The frame of a card on the map.
//
// Never here: what it holds.
import type { ReactNode } from "react";
import { useSpeech } from "../locale";

export function Card({ title, note, close, children }: { title: string; note?: string; close: () => void; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <aside className="card" aria-label={title} tabIndex={0}>
      <header>
        <h2>{title}</h2>
        {note && <span className="card-note">{note}</span>}
        <button type="button" className="close" aria-label={t("close")} title={t("close")} onClick={close}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4 4l8 8m0-8l-8 8" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
          </svg>
        </button>
      </header>
      {children}
    </aside>
  );
}
