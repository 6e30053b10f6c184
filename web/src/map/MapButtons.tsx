// Buttons on the map for those who do not drag and scroll.
//
// Never here: what they do.
import type { ReactNode } from "react";
import { useSpeech } from "../locale";

interface Props {
  zoom: (by: number) => void;
  home: () => void;
  /** Asks about the centre, where there is something to ask. */
  ask?: () => void;
  /** What is done at the centre, unless it is asked about. */
  asking?: string;
}

export function MapButtons({ zoom, home, ask, asking }: Props) {
  const { t } = useSpeech();
  const button = (label: string, act: () => void, drawing: ReactNode) => (
    <button type="button" aria-label={label} title={label} onClick={act}>
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        {drawing}
      </svg>
    </button>
  );
  return (
    <div className="map-buttons">
      {button(t("zoomIn"), () => zoom(1), <path d="M8 3v10M3 8h10" />)}
      {button(t("zoomOut"), () => zoom(-1), <path d="M3 8h10" />)}
      {button(t("home"), home, <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />)}
      {ask && button(asking ?? t("askCentre"), ask, <path d="M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2z" />)}
    </div>
  );
}
