import { openStore } from '@moodwire/engine';
import { cacheFolder } from '../host/places.js';
import { print, printable, printEvent } from './say.js';
import { sizeText } from './size.js';

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
      break;
    case 'clear': {
      await store.clear();
      const left = await store.stats();
      const rest = left.bytes > 0 ? `; ${sizeText(left.bytes)} could not be removed` : '';
      say(`removed ${holds} from ${folder}${rest}`, { event: 'cleared', folder, values, bytes, left: left.bytes });
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
