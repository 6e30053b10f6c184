// How a refusal is told.
//
// Never here: texts for people.
/** A refusal: `application/problem+json`, or `offline` when nobody answered. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly action: string | null = null,
    readonly retryAfter: number | null = null,
    /** The parameter that was refused. */
    readonly field: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  action?: string;
  field?: string;
}

export async function refusal(response: Response): Promise<ApiError> {
  const problem = await response.json().then(
    (body) => body as Problem,
    (): Problem => ({}),
  );
  const seconds = Number(response.headers.get("retry-after"));
  return new ApiError(
    problem.code ?? `http-${response.status}`,
    response.status,
    problem.detail ?? problem.title ?? response.statusText,
    problem.action ?? null,
    Number.isFinite(seconds) && seconds > 0 ? seconds : null,
    problem.field ?? null,
  );
}
