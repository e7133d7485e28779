// Makes graphs/thumbnails: what each graph that ships gives, small enough for a list. Run it when a graph changes.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadGraph, run } from 'moodwire';
import sharp from 'sharp';

const SIDE = 320;
const graphs = fileURLToPath(new URL('../graphs', import.meta.url));
const namesIn = (folder) =>
  readdirSync(join(graphs, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(folder, file.slice(0, -'.json'.length)));

const isPicture = (value) => typeof value === 'object' && value !== null && 'channels' in value;

// What graphs save goes below the current folder.
const place = mkdtempSync(join(tmpdir(), 'moodwire-thumbnails-'));
process.chdir(place);
for (const name of [...namesIn(''), ...namesIn('examples')]) {
  const outputs = await run(await loadGraph(name), {});
  const picture = Object.values(outputs).flat().find(isPicture);
  if (!picture) {
    console.log(`${name} gives no picture`);
    continue;
  }
  const { width, height, channels, data } = picture;
  const file = join(graphs, 'thumbnails', `${name}.webp`);
  mkdirSync(dirname(file), { recursive: true });
  const small = sharp(data, { raw: { width, height, channels } }).resize(SIDE, SIDE, { fit: 'inside' });
  await small.webp({ quality: 80, effort: 6 }).toFile(file);
  console.log(file);
}
rmSync(place, { recursive: true, force: true });
