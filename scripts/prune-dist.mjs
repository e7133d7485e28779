// Takes out of each package's dist what no source stands behind any more: `tsc -b` never does, and it would be packed.
// What has a source stays, so that programs running from dist at the same time notice nothing.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages');
for (const name of readdirSync(packages)) {
  const dist = join(packages, name, 'dist');
  if (!existsSync(join(dist, '.tsbuildinfo'))) continue; // what other builders make is theirs to clear
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const output = join(entry.parentPath, entry.name);
    const source = join(packages, name, 'src', relative(dist, output)).replace(/(\.d\.ts|\.js)$/, '.ts');
    if (entry.isFile() && source.endsWith('.ts') && !existsSync(source)) rmSync(output, { force: true });
  }
}
