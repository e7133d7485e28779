import type { Engine, Registry, RemoteBackend, Store } from '@moodwire/engine';
import type { FileStore } from '../files/file-store.js';
import type { Queue } from '../queue/queue.js';
import type { SavedGraphs } from '../saved/saved-graphs.js';
import type { Looks } from './looks.js';
import type { Previews } from './previews.js';
import type { Turns } from './turns.js';

/** What the routes work with. */
export type Context = {
  readonly registry: Registry;
  readonly engine: Engine;
  /** The results on disk. */
  readonly store: Store;
  readonly backends: readonly RemoteBackend[];
  readonly queue: Queue;
  readonly files: FileStore;
  readonly saved: SavedGraphs;
  readonly previews: Previews;
  readonly looks: Looks;
  /** For what is made to be looked at: some at once, the others after them. */
  readonly turns: Turns;
  /** The largest upload, in bytes. */
  readonly mostUpload: number;
  /** Aborted when the server stops: what is open to clients ends. */
  readonly stopping: AbortSignal;
};
