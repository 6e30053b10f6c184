// A search on the server, looked after until it ends.
//
// Never here: what it asks for, how it is shown.
import { useEffect, useState } from "react";
import { ApiError, type Api, type Job } from "../api";

/** How often a running search is asked after, in milliseconds. */
const EVERY = 350;

export interface Watched {
  job: Job | null;
  error: ApiError | null;
  /** Since when it is watched. */
  since: number;
}

interface Held extends Watched {
  id: string;
}

/** The search with this number; null asks nothing. */
export function useJob(api: Api, id: string | null): Watched | null {
  const [held, setHeld] = useState<Held | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    const abort = new AbortController();
    const since = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      api.job(id, abort.signal).then(
        (job) => {
          setHeld({ id, job, error: null, since });
          if (job.state === "running") timer = setTimeout(ask, EVERY);
        },
        (reason: unknown) => {
          if (abort.signal.aborted) return;
          const error = reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason));
          setHeld((known) => ({ id, job: known?.id === id ? known.job : null, error, since }));
          if (error.code === "offline") timer = setTimeout(ask, EVERY * 6);
        },
      );
    };
    ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, id]);
  return held?.id === id ? held : null;
}
