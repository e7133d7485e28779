import type { BackendTask, Turn } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Json, Value } from '../value/value.js';

/** What feeds an input: a value, or what an earlier node of the stretch makes. */
export type WorkSource = Held | { readonly node: number; readonly output: string };

/** A node to be run, with its values at hand. */
export type WorkTask = {
  readonly type: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly inputs: Readonly<Record<string, WorkSource | readonly WorkSource[]>>;
};

export type WorkListener = {
  progress(node: number, done: number, total: number): void;
  /** A function makes what is shown, if it is wanted; left out where nothing is. */
  preview?(node: number, shown: Value | (() => Value)): void;
  /** Each result is held once for the listener. */
  done(node: number, results: Readonly<Record<string, Held>>): void;
  failed(node: number, error: Error): void;
};

/** What does the work of a backend: this process itself, or the devices that it has. */
export type Worker = {
  readonly slots: number;
  /** Rejects when the stretch as a whole came to nothing. `recall` finds a value that the client's workspace has. */
  run(
    stretch: readonly WorkTask[],
    listener: WorkListener,
    signal: AbortSignal,
    turn: Required<Turn>,
    recall: (digest: string) => Held | undefined,
  ): Promise<void>;
  fingerprint(node: Pick<BackendTask, 'type' | 'params'>): Promise<string>;
  /** Calls back with a reason after values were lost, as when a device process died. */
  onLost(listener: (why: string) => void): void;
  close(): Promise<void>;
};

export const isHeld = (source: WorkSource): source is Held => !('node' in source);

export const isMany = <T>(fed: T | readonly T[]): fed is readonly T[] => Array.isArray(fed);

/** All sources of a task, those in lists too. */
export const sourcesOf = ({ inputs }: WorkTask): WorkSource[] => Object.values(inputs).flat() as WorkSource[];
