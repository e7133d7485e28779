import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { initialize, resolve } from './engine-hook.js';

const SHARED = ['@moodwire/engine', '@moodwire/engine/graph', '@moodwire/nodes', 'moodwire'];

let isShared = false;

/**
 * Lets packs import this app's own engine by its name, wherever they lie and however the app was installed: beside a
 * global install nothing else would find it, and two engines in one process would not know each other's errors. Does
 * nothing where `from`, a file of the pack, finds this very engine by itself.
 */
export function shareEngine(from?: string): void {
  if (isShared || (from !== undefined && findsOurs(from))) return;
  isShared = true;
  const ours = Object.fromEntries(SHARED.map((name) => [name, import.meta.resolve(name)]));
  // Newer versions of Node have hooks in this thread, and tell of the older ones as deprecated.
  const { registerHooks } = nodeModule as { registerHooks?(hooks: { resolve: typeof resolve }): void };
  if (registerHooks) {
    initialize(ours);
    registerHooks({ resolve });
  } else nodeModule.register('./engine-hook.js', import.meta.url, { data: ours });
}

function findsOurs(from: string): boolean {
  const { resolve: find } = nodeModule.createRequire(from);
  try {
    return SHARED.every((name) => find(name) === fileURLToPath(import.meta.resolve(name)));
  } catch {
    return false;
  }
}
