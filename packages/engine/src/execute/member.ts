import type { Backend, BackendListener, BackendTask } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Ref } from '../graph/linked.js';

/** What a node made, by output, each held once for whoever takes it. */
export type MemberResults = Readonly<Record<string, Held>>;

export type MemberListener = Required<Pick<BackendListener, 'progress' | 'preview'>>;

/**
 * A node that a backend was asked for together with others. All but the first are asked for ahead of their turn: what
 * feeds them is made there, and to wait for it here would cost a round trip for each.
 */
export type Member = {
  readonly at: number;
  readonly backend: Backend;
  readonly task: BackendTask;
  /** What it is given by other members. */
  readonly given: readonly { readonly ref: Ref; readonly by: Member; readonly output: string }[];
  readonly results: Promise<MemberResults>;
  /** The results, once they have come. */
  made: MemberResults | undefined;
  /** Told of what happens to it, from its beginning on. */
  listen(listener: MemberListener): void;
};
