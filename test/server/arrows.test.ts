import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ROOT } from './moodwire.js';

const planted = join(ROOT, 'packages/engine/planted');
afterEach(() => rmSync(planted, { recursive: true, force: true }));

function arrows(): { status: number | null; stdout: string } {
  const cruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  return spawnSync(process.execPath, [cruise, '--config', '.dependency-cruiser.cjs', 'packages/engine/planted'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

it('the check of the arrows between rooms sees a forbidden import', () => {
  mkdirSync(planted, { recursive: true });
  writeFileSync(
    join(planted, 'forbidden.ts'),
    "import sharp from 'sharp';\nimport '@moodwire/nodes';\nexport { sharp };\n",
  );
  const { status, stdout } = arrows();
  expect(stdout).toContain('engine-imports-no-runtime');
  expect(stdout).toContain('engine-knows-no-other-room');
  expect(status).not.toBe(0);
});
