// The one client of the server.
//
// Never here: texts for people, colours, state of the page; what the answers look like (see study.ts, plan.ts, circle.ts).
import type { Feature, Geometry } from "geojson";
import type { Figures, TableData, TableInfo } from "./circle";
import type { Candidate, ComparedUnit, Comparison, Job, NewScenario, PlanRequest, Scenario, WhatIf, WhatIfRequest } from "./plan";
import { ApiError, refusal } from "./problem";
import type {
  AreaProperties, Direction, Dropped, Facility, Gap, HeatCell, Hours, Island, Isochrones, IssueCount, LayerInfo, Line, LonLat, Proposal, Saved, Summary, TileJson, Why, Without,
} from "./study";

export { ApiError } from "./problem";
export type * from "./circle";
export type * from "./plan";
export type * from "./study";

/** The boats left out, as the server takes them. */
function withoutQuery({ lines, weather, hours }: Without): URLSearchParams {
  const query = new URLSearchParams();
  if (lines.length > 0) query.set("without_line", lines.join(","));
  if (weather.length > 0) query.set("without_weather", weather.join(","));
  if (hours) query.set("without_hours", hours);
  return query;
}

/** Where the map reads the units of an hour, or those of boats at the quay. */
export function coverageAddress(hour: string | null, without: Without | null): string {
  const query = hour && without ? withoutQuery(without) : new URLSearchParams();
  if (hour) query.set("depart", hour);
  const asked = query.toString();
  return `${location.origin}/api/v1/layers/coverage.geojson${asked && `?${asked}`}`;
}

/** Where the map reads the units of a scenario. */
export function scenarioAddress(scenario: string): string {
  return `${location.origin}/api/v1/layers/coverage.geojson?${new URLSearchParams({ scenario }).toString()}`;
}

/** Asks the server; `lang` is the language in which a refusal is told. */
export class Api {
  constructor(private readonly lang: "zh" | "en") {}

  private async get<T>(path: string, signal?: AbortSignal, request: RequestInit = {}): Promise<T> {
    const response = await this.reply(path, signal, request);
    return (await response.json()) as T;
  }

  /** Sends a value; a reply may be empty. */
  private async send<T>(method: "POST" | "DELETE", path: string, value?: unknown, signal?: AbortSignal): Promise<T> {
    const body = value === undefined ? {} : { body: JSON.stringify(value) };
    const response = await this.reply(path, signal, { method, ...body });
    const text = await response.text();
    return (text ? JSON.parse(text) : null) as T;
  }

