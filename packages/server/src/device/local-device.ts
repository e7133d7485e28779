import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  type Backend,
  type BackendListener,
  createFrameReader,
  type Handle,
  MoodwireError,
  type Value,
} from '@moodwire/engine';
import type { FromDevice, ToDevice } from './messages.js';
import { writeFrame } from './write-frame.js';

/** How long a device may take to stop after a cancel before its process is ended. */
const CANCEL_GRACE_MS = 5000;

type Reply = { readonly op: 'done' | 'value' } & FromDevice;
type Pending = {
  readonly listener: BackendListener | undefined;
  resolve(reply: Reply): void;
  reject(error: Error): void;
};

type Connection = {
  readonly child: ChildProcess;
  readonly socket: Socket | undefined;
  readonly pending: Map<number, Pending>;
  send(message: ToDevice): void;
};

/**
 * A device in a child process of its own, because a network in the middle of its run can neither be stopped nor leaves
 * room for anything else. Started by the first node that needs it; ends with this process, however that ends.
 */
export function createLocalDevice(options: {
  readonly modelRoots: readonly string[];
  /** The config whose packs it runs nodes of, beside the shipped ones. */
  readonly config?: string;
}): Backend {
  let connection: Connection | undefined;
  let nextId = 1;
  let onLost: () => void = () => {};
  const holds = new Map<string, number>();
  const addHold = (digest: string): void => void holds.set(digest, (holds.get(digest) ?? 0) + 1);

  function connect(): Connection {
    if (connection) return connection;
    const script = fileURLToPath(new URL('device-process.js', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(options)], {
      // What a library prints there must not get into the app's own results.
      stdio: ['ignore', 2, 2, 'pipe'],
      windowsHide: true,
    });
    // Without a process there may be no socket either.
    const socket = child.stdio?.[3] as Socket | undefined;
    const pending = new Map<number, Pending>();
    const made: Connection = {
      child,
      socket,
      pending,
      send(message) {
        if (socket) writeFrame(socket, message);
      },
    };
    let isOver = false;
    const end = (why: string): void => {
      if (isOver) return;
      isOver = true;
      if (connection === made) connection = undefined;
      holds.clear();
      onLost();
      for (const request of pending.values()) request.reject(new Error(why));
      socket?.destroy();
      child.kill('SIGKILL');
    };
    const read = createFrameReader((message) => receive(pending, message as FromDevice));
    socket?.on('data', (chunk: Uint8Array) => {
      try {
        read(chunk);
      } catch (error) {
        end(
          `the device process sent what can't be read (${error instanceof Error ? error.message : error}); run again`,
        );
      }
    });
    socket?.on('error', () => {}); // 'exit' says what happened
    child.once('error', (error) => end(`the device process can't be started (${error.message}); free some memory`));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `code ${code}` : `signal ${signal}`;
      end(`the device process ended (${how}); run again, with fewer or smaller pictures`);
    });
    connection = made;
    return made;
  }

  function receive(pending: Map<number, Pending>, message: FromDevice): void {
    const request = pending.get(message.id);
    if (message.op === 'done') for (const handle of Object.values(message.results)) addHold(handle.digest);
    if (!request) return;
    if (message.op === 'progress') request.listener?.progress(message.done, message.total);
    else if (message.op === 'preview') request.listener?.preview(message.value);
    else if (message.op === 'error') {
      const error = message.expected ? new MoodwireError(message.message) : new Error(message.message);
      error.stack = message.stack;
      request.reject(error);
    } else request.resolve(message);
  }

  async function request(send: (id: number, to: Connection) => void, listener?: BackendListener): Promise<Reply> {
    const to = connect();
    const id = nextId++;
    if (to.pending.size === 0) keepAlive(to, true);
    try {
      return await new Promise<Reply>((resolve, reject) => {
        to.pending.set(id, { listener, resolve, reject });
        send(id, to);
      });
    } finally {
      to.pending.delete(id);
      if (to.pending.size === 0) keepAlive(to, false);
    }
  }

  return {
    name: 'local',
    async run(task, missing, listener, signal) {
      signal.throwIfAborted();
      let stop: (() => void) | undefined;
      let kill: NodeJS.Timeout | undefined;
      try {
        const reply = await request((id, to) => {
          for (const [digest, value] of missing) {
            addHold(digest);
            to.send({ op: 'put', digest, value });
          }
          to.send({ op: 'run', id, task });
          stop = () => {
            to.send({ op: 'cancel', id });
            kill = setTimeout(() => to.child.kill('SIGKILL'), CANCEL_GRACE_MS);
          };
          signal.addEventListener('abort', stop, { once: true });
        }, listener);
        return reply.op === 'done' ? { ...reply.results } : {};
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        clearTimeout(kill);
        if (stop) signal.removeEventListener('abort', stop);
      }
    },
    async fetch(handle: Handle): Promise<Value> {
      const reply = await request((id, to) => to.send({ op: 'fetch', id, digest: handle.digest }));
      return reply.op === 'value' ? reply.value : null;
    },
    release(digest) {
      const count = holds.get(digest);
      holds.delete(digest);
      if (count !== undefined) connection?.send({ op: 'release', digest, holds: count });
    },
    onLost(listener) {
      onLost = listener;
    },
    async close() {
      if (!connection) return;
      const { child } = connection;
      child.ref(); // it is waited for
      const gone = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.once('error', () => resolve());
      });
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** While it works for somebody this process goes on; while it waits for work it keeps no process from ending. */
function keepAlive({ child, socket }: Connection, isWanted: boolean): void {
  for (const one of [child, socket]) isWanted ? one?.ref() : one?.unref();
}
