// Coverage with sites changed by hand, asked for as fast as the server answers: one question at a time, and the last one counts.
//
// Never here: what is changed.
import { useEffect, useRef, useState } from "react";
import { ApiError, type Api, type WhatIf, type WhatIfRequest } from "../api";

export interface Effect {
  /** The latest answer; while another is under way, of a moment ago. */
  answer: WhatIf | null;
  error: ApiError | null;
  pending: boolean;
}

interface Held {
  key: string;
  answer: WhatIf | null;
  error: ApiError | null;
}

/** The answer to `request`; null asks nothing and answers nothing. */
export function useWhatIf(api: Api, request: WhatIfRequest | null): Effect {
  const [held, setHeld] = useState<Held | null>(null);
  const line = useRef<{ busy: boolean; next: { key: string; request: WhatIfRequest } | null; wanted: string | null }>({ busy: false, next: null, wanted: null });
  const key = request && JSON.stringify(request);

  useEffect(() => {
    const queue = line.current;
    queue.wanted = key;
    if (key === null) {
      queue.next = null;
      return;
    }
    queue.next = { key, request: JSON.parse(key) as WhatIfRequest };
    const send = () => {
      const { next } = queue;
      if (queue.busy || !next) return;
      queue.busy = true;
      queue.next = null;
      const done = (part: Partial<Held>) => {
        queue.busy = false;
        // An answer to a question that was taken back is for nobody.
        if (queue.wanted !== null) setHeld((known) => ({ answer: known?.answer ?? null, error: null, ...part, key: next.key }));
        send();
      };
      api.whatIf(next.request).then(
        (answer) => done({ answer }),
        (reason: unknown) => done({ answer: null, error: reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason)) }),
      );
    };
    send();
  }, [api, key]);

  if (key === null || !held) return { answer: null, error: null, pending: key !== null };
  return { answer: held.answer, error: held.error, pending: held.key !== key };
}
