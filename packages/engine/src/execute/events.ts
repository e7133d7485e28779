import type { Transfer } from '../backend/backend.js';
import type { Handle } from '../value/handle.js';
import type { Value } from '../value/value.js';

/** What happens in a run, in order. `node` is the id in the graph; inside a subgraph or a loop, the path to it. */
export type RunEvent =
  | { readonly event: 'planned'; readonly nodes: readonly string[] }
  | { readonly event: 'started'; readonly node: string; readonly type: string }
  | { readonly event: 'cached'; readonly node: string }
  | { readonly event: 'progress'; readonly node: string; readonly done: number; readonly total: number }
  | { readonly event: 'preview'; readonly node: string; readonly value: Value }
  | {
      readonly event: 'finished';
      readonly node: string;
      readonly milliseconds: number;
      readonly outputs: Readonly<Record<string, Handle>>;
      /** The backend that ran it; left out for what ran in this process. */
      readonly on?: string;
    }
  | { readonly event: 'failed'; readonly node: string; readonly message: string }
  | { readonly event: 'cancelled' }
  /** A value crossed to a backend or came from it: told as it happens, to every run that goes on meanwhile. */
  | Transfer
  /** A backend was lost, and the run goes on elsewhere. */
  | { readonly event: 'moved'; readonly from: string; readonly why: string };

export type Listener = (event: RunEvent) => void;
