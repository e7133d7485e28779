import { printable } from './say.js';

/** What the app's exit codes mean. */
export const EXIT = { done: 0, wrong: 1, usage: 2, failed: 3, cancelled: 130 } as const;

/** Ends a command with a message for the person at the keyboard: one line, or several. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    message: string | readonly string[],
    readonly code: (typeof EXIT)[keyof typeof EXIT],
    /** What `--json` says of it, each on a line, before the message itself. */
    readonly events: readonly Readonly<Record<string, unknown>>[] = [],
    /** What `--debug` shows below each line of the message. */
    readonly stacks: readonly string[] = [],
  ) {
    super([message].flat().map(printable).join('\n'));
  }
}
