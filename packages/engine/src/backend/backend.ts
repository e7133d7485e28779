import type { Handle } from '../value/handle.js';
import type { Json, Value } from '../value/value.js';

/** One node to be run elsewhere. */
export type BackendTask = {
  readonly type: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, Handle | readonly Handle[]>>;
};

export type BackendListener = {
  progress(done: number, total: number): void;
  preview(value: Value): void;
};

/** A device, here or far away, that runs nodes and keeps what they made until it is told to let go. */
export type Backend = {
  readonly name: string;
  /**
   * Runs a node. `missing` are the inputs that the backend does not hold yet, by digest; it keeps them too. Rejects with
   * the node's own error, or with the signal's reason once it has stopped; what was in `missing` is then released, and
   * sent again when it is needed.
   */
  run(
    task: BackendTask,
    missing: ReadonlyMap<string, Value>,
    listener: BackendListener,
    signal: AbortSignal,
  ): Promise<Record<string, Handle>>;
  /** The bytes of a value that it holds. */
  fetch(handle: Handle): Promise<Value>;
  /** The value is not needed any more. It may never have arrived. */
  release(digest: string): void;
  /** Calls back when all that it held is lost, as when its process died. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
};
