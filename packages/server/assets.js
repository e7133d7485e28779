// Brings what the app ships, and what lies at the root of the repository, into the package before it is packed, and
// takes it out again after.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
for (const name of ['graphs', 'models']) {
  rmSync(here(name), { recursive: true, force: true });
  if (process.argv[2] === 'bring') {
    const skip = /[\\/]output([\\/]|$)/;
    cpSync(here(`../../${name}`), here(name), { recursive: true, filter: (source) => !skip.test(source) });
  }
}
