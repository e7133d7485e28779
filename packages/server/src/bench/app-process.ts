import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const APP = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin', 'moodwire.js');

export type AppProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> };

/** Starts `moodwire backend` on a free port of this machine. `config` names its packs. */
export function startBackendProcess(config?: string): Promise<AppProcess> {
  const packs = config === undefined ? ['--no-config'] : ['--config', config];
  const listen = ['--listen', '127.0.0.1:0', '--device', 'cpu', '--memory', '1G'];
  return startApp(['backend', ...listen, '--json', '--quiet', ...packs]);
}

/** Starts `moodwire serve` on a free port of this machine, with data and a cache of its own in `folder`. */
export function startServeProcess(folder: string, config: string): Promise<AppProcess> {
  const env = { MOODWIRE_DATA_DIR: join(folder, 'data'), MOODWIRE_CACHE_DIR: join(folder, 'cache') };
  return startApp(['serve', '--port', '0', '--json', '--quiet', '--config', config], env);
}

async function startApp(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<AppProcess> {
  const { MOODWIRE_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, [APP, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...more },
  });
  let written = '';
  child.stderr.on('data', (chunk) => {
    written += chunk;
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`moodwire ${args[0]} ended: ${written}`)));
  });
  gone.catch(() => {});
  const listening = new Promise<string>((resolve) => {
    createInterface(child.stdout).once('line', (line) => resolve((JSON.parse(line) as { url: string }).url));
  });
  const url = await Promise.race([listening, gone]);
  return {
    url,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await gone.catch(() => {});
    },
  };
}
