// Brings what the app ships, and what lies at the root of the repository, into the package before it is packed, and
// takes it out again after.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sources = { graphs: '../../graphs', models: '../../models', editor: '../editor/dist' };
for (const [name, source] of Object.entries(sources)) {
  rmSync(here(name), { recursive: true, force: true });
  if (process.argv[2] !== 'bring') continue;
  if (name === 'editor' && !existsSync(here(`${source}/index.html`))) {
    console.error('packed without the editor, which is not built: npm run build makes it');
    continue;
  }
  const skip = /[\\/]output([\\/]|$)/;
  cpSync(here(source), here(name), { recursive: true, filter: (file) => !skip.test(file) });
}