  private async reply(path: string, signal: AbortSignal | undefined, request: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        ...request,
        headers: {
          accept: "application/json, application/geo+json",
          "accept-language": this.lang,
          ...(typeof request.body === "string" ? { "content-type": "application/json" } : {}),
        },
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ApiError("offline", 0, "");
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  private async features<F extends Feature<Geometry | null>>(id: string, signal?: AbortSignal): Promise<F[]> {
    const layer = await this.get<{ features: F[] }>(`/api/v1/layers/${id}.geojson`, signal);
    for (const feature of layer.features) {
      feature.properties ??= {};
      if (feature.id !== undefined) feature.properties["id"] ??= String(feature.id);
    }
    return layer.features;
  }

  summary(signal?: AbortSignal): Promise<Summary> {
    return this.get("/api/v1/summary", signal);
  }

  async layers(signal?: AbortSignal): Promise<LayerInfo[]> {
    return (await this.get<{ layers: LayerInfo[] }>("/api/v1/layers", signal)).layers;
  }

  async issues(signal?: AbortSignal): Promise<IssueCount[]> {
    return (await this.get<{ issues: IssueCount[] }>("/api/v1/issues", signal)).issues;
  }

  tileJson(layer: string, signal?: AbortSignal): Promise<TileJson> {
    return this.get(`/tiles/${layer}.json`, signal);
  }

  gaps(signal?: AbortSignal): Promise<Gap[]> {
    return this.features<Gap>("gaps", signal);
  }

  heat(signal?: AbortSignal): Promise<HeatCell[]> {
    return this.features<HeatCell>("heat", signal);
  }

  facilities(signal?: AbortSignal): Promise<Facility[]> {
    return this.features<Facility>("facilities", signal);
  }

  async areas(signal?: AbortSignal): Promise<AreaProperties[]> {
    const rows = await this.features<Feature<null, AreaProperties>>("areas", signal);
    return rows.map((row) => ({ ...row.properties, area: row.properties.area || String(row.properties["id"] ?? "") }));
  }

  islands(signal?: AbortSignal): Promise<Island[]> {
    return this.features<Island>("islands", signal);
  }

  /** The week by the hour, without the boats named. */
  hours(without: Without | null, signal?: AbortSignal): Promise<Hours> {
    const query = without ? withoutQuery(without).toString() : "";
    return this.get(`/api/v1/hours${query && `?${query}`}`, signal);
  }

  async lines(signal?: AbortSignal): Promise<Line[]> {
    return (await this.get<{ lines: Line[] }>("/api/v1/lines", signal)).lines;
  }

  isochrone(ask: { at: LonLat; minutes: number[]; profile: string; direction: Direction; depart: string | null }, signal?: AbortSignal): Promise<Isochrones> {
    const [lon, lat] = ask.at;
    const query = new URLSearchParams({
      lon: lon.toFixed(6),
      lat: lat.toFixed(6),
      minutes: ask.minutes.join(","),
      profile: ask.profile,
      direction: ask.direction,
    });
    if (ask.depart) query.set("depart", ask.depart);
    return this.get(`/api/v1/isochrone?${query.toString()}`, signal);
  }

  why([lon, lat]: LonLat, depart: string | null, signal?: AbortSignal): Promise<Why> {
    const query = new URLSearchParams({ lon: lon.toFixed(6), lat: lat.toFixed(6) });
    if (depart) query.set("depart", depart);
    return this.get(`/api/v1/why?${query.toString()}`, signal);
  }

  /** What is this table about? Nothing is kept. */
  propose(file: Dropped, signal?: AbortSignal): Promise<Proposal> {
    return this.get(`/api/v1/data?${new URLSearchParams({ name: file.name }).toString()}`, signal, { method: "POST", body: file.bytes });
  }

  /** Keeps the table and a new study that uses it, beside the served study. */
  save(file: Dropped, study: string): Promise<Saved> {
    return this.get(`/api/v1/data/save?${new URLSearchParams({ name: file.name, study }).toString()}`, undefined, { method: "POST", body: file.bytes });
  }

  /** The further figures of the summary, whatever analyses made them. */
  figures(signal?: AbortSignal): Promise<Figures> {
    return this.get("/api/v1/summary", signal);
  }

  async tables(signal?: AbortSignal): Promise<TableInfo[]> {
    return (await this.get<{ tables: TableInfo[] }>("/api/v1/tables", signal)).tables;
  }

  table(id: string, signal?: AbortSignal): Promise<TableData> {
    return this.get(`/api/v1/tables/${encodeURIComponent(id)}.json`, signal);
  }

  /** The features of any layer. */
  layer(id: string, signal?: AbortSignal): Promise<Feature<Geometry | null>[]> {
    return this.features(id, signal);
  }

  async candidates(kind: string, signal?: AbortSignal): Promise<Candidate[]> {
    return (await this.get<{ candidates: Candidate[] }>(`/api/v1/candidates?${new URLSearchParams({ kind }).toString()}`, signal)).candidates;
  }

  /** Starts a search; its number. */
  async plan(request: PlanRequest): Promise<string> {
    return (await this.send<{ job: string }>("POST", "/api/v1/site", request)).job;
  }

  job(id: string, signal?: AbortSignal): Promise<Job> {
    return this.get(`/api/v1/jobs/${encodeURIComponent(id)}`, signal);
  }

  /** Ends a search, which keeps the best so far. */
  async cancel(id: string): Promise<void> {
    await this.send("DELETE", `/api/v1/jobs/${encodeURIComponent(id)}`);
  }

  whatIf(request: WhatIfRequest, signal?: AbortSignal): Promise<WhatIf> {
    return this.send("POST", "/api/v1/whatif", request, signal);
  }

  async scenarios(signal?: AbortSignal): Promise<Scenario[]> {
    return (await this.get<{ scenarios: Scenario[] }>("/api/v1/scenarios", signal)).scenarios;
  }

  async keep(scenario: NewScenario): Promise<void> {
    await this.send("POST", "/api/v1/scenarios", scenario);
  }

  async forget(id: string): Promise<void> {
    await this.send("DELETE", `/api/v1/scenarios/${encodeURIComponent(id)}`);
  }

  compare(a: string, b: string, signal?: AbortSignal): Promise<Comparison> {
    return this.get(`/api/v1/compare?${new URLSearchParams({ a, b }).toString()}`, signal);
  }

  async comparedUnits(a: string, b: string, signal?: AbortSignal): Promise<ComparedUnit[]> {
    return (await this.get<{ features: ComparedUnit[] }>(`/api/v1/compare.geojson?${new URLSearchParams({ a, b }).toString()}`, signal)).features;
  }
}
