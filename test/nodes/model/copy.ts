import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, createRegistry, parseGraphText } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { createHost } from 'moodwire';
import sharp from 'sharp';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export type Manifest = { [field: string]: unknown } & {
  files: Record<string, { sha256: string; bytes: number }>;
};

/** A copy of the shipped model, called "copy", to break. */
export type Copy = {
  readonly folder: string;
  manifest(change: (manifest: Manifest) => void): Promise<void>;
  /** Writes a file of the model and says so in the manifest, so that what is inside gets looked at. */
  replace(file: string, bytes: Uint8Array | string): Promise<void>;
};

/** Breaks a copy of the shipped model, edits a picture with it, and gives all that the run has to say. */
export async function failuresWith(breakIt: (copy: Copy) => Promise<unknown>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'moodwire-model-'));
  try {
    const folder = join(root, 'copy');
    await cp(join(ROOT, 'models/mini'), folder, { recursive: true });
    const copy: Copy = {
      folder,
      async manifest(change) {
        const path = join(folder, 'manifest.json');
        const manifest = JSON.parse(await readFile(path, 'utf8'));
        change(manifest);
        await writeFile(path, JSON.stringify(manifest));
      },
      async replace(file, content) {
        const bytes = Buffer.from(content as string);
        await writeFile(join(folder, file), bytes);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        await copy.manifest(({ files }) => {
          files[file] = { sha256, bytes: bytes.length };
        });
      },
    };
    await breakIt(copy);
    return await edit(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function edit(root: string): Promise<string[]> {
  await sharp({ create: { width: 24, height: 16, channels: 3, background: '#864' } })
    .png()
    .toFile(join(root, 'photo.png'));
  const saved = JSON.parse(await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  const [model] = Object.entries<{ type: string }>(saved.nodes).find(([, node]) => node.type === 'model/load')!;
  saved.nodes[model].params = { model: 'copy' };
  const parsed = parseGraphText(JSON.stringify(saved));
  if (!('graph' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  const engine = createEngine({ registry: createRegistry(packs) });
  try {
    const host = createHost({ folder: root, modelRoots: [root] });
    const inputs = { photo: 'photo.png', emotion: 'awe' };
    const result = await engine.run(parsed.graph, { host, inputs, targets: ['decode'] }).result;
    return 'failures' in result ? result.failures.map(({ message }) => message) : [result.status];
  } finally {
    await engine.close();
  }
}
