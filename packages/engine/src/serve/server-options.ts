import type { Holdings } from '../backend/holdings.js';
import type { DeviceInfo, Limits } from '../protocol/messages.js';
import type { Shelf } from './shelf.js';
import type { Worker } from './worker.js';

/** Takes in the files of models that clients send. Each may throw a `MoodwireError` that says what is wrong. */
export type ModelStore = {
  /** What is lacking of a model, and from which byte on. */
  offer(
    name: string,
    files: readonly OfferedFile[],
  ): Promise<readonly { readonly sha256: string; readonly from: number }[]>;
  /** Takes a part of a file, whose bytes come one chunk after the other; `done` once all of them have come. */
  write(
    sha256: string,
    from: number,
    bytes: number,
  ): { take(chunk: Uint8Array): void; done(): Promise<void>; cancel(): void };
  /** Puts the model in place. */
  install(name: string, files: readonly OfferedFile[]): Promise<void>;
};

type OfferedFile = { readonly path: string; readonly sha256: string; readonly bytes: number };

export type ServerOptions = {
  readonly worker: Worker;
  readonly holdings: Holdings;
  readonly agent: string;
  readonly nodes: Readonly<Record<string, number>>;
  readonly devices: readonly DeviceInfo[];
  readonly models?: ModelStore;
  /** Bytes of values that may be here at once. */
  readonly memoryBytes: number;
  /** How long a session without a connection, and a workspace without a session, are kept; 0 for not at all. */
  readonly graceMs: number;
  readonly mostSessions: number;
  readonly limits: Limits;
  readonly window: number;
  /** Is what clients put kept apart, and kept for a while when nobody holds it? Not where there is only one client. */
  readonly isShared: boolean;
  /** What else there is to say of it when it is asked what it does. */
  about?(): Readonly<Record<string, unknown>>;
  /** Told in a line what is worth knowing. */
  onLog(line: string): void;
};

/** What the sessions of one client have in common, known by a secret. */
export type Workspace = {
  readonly number: number;
  readonly secret: string;
  readonly shelf: Shelf;
  readonly sessions: Set<{ lost(digests: readonly string[]): void }>;
  timer: NodeJS.Timeout | undefined;
};
