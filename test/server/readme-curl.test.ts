import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ROOT } from './moodwire.js';
import { servers } from './served.js';

const { place, serve } = servers();
const run = promisify(execFile);

/** The blocks of the README that ask a server, as one would paste them. */
async function blocks(): Promise<string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
    .map(([, block]) => block!)
    .filter((block) => /^curl /m.test(block));
}

test('the README’s curl lines do what they say, as they are written, but for the port', async () => {
  const where = await place();
  const server = await serve([], where);
  await copyFile(join(ROOT, 'examples/photos/rocket.jpg'), join(where.folder, 'photo.jpg'));
  await copyFile(join(ROOT, 'graphs/describe.json'), join(where.folder, 'graph.json'));
  const [picture, rest, ...others] = await blocks();
  expect(others).toEqual([]);
  const paste = async (block: string): Promise<string> => {
    const script = block.replaceAll('http://127.0.0.1:8188', server.url);
    return (await run('bash', ['-e', '-c', script], { cwd: where.folder })).stdout;
  };
  await paste(picture!);
  expect(await sharp(join(where.folder, 'awe.png')).metadata()).toMatchObject({ width: 640, height: 427 });
  const said = await paste(rest!);
  await writeFile(join(where.folder, 'said.txt'), said);
  expect(said).toContain('"name":"mine"');
  expect(said).toContain('"type":"image/jpeg"');
  expect(said).toMatch(/"state":"queued","priority":5/);
  expect(said).toContain('"title":"Affective edit"');
  expect(said).toMatch(/"jobs":\[\{/);
  expect(said).toMatch(/id: 1\ndata: \{"seq":1,/);
});
