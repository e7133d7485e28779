import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, EXIT } from '../cli/exit.js';
import { cloneFile } from '../host/places.js';

export type EngineBenchFlags = { readonly quick?: boolean; readonly json?: boolean };

/**
 * `moodwire bench engine`: the engine against other engines on the same graphs. It lives beside the packages, in `bench/`
 * of a clone, since it needs the peers.
 */
export async function benchEngine(flags: EngineBenchFlags, tell: (line: string) => void): Promise<void> {
  const main = cloneFile(join('bench', 'engine', 'main.mjs'));
  if (main === undefined || !existsSync(main)) {
    throw new CommandError(
      'bench engine runs from a clone of Moodwire, and this is an installed package: clone the repository, then ' +
        '`npm ci`, `npm ci --prefix bench` and `npx moodwire bench engine` there.',
      EXIT.usage,
    );
  }
  if (!flags.quick && !existsSync(join(main, '..', '..', 'node_modules'))) {
    tell(
      'No peer is installed: Moodwire and a raw loop are measured alone. `npm ci --prefix bench` installs the peers.',
    );
  }
  const args = [...(flags.quick ? ['--quick'] : []), ...(flags.json ? ['--json'] : [])];
  const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new CommandError(`the benchmark ended with code ${code}`, EXIT.failed);
}
