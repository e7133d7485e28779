import type { Graph, Json, Problem } from '@moodwire/engine';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export const isOver = (state: JobState): boolean => state !== 'queued' && state !== 'running';

/** What a program asks for. */
export type JobRequest = {
  readonly graph: Graph;
  /** Values for the inputs of the graph's interface; files by their references. */
  readonly inputs?: Readonly<Record<string, Json>>;
  /** Ids of the nodes to run, with what they need; the interface's outputs unless given. */
  readonly targets?: readonly string[];
  /** Higher goes first; 0 unless given. */
  readonly priority?: number;
  /** The caller's own id, a UUID: asking again with the same one gives the same job. */
  readonly id?: string;
  /** The name of the saved graph. */
  readonly name?: string;
  readonly retryOf?: string;
  /** The caller's own, given back with the job. */
  readonly meta?: Json;
  /** Only to be looked at now: it goes first, saves nothing, and is forgotten soon after it ended. */
  readonly isPreview?: boolean;
};

/** A result as it goes over the API: what is large or no JSON is a file of the file store. */
export type JobOutput =
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly url: string;
      readonly name: string;
      readonly type: string;
      readonly bytes: number;
      readonly width?: number;
      readonly height?: number;
    }
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'list'; readonly items: readonly JobOutput[] };

export type JobFailure = { readonly node: string; readonly message: string };

/** A job, as it is listed and told of. Times are milliseconds since 1970. */
export type Job = {
  readonly id: string;
  /** Counts all jobs that ever were. */
  readonly number: number;
  readonly state: JobState;
  readonly priority: number;
  readonly title?: string;
  readonly name?: string;
  readonly created: number;
  readonly started?: number;
  readonly ended?: number;
  /** How often it was begun: more than once when the server ended while it ran. */
  readonly attempts: number;
  readonly retryOf?: string;
  readonly meta?: Json;
  readonly isPreview?: boolean;
  readonly outputs?: Readonly<Record<string, JobOutput>>;
  readonly failures?: readonly JobFailure[];
  readonly problems?: readonly Problem[];
};

/** A job with what was asked for. */
export type WholeJob = Job & {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly targets?: readonly string[];
};
