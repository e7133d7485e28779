import type { Pipe } from '../protocol/pipe.js';

/** How a backend is reached, and what is done when it can't be any more. */
export type RemoteOptions = {
  readonly name: string;
  /** Opens a pipe to it; rejects with a sentence for people. */
  connect(): Promise<Pipe>;
  /** 64 hex digits that no one else knows: what is kept there is found again by them. */
  workspace(): Promise<string>;
  readonly agent: string;
  /** How long a broken connection is tried again before all is given up as lost; 0 for never. */
  readonly patienceMs: number;
  /** Ends what does not stop within this time after a cancel; nothing for what is far away. */
  readonly kill?: { readonly afterMs: number; now(): void };
  readonly isFar?: boolean;
  readonly isFallback?: boolean;
};
