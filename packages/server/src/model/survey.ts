import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@moodwire/engine';
import { type Manifest, precisionOf, readManifestIn } from '@moodwire/nodes';
import { MANIFEST } from './file-list.js';
import { hashFile } from './hash-file.js';
import { namesIn } from './store-folder.js';

/** What a folder in a folder of models is, whether it can be used or not. */
export type SurveyedModel = {
  readonly name: string;
  readonly folder: string;
  /** What its manifest lists, of which some may be missing. */
  readonly files: number;
  readonly bytes: number;
  /** For each precision that it offers, the parts that run at it. */
  readonly precisions: Readonly<Record<string, readonly string[]>>;
  /** A model of this name in a folder before this one is used in its place. */
  readonly isHidden: boolean;
  /** Sentences; none where it can be used. */
  readonly problems: readonly string[];
};

const PARTS = ['mllm', 'unet', 'vae'] as const;

/** All that lies in these folders of models; `verify` reads each file in full. */
export async function surveyModels(roots: readonly string[], verify: boolean): Promise<SurveyedModel[]> {
  const models: SurveyedModel[] = [];
  for (const root of roots) {
    for (const name of (await namesIn(root)).sort()) {
      const folder = join(root, name);
      const found = await stat(folder).catch(() => undefined);
      if (name.startsWith('.') || !found?.isDirectory()) continue;
      const isHidden = models.some((model) => model.name === name && model.files > 0);
      models.push({ name, folder, isHidden, ...(await surveyModel(folder, name, verify)) });
    }
  }
  return models;
}

type Surveyed = Pick<SurveyedModel, 'files' | 'bytes' | 'precisions' | 'problems'>;

async function surveyModel(folder: string, name: string, verify: boolean): Promise<Surveyed> {
  let manifest: Manifest;
  try {
    ({ manifest } = await readManifestIn(folder, name));
  } catch (error) {
    return { files: 0, bytes: 0, precisions: {}, problems: [messageOf(error)] };
  }
  const files = Object.entries(manifest.files);
  const problems: string[] = [];
  for (const [path, file] of files) {
    const wrong = await whatIsWrong(join(folder, path), file, verify);
    if (wrong !== undefined) problems.push(`model "${name}": ${path} ${wrong}; install the model again`);
  }
  const half = PARTS.filter((part) => precisionOf(manifest, part, 'float16') === 'float16');
  const precisions = { float32: PARTS, ...(half.length > 0 ? { float16: half } : {}) };
  const { size } = await stat(join(folder, MANIFEST));
  return {
    files: files.length + 1,
    bytes: files.reduce((sum, [, { bytes }]) => sum + bytes, size),
    precisions,
    problems,
  };
}

async function whatIsWrong(
  path: string,
  { sha256, bytes }: Manifest['files'][string],
  verify: boolean,
): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return 'is missing';
  if (found.size !== bytes) return `has ${found.size} bytes, expected ${bytes}`;
  if (!verify) return undefined;
  const hash = await hashFile(path).catch((error: NodeJS.ErrnoException) => error);
  if (hash instanceof Error) return `cannot be read (${hash.code ?? hash.message})`;
  return hash === sha256 ? undefined : `has the hash ${hash}, expected ${sha256}`;
}
