import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, EXIT } from '../cli/exit.js';
import { cloneFile } from '../host/places.js';

export type ScriptFlags = { readonly quick?: boolean; readonly json?: boolean };

/**
 * A benchmark beside the packages, in `bench/` of a clone, since it needs peers that Moodwire does without.
 * @returns its script's path, and whether what `npm ci --prefix bench` installs is there
 */
export function benchScript(name: string): { readonly main: string; readonly hasPeers: boolean } {
  const main = cloneFile(join('bench', name, 'main.mjs'));
  if (main === undefined || !existsSync(main)) {
    throw new CommandError(
      `bench ${name} runs from a clone of Moodwire, and this is an installed package: clone the repository, then ` +
        `\`npm ci\`, \`npm ci --prefix bench\` and \`npx moodwire bench ${name}\` there.`,
      EXIT.usage,
    );
  }
  return { main, hasPeers: existsSync(join(main, '..', '..', 'node_modules')) };
}

/** Runs it in a process of its own, which prints. */
export async function runScript(main: string, flags: ScriptFlags): Promise<void> {
  const args = [...(flags.quick ? ['--quick'] : []), ...(flags.json ? ['--json'] : [])];
  const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new CommandError(`the benchmark ended with code ${code}`, EXIT.failed);
}
