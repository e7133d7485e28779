import type { Graph, Json, Problem } from '@moodwire/engine/graph';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export type FileOutput = {
  readonly kind: 'file';
  readonly file: string;
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly width?: number;
  readonly height?: number;
};

export type JobOutput =
  | FileOutput
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'list'; readonly items: readonly JobOutput[] };

/** A job as the server tells of it. Times are milliseconds since 1970. */
export type Job = {
  readonly id: string;
  readonly number: number;
  readonly state: JobState;
  readonly priority: number;
  readonly title?: string;
  readonly name?: string;
  readonly created: number;
  readonly started?: number;
  readonly ended?: number;
  readonly attempts: number;
  readonly meta?: Json;
  /** Is it only to be looked at now, as while somebody moves a slider? */
  readonly isPreview?: boolean;
  readonly outputs?: Readonly<Record<string, JobOutput>>;
  readonly failures?: readonly { readonly node: string; readonly message: string }[];
  readonly problems?: readonly Problem[];
};

export type SavedGraph = {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly revision: string;
  readonly modified: number;
  readonly isShipped: boolean;
  readonly problem?: string;
  readonly thumbnail?: string;
};

export type StoredFile = { readonly file: string; readonly url: string; readonly name: string; readonly type: string };

export type Backend = { readonly name: string; readonly stats?: Json; readonly problem?: string };

/** What is kept of results, in bytes. */
export type CacheUse = {
  readonly disk: { readonly values: number; readonly bytes: number; readonly limit: number };
  readonly memory: { readonly values: number; readonly bytes: number };
};

/** A refusal of the server, or no answer from it. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const API = '/api/v1';

/** Asks the server. Throws `ApiError`. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await send(path, init);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`${API}${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError('no-server', 'The server does not answer. Is `moodwire serve` still running?', 0);
  }
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as {
    readonly error?: { readonly code: string; readonly message: string; readonly problems?: readonly Problem[] };
  };
  const { code = 'failed', message = `the server answered ${answer.status}`, problems } = body.error ?? {};
  throw new ApiError(code, message, answer.status, problems);
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export type JobWish = {
  readonly graph: Graph;
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly targets?: readonly string[];
  readonly isPreview?: boolean;
  readonly id?: string;
  readonly meta?: Json;
};

const at = (name: string): string => `/graphs/${encodeURIComponent(name)}`;

/** The routes of the server that the editor uses, by name. */
export const api = {
  nodes: () => ask<{ readonly nodes: readonly Json[]; readonly problems: readonly string[] }>('/nodes'),
  models: () => ask<{ readonly models: readonly { readonly name: string }[] }>('/models'),
  backends: () => ask<{ readonly backends: readonly Backend[] }>('/backends'),
  health: () => ask<Json>('/health'),
  cache: () => ask<CacheUse>('/cache'),
  clearCache: () => ask<CacheUse>('/cache', { method: 'DELETE' }),

  graphs: () => ask<{ readonly graphs: readonly SavedGraph[] }>('/graphs'),
  graph: (name: string) => ask<SavedGraph & { readonly graph: Json }>(at(name)),
  saveGraph: (name: string, graph: Graph, revision: string | undefined) =>
    ask<SavedGraph>(at(name), {
      ...json(graph, revision === undefined ? {} : { 'if-match': `"${revision}"` }),
      method: 'PUT',
    }),
  renameGraph: (name: string, to: string) => ask<SavedGraph>(`${at(name)}/rename`, json({ to })),
  removeGraph: (name: string) => ask<{ readonly trashed: string }>(at(name), { method: 'DELETE' }),
  restoreGraph: (id: string) => ask<SavedGraph>(`/trash/${encodeURIComponent(id)}/restore`, { method: 'POST' }),

  submit: (wish: JobWish) => ask<Job>('/jobs', json(wish)),
  jobs: (query = '') => ask<{ readonly jobs: readonly Job[] }>(`/jobs${query}`),
  queue: () => ask<{ readonly jobs: readonly Job[] }>('/queue'),
  job: (id: string) => ask<Job>(`/jobs/${id}`),
  jobGraph: (id: string) =>
    ask<{
      readonly graph: Json;
      readonly inputs?: Readonly<Record<string, Json>>;
      readonly targets?: readonly string[];
    }>(`/jobs/${id}/graph`),
  cancel: (id: string) => ask<Job>(`/jobs/${id}/cancel`, { method: 'POST' }),
  retry: (id: string) => ask<Job>(`/jobs/${id}/retry`, { method: 'POST' }),
  moveJob: (id: string, to: { readonly place: 'first' | 'last' } | { readonly before: string }) =>
    ask<Job>(`/jobs/${id}`, { ...json(to), method: 'PATCH' }),
  removeJob: (id: string) => ask<void>(`/jobs/${id}`, { method: 'DELETE' }),

  upload: (file: Blob, name: string, signal?: AbortSignal) =>
    ask<StoredFile>(`/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream' },
      body: file,
      ...(signal && { signal }),
    }),
} as const;

/** Where a value that a job made is looked at: a picture as WebP of at most `size`, anything else as JSON. */
export const lookUrl = (job: string, node: string, output: string, size = 512): string =>
  `${API}/jobs/${job}/values/${encodeURIComponent(node)}/${encodeURIComponent(output)}?size=${size}`;

/** Where a picture that a graph names can be seen, scaled; nothing for a name that leads nowhere here. */
export function pictureUrl(reference: string, size: number): string | undefined {
  const [, id] = /^([0-9a-f]{64})\//.exec(reference) ?? [];
  if (id !== undefined) return `${API}/files/${id}?size=${size}`;
  const [, shipped] = /^photos\/([\w-]+\.\w+)$/.exec(reference) ?? [];
  return shipped === undefined ? undefined : `${API}/photos/${shipped}?size=${size}`;
}
