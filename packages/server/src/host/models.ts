import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names of all models in these folders, each once. */
export function modelNames(roots: readonly string[]): string[] {
  const names = roots.flatMap((root) =>
    (existsSync(root) ? readdirSync(root) : []).filter((name) => existsSync(join(root, name, 'manifest.json'))),
  );
  return [...new Set(names)].sort();
}
