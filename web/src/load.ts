// Asking the server from a component: loading, there, or refused; asked again when the question changes.
//
// Never here: what is asked.
import { useEffect, useState } from "react";
import { ApiError } from "./api";

export type Loaded<T> = { state: "idle" } | { state: "loading" } | { state: "ready"; value: T } | { state: "failed"; error: ApiError; since: number };

/** How long to wait before asking again a server that is not ready or not there, in milliseconds. */
const PATIENCE = 2000;

interface Answer<T> {
  key: string;
  outcome: Loaded<T>;
}

/**
 * The answer to a question, which `key` names. A null key asks nothing. While the server is not ready or not there,
 * the question is repeated.
 */
export function useLoad<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): [Loaded<T>, retry: () => void] {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    const started = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = () => {
      ask(abort.signal).then(
        (value) => setAnswer({ key, outcome: { state: "ready", value } }),
        (reason: unknown) => {
          if (abort.signal.aborted) return;
          const error = reason instanceof ApiError ? reason : new ApiError("internal", 0, String(reason));
          setAnswer({ key, outcome: { state: "failed", error, since: started } });
          if (isPassing(error)) timer = setTimeout(attempt, (error.retryAfter ?? PATIENCE / 1000) * 1000);
        },
      );
    };
    attempt();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
    // `ask` is made anew at every drawing; the key says when it asks for something else.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);
  const outcome: Loaded<T> = key === null ? { state: "idle" } : answer?.key === key ? answer.outcome : { state: "loading" };
  return [outcome, () => setRound(round + 1)];
}

/** Will waiting help? */
export function isPassing(error: ApiError): boolean {
  // What took too long takes as long the next time.
  return error.code !== "too-slow" && (error.code === "not-ready" || error.code === "offline" || error.status === 503);
}

/** The value, when it is there. */
export function value<T>(loaded: Loaded<T>): T | null {
  return loaded.state === "ready" ? loaded.value : null;
}
