import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moodwire, ROOT } from './moodwire.js';

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

test('docs/deploy.md shows the files as they are', async () => {
  const page = await read('docs/deploy.md');
  expect(page).toContain(`\`\`\`dockerfile\n${await read('Dockerfile')}\`\`\``);
  expect(page).toContain(`\`\`\`ini\n${await read('docs/moodwire.service')}\`\`\``);
});

test('what the image and the unit start are commands and flags that there are', async () => {
  const { out } = await moodwire(['serve', '--help']);
  const unit = /ExecStart=(.*)/.exec(await read('docs/moodwire.service'))![1]!;
  const image = /^CMD (\["serve".*\])$/m.exec(await read('Dockerfile'))![1]!;
  const flags = [...unit.split(' '), ...(JSON.parse(image) as string[])].filter((word) => word.startsWith('--'));
  expect(flags).toContain('--token-file');
  for (const flag of flags) expect(out).toContain(flag);
});
