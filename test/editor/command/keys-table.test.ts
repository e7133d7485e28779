import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { allActions } from '../../../packages/editor/src/command/all-actions.js';
import { keyCaps } from '../../../packages/editor/src/keys/key-names.js';
import { en } from '../../../packages/editor/src/words/en.js';

/** The shortcuts of the editor as the table of its guide. */
function keysTable(): string {
  const titles: Readonly<Record<string, string>> = en.actions;
  const caps = (keys: string): string =>
    keyCaps(keys, false)
      .map((cap) => `\`${cap}\``)
      .join(' ');
  const rows = allActions.flatMap(({ id, keys = [] }) =>
    keys.length === 0 ? [] : [`| ${titles[id]} | ${keys.map(caps).join(' or ')} |`],
  );
  return ['| to do | press |', '|---|---|', ...rows].join('\n');
}

test('the table of keys in the guide is that of the editor', async () => {
  const guide = await readFile(new URL('../../../docs/editor.md', import.meta.url), 'utf8');
  const [, table] = guide.split(/<!-- keys.*-->\n\n|\n\n<!-- end of keys -->/);
  expect(table).toBe(keysTable());
});
