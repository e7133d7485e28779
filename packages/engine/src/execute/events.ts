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
    }
  | { readonly event: 'failed'; readonly node: string; readonly message: string }
  | { readonly event: 'cancelled' };

export type Listener = (event: RunEvent) => void;
