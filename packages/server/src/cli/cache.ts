import { openStore } from '@moodwire/engine';
import { cacheFolder } from '../host/places.js';
import { sizeText } from '../text/size.js';
import { CommandError, EXIT } from './exit.js';
import { print, printable, printEvent } from './say.js';

export type CacheAction = 'stats' | 'clear' | 'verify';

/** `moodwire cache`: what is kept between commands, and how to be rid of it. */
export async function cacheCommand(action: CacheAction, flags: { readonly json?: boolean }): Promise<void> {
  const store = openStore({ folder: cacheFolder() });
  const say = (text: string, event: Readonly<Record<string, unknown>>): void =>
    flags.json ? printEvent(event) : print(printable(text));
  const before = await store.stats();
  const { folder, values, bytes, limit } = before;
  const holds = `${sizeText(bytes)} in ${count(values, 'value')}`;
  switch (action) {
    case 'stats':
      say(`${holds}, limit ${sizeText(limit)}, folder ${folder}`, { event: 'cache', ...before });
      if (before.trouble !== undefined) throw new CommandError(before.trouble, EXIT.wrong);
      break;
    case 'clear': {
      await store.clear();
      const left = await store.stats();
      const gone = `${sizeText(bytes - left.bytes)} in ${count(values - left.values, 'value')}`;
      say(`removed ${gone} from ${folder}`, { event: 'cleared', folder, values, bytes, left: left.bytes });
      if (left.bytes > 0) {
        const advice = left.trouble ? 'make it writable' : 'try again';
        throw new CommandError(`${sizeText(left.bytes)} in ${folder} could not be removed: ${advice}`, EXIT.wrong);
      }
      break;
    }
    case 'verify': {
      const { checked, dropped } = await store.verify();
      const wrong =
        dropped === 0 ? 'all are sound' : `dropped ${dropped} that ${dropped === 1 ? 'was' : 'were'} damaged`;
      say(`read ${count(checked, 'value')} in ${folder}: ${wrong}`, { event: 'verified', folder, checked, dropped });
    }
  }
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;
