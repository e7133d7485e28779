import type { Job } from '../api/api.js';
import type { Readable } from '../store/store.js';

/** All jobs of the server as they come and go, the newest first. */
export type Jobs = {
  readonly list: Readable<readonly Job[]>;
  /** Is the server heard? */
  readonly connection: Readable<'connecting' | 'open' | 'lost'>;
  /** Calls `listener` with each event of each job, as the server tells it. */
  onEvent(listener: (event: JobEvent) => void): () => void;
  /** Loads older jobs than those of the list. */
  more(): Promise<void>;
  /** Asks for what is not known of the list anew. */
  refresh(): Promise<void>;
};

/** An event of the server's stream, docs: GET /api/v1/events. */
export type JobEvent = {
  readonly event: string;
  readonly job?: string;
  readonly at?: number;
  readonly seq?: number;
  readonly node?: string;
} & Readonly<Record<string, unknown>>;
