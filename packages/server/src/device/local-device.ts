import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  createRemoteBackend,
  MoodwireError,
  type NetworkDevice,
  type Pipe,
  type PipeReceiver,
  type RemoteBackend,
} from '@moodwire/engine';
import { pipeToChild } from '../link/local-pipe.js';
import { AGENT } from './agent.js';
import { LOCAL_LIMITS } from './local-limits.js';

/** How long a device may take to stop after a cancel before its process is ended. */
const CANCEL_GRACE_MS = 5000;

export type LocalDeviceOptions = {
  readonly name?: string;
  readonly modelRoots: readonly string[];
  /** The config whose packs it runs nodes of, beside the shipped ones. */
  readonly config?: string;
  /** What networks run on; the CPU unless given. */
  readonly device?: NetworkDevice;
};

/**
 * A device in a child process of its own, because a network in the middle of its run can neither be stopped nor leaves
 * room for anything else. Started by the first node that needs it; ends with this process, however that ends.
 */
export function createLocalDevice(
  options: LocalDeviceOptions,
  environment: Readonly<Record<string, string>> = {},
): RemoteBackend {
  const secret = randomBytes(32).toString('hex');
  let child: ChildProcess | undefined;

  async function connect(): Promise<Pipe> {
    const script = fileURLToPath(new URL('device-process.js', import.meta.url));
    const started = spawn(process.execPath, [script, JSON.stringify(options)], {
      // What a library prints there must not get into the app's own results.
      stdio: ['ignore', 2, 2, 'pipe'],
      windowsHide: true,
      env: { ...process.env, ...environment },
    });
    child = started;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    // Without a process there may be no socket either.
    if (!started.pid) {
      const why = await new Promise<Error>((resolve) => started.once('error', resolve));
      throw new MoodwireError(`the device process can't be started (${why.message}); free some memory`);
    }
    return pipeOf(started);
  }

  const backend = createRemoteBackend({
    name: options.name ?? 'local',
    agent: AGENT,
    workspace: async () => secret,
    patienceMs: 0,
    kill: { afterMs: CANCEL_GRACE_MS, now: () => void child?.kill('SIGKILL') },
    connect,
  });

  return {
    ...backend,
    async close() {
      const ending = child;
      await backend.close();
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      ending.ref(); // it is waited for
      const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      ending.kill('SIGKILL');
      await gone;
    },
  };
}

/** The pipe to a child process, which says of its end how the process ended. */
function pipeOf(child: ChildProcess): Pipe {
  const pipe = pipeToChild(child, LOCAL_LIMITS.message);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
  });
  return {
    ...pipe,
    get waiting() {
      return pipe.waiting;
    },
    open(receiver: PipeReceiver) {
      pipe.open({
        ...receiver,
        closed() {
          child.kill('SIGKILL');
          void ended.then((how) =>
            receiver.closed(`the device process ended (${how}); run again, with fewer or smaller pictures`),
          );
        },
      });
    },
    keepAlive(isWanted) {
      pipe.keepAlive(isWanted);
      isWanted ? child.ref() : child.unref();
    },
  };
}
