import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './moodwire.js';

type Config = { forbidden: { name: string }[] };
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const rules = (createRequire(import.meta.url)(CONFIG) as Config).forbidden.map(({ name }) => name);

/** One file for each way to break a rule, and the rules that must see it. A circle is told of once, at one of its files. */
const planted: Record<string, [code: string, ...seen: string[]]> = {
  'engine/src/execute/one.ts': ["import './two.js';", 'no-circle'],
  'engine/src/execute/two.ts': ["import './one.js';"],
  'engine/src/execute/outward.ts': ["import '@moodwire/nodes';", 'engine-knows-no-other-room'],
  'engine/src/execute/sideways.ts': ["import '../../../server/src/host.js';", 'engine-knows-no-other-room'],
  'engine/src/execute/runtime.ts': ["import 'sharp';", 'engine-imports-no-runtime'],
  'engine/src/execute/missing.ts': ["import './nowhere.js';", 'no-unresolvable'],
  'engine/src/graph/core.ts': ["import 'node:fs';", 'browser-half-stays-in-it'],
  'engine/src/value/indirect.ts': ["import '../key/digest.js';", 'browser-half-stays-in-it'],
  'engine/src/graph.ts': ["export type { X } from './key/digest.js';", 'browser-half-stays-in-it'],
  'nodes/src/image/upward.ts': ["import '../../../server/src/host.js';", 'nodes-know-only-the-engine'],
  'nodes/src/image/web.ts': ["import 'node:http';", 'nodes-know-no-http'],
  'editor/src/node/whole.ts': ["import '@moodwire/engine';", 'editor-knows-only-the-graph'],
  'editor/src/node/packs.ts': ["import '@moodwire/nodes';", 'editor-knows-only-the-graph'],
  'editor/src/node/inside.ts': ["import '../../../engine/src/port/fine.js';", 'editor-knows-only-the-graph'],
  'editor/src/run/host.ts': ["import '../../../server/src/host.js';", 'editor-knows-only-the-graph'],
  'editor/src/files/disk.ts': ["import 'node:fs';", 'editor-runs-in-a-browser'],
  'server/src/http/page.ts': ["import '../../../editor/src/main.js';", 'nobody-knows-the-editor'],
};
const innocent: Record<string, string> = {
  'engine/src/key/digest.ts': "import 'node:crypto';\nexport type X = 1;",
  'engine/src/pack/fine.ts': "import 'zod';\nimport '../port/fine.js';",
  'engine/src/port/fine.ts': 'export {};',
  'nodes/src/index.ts': "import 'sharp';",
  'server/src/host.ts': "import '@moodwire/nodes';\nimport 'node:http';",
  'engine/src/index.ts': 'export {};',
  'editor/src/main.ts': "import '@moodwire/engine/graph';",
};

let folder: string;
const write = (path: string, text: string): void => {
  const file = join(folder, 'packages', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
};

// A house of the same plan elsewhere: what is planted in the real one would be built by whoever builds meanwhile.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moodwire-arrows-'));
  copyFileSync(join(ROOT, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  mkdirSync(join(folder, 'node_modules/@moodwire'), { recursive: true });
  for (const name of ['sharp', 'zod'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  for (const [path, text] of Object.entries(innocent)) write(path, text);
  for (const [path, [text]] of Object.entries(planted)) write(path, text);
  write('nodes/package.json', '{ "name": "@moodwire/nodes", "type": "module", "exports": "./src/index.ts" }');
  const faces = '{ ".": "./src/index.ts", "./graph": "./src/graph.ts" }';
  write('engine/package.json', `{ "name": "@moodwire/engine", "type": "module", "exports": ${faces} }`);
  symlinkSync('../../packages/engine', join(folder, 'node_modules/@moodwire/engine'));
  symlinkSync('../../packages/nodes', join(folder, 'node_modules/@moodwire/nodes'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the check of the arrows between rooms sees every forbidden import, and no other', () => {
  const cruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, '--config', CONFIG, '--output-type', 'json', 'packages'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const seen = new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`));
  const wanted = Object.entries(planted).flatMap(([path, [, ...names]]) => names.map((n) => `packages/${path}: ${n}`));
  expect([...seen].sort()).toEqual(wanted.sort());
  expect(new Set(summary.violations.map(({ rule }) => rule.name))).toEqual(new Set(rules));
});
