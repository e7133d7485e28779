import { messageOf, stackText } from '@moodwire/engine';
import { codePlace } from '../failure/code-place.js';
import { EXIT } from './exit.js';
import { errorEvent, printable, printEvent, tellError } from './say.js';

/**
 * Ends the app in one line when something is thrown that nothing waits for, such as in a timer that a node has left
 * behind: nobody knows what that leaves undone.
 */
export function endOnStray(error: unknown, flags: { readonly debug: boolean; readonly json: boolean }): void {
  // A pack that is being loaded is not believed anything yet: what it throws is told of, and the app goes on.
  if (process.listenerCount('uncaughtException') > 1) return;
  const place = codePlace(error);
  const isOwn = place === undefined || ownFolders().some((folder) => place.url.startsWith(folder));
  const where = place === undefined ? '' : `, in ${place.text}`;
  const [who, advice] = isOwn
    ? ['Moodwire', '--debug shows the stack']
    : ['a pack', 'a node must wait in `run` for all that it starts, and catch what that throws'];
  const message = printable(`${who} threw outside of a run${where}: ${messageOf(error)}; ${advice}`);
  const stacks = flags.debug ? [stackText(error)] : [];
  if (flags.json) printEvent(errorEvent(message, stacks));
  tellError(message, stacks);
  process.exit(EXIT.failed);
}

/** Where the app's own code lies, as stacks write it. */
const ownFolders = (): string[] =>
  ['moodwire', '@moodwire/engine', '@moodwire/nodes'].map((name) => new URL('.', import.meta.resolve(name)).href);
