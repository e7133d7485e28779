import { type Engine, MoodwireError, messageOf, type RemoteBackend } from '@moodwire/engine';
import { connectBackends } from '../backend/connect-backend.js';
import { openEngine } from '../engine/open-engine.js';
import type { LoadedRegistry } from '../pack/load-registry.js';
import { CommandError, EXIT } from './exit.js';
import { tellError } from './say.js';
import { unheard } from './unheard.js';

export type BackendFlags = {
  /** Where other machines run the networks. */
  readonly backend?: readonly string[];
  readonly token?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly pushModels?: boolean;
};

/** Does `work` with an engine that is closed after it. Ctrl-C cancels; a second one ends the process at once. */
export async function withEngine(
  options: BackendFlags & { readonly cache: boolean; readonly packs: LoadedRegistry },
  work: (engine: Engine, signal: AbortSignal, backends: readonly RemoteBackend[]) => Promise<void>,
): Promise<void> {
  const backends = await reach(options);
  const engine = openEngine({ ...options, backends, onTrouble: (message) => tellError(message) });
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    abort.abort(new CommandError('cancelled', EXIT.cancelled));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(engine, AbortSignal.any([abort.signal, unheard.signal]), backends);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await engine.close();
  }
}

/** Who names a backend wants to know at once when it can't be reached. */
async function reach({
  backend = [],
  token,
  ca,
  insecure,
  pushModels,
  cache,
}: BackendFlags & { readonly cache: boolean }): Promise<RemoteBackend[]> {
  if (backend.length === 0 && (ca !== undefined || insecure || pushModels)) {
    const name = pushModels ? '--push-models' : insecure ? '--insecure' : '--ca';
    throw new CommandError(`${name} is about a backend: name it with --backend ws://HOST:PORT`, EXIT.usage);
  }
  try {
    return await connectBackends(
      {
        backends: backend,
        ...(token && { token }),
        ...(ca && { ca }),
        ...(insecure && { insecure }),
        cache,
      },
      (message) => tellError(message),
    );
  } catch (error) {
    throw new CommandError(messageOf(error), error instanceof MoodwireError ? EXIT.wrong : EXIT.failed);
  }
}
