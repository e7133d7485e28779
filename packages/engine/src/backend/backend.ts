import type { Handle } from '../value/handle.js';
import type { Json, Value } from '../value/value.js';

/** What feeds an input of a node that runs elsewhere: a value, or what an earlier node of the same stretch makes. */
export type Source = Handle | { readonly node: number; readonly output: string };

/** One node to be run elsewhere. */
export type BackendTask = {
  readonly type: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, Source | readonly Source[]>>;
};

/** Told of the nodes of a stretch, each by its place in it. */
export type BackendListener = {
  progress(node: number, done: number, total: number): void;
  /** Left out where nobody looks: then none are made or sent. */
  preview?(node: number, value: Value): void;
  done(node: number, results: Readonly<Record<string, Handle>>): void;
  /** It failed. Nodes that it feeds are not told of any more. */
  failed(node: number, error: Error): void;
};

/** Whose turn it is among stretches: each group once, and within a group those of a higher priority first. */
export type Turn = { readonly priority: number; readonly group?: string };

/** A value that went to a backend, or came from it. */
export type Transfer = Crossing<'sent'> | Crossing<'received'>;

type Crossing<E> = {
  readonly event: E;
  readonly backend: string;
  readonly digest: string;
  /** What it took on the way, description included. */
  readonly bytes: number;
};

/** A device, here or far away, that runs nodes and keeps what they made until it is told to let go. */
export type Backend = {
  readonly name: string;
  /** How many nodes run there at once; 1 unless given. Whose turn it is among several stretches it decides itself. */
  readonly slots?: number;
  /** Is it so far away that values come here only when they are needed here? */
  readonly isFar?: boolean;
  /** Is it used only while none of the others can be reached? */
  readonly isFallback?: boolean;
  /** Resolves once it can be used; rejects with why it can't. One without this always can. */
  ready?(): Promise<void>;
  /**
   * What a node's results depend on there, beyond its inputs and params; rejects with why it cannot run there. One
   * without this has the same models as this process.
   */
  fingerprint?(node: Pick<BackendTask, 'type' | 'params'>): Promise<string>;
  /**
   * Runs nodes, each after those that feed it. `missing` are the inputs that the backend does not hold yet, by digest;
   * it keeps them too. What fails is told to the listener. Rejects when the stretch as a whole came to nothing: with the
   * signal's reason once it has stopped, or because the backend is lost. What was in `missing` is then released, and
   * sent again when it is needed.
   */
  run(
    stretch: readonly BackendTask[],
    missing: ReadonlyMap<string, Value>,
    listener: BackendListener,
    signal: AbortSignal,
    turn: Turn,
  ): Promise<void>;
  /** The bytes of a value that it holds. */
  fetch(handle: Handle): Promise<Value>;
  /** The value is not needed any more. It may never have arrived. */
  release(digest: string): void;
  /** Calls back with a reason when values that it held are lost: these, or all of them, as when its process died. */
  onLost(listener: (why: string, digests?: readonly string[]) => void): void;
  onTransfer?(listener: (transfer: Transfer) => void): void;
  close(): Promise<void>;
};
