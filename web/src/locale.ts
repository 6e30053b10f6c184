// The reader's language, at hand in every component.
//
// Never here: the texts (see words.ts).
import { createContext, use, useMemo } from "react";
import type { Kind, Words } from "./api";
import { pick, text, type Key } from "./words";
import type { Lang } from "./view";

export const LangContext = createContext<Lang>("zh");

export interface Speech {
  lang: Lang;
  t: (key: Key, holes?: Record<string, string | number>) => string;
  name: (words: Words | null | undefined) => string;
  /** Names of kinds as a list. */
  list: (ids: readonly string[], kinds: readonly Kind[]) => string;
}

export function useSpeech(): Speech {
  const lang = use(LangContext);
  // The same functions as long as the language is the same, so that what depends on them need not be made anew.
  return useMemo(
    () => ({
      lang,
      t: (key, holes) => text(lang, key, holes),
      name: (words) => pick(words, lang),
      list: (ids, kinds) => {
        const names = ids.map((id) => pick(kinds.find((kind) => kind.id === id)?.name, lang) || id);
        return lang === "zh" ? names.join("、") : names.join(", ");
      },
    }),
    [lang],
  );
}
