import type { Backend, BackendListener, Transfer } from '../backend/backend.js';
import { MoodwireError } from '../node/failure.js';
import { checkDescription, type Description, describe, memoryFor, rebuild } from '../protocol/description.js';
import type { FromBackend, Message, Welcome } from '../protocol/messages.js';
import { byteLength, type Value } from '../value/value.js';
import type { RemoteOptions } from './remote-options.js';
import { createSession, type Session } from './session.js';

/** A file of a model that is to be sent. */
export type ModelFile = {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The bytes from `begin` up to `end`. */
  read(begin: number, end: number): Promise<Uint8Array>;
};

/** A backend that is reached by the protocol, docs/protocol.md, in a process of its own or on another machine. */
export type RemoteBackend = Backend & {
  /** What it says of itself. */
  welcome(): Promise<Welcome>;
  /** Sends a value, called by a digest of 64 hex digits; resolves once all of it is there, to be held until `release`. */
  put(digest: string, value: Value): Promise<void>;
  /** What it holds, did and does. */
  stats(): Promise<unknown>;
  /** Sends what it lacks of a model; resolves once that is in place there. */
  push(name: string, files: readonly ModelFile[], onProgress: (done: number, total: number) => void): Promise<void>;
  /** Bytes that have crossed. */
  readonly traffic: { readonly sent: number; readonly received: number };
};

/** Below this it is not worth asking whether a value is there already. */
const ASK_ABOVE_BYTES = 64 * 1024;
const MOST_DIGESTS = 10_000;
/** How long a run that is far away may take to stop before it is left to itself: the line may be dead. */
const LEAVE_MS = 2000;
/** A file of a model goes over in parts of this size. */
const PART_BYTES = 16 * 2 ** 20;

type Pending = {
  readonly listener: BackendListener | undefined;
  resolve(answer: FromBackend | Value): void;
  reject(error: Error): void;
};

export function createRemoteBackend(options: RemoteOptions): RemoteBackend {
  const { name, kill } = options;
  let nextId = 1;
  let pending = new Map<number, Pending>();
  /** How many holds we have of each value there. */
  const holds = new Map<string, number>();
  let letGo = new Map<string, number>();
  let onLost: (why: string, digests?: readonly string[]) => void = () => {};
  let onTransfer: (transfer: Transfer) => void = () => {};
  /** What is to be sent waits while it is not known what is there. */
  let asking: Promise<unknown> | undefined;

  const session: Session = createSession(options, {
    message: receive,
    lost(reason) {
      const open = pending;
      pending = new Map();
      holds.clear();
      letGo = new Map();
      onLost(reason);
      for (const { reject } of open.values()) reject(new Error(reason));
    },
  });
  const addHold = (digest: string): void => void holds.set(digest, (holds.get(digest) ?? 0) + 1);

  function receive(message: FromBackend): void {
    switch (message.op) {
      case 'lost':
        for (const digest of message.digests) holds.delete(digest);
        onLost('a device process of it ended', message.digests);
        return;
      case 'progress':
        pending.get(message.id)?.listener?.progress(message.node, message.done, message.total);
        return;
      case 'done':
        for (const { digest } of Object.values(message.results)) {
          if (pending.has(message.id)) addHold(digest);
          else letGoOf(digest, 1); // of a run that nobody waits for any more
        }
        pending.get(message.id)?.listener?.done(message.node, message.results);
        return;
      case 'failed':
        pending.get(message.id)?.listener?.failed(message.node, errorOf(message));
        return;
      case 'preview':
        void arrive(message).then(
          (value) => pending.get(message.id)?.listener?.preview?.(message.node, value),
          () => {}, // the connection was lost, which is told elsewhere
        );
        return;
      case 'value':
        arrive(message).then(
          (value) => {
            const bytes = message.bytes + JSON.stringify(message.value).length;
            onTransfer({ event: 'received', backend: name, digest: message.digest, bytes });
            pending.get(message.id)?.resolve(value);
          },
          (error: Error) => pending.get(message.id)?.reject(error),
        );
        return;
      case 'error':
        pending.get(message.id)?.reject(errorOf(message));
        return;
      case 'ended':
      case 'has':
      case 'fingerprints':
      case 'need':
      case 'installed':
      case 'stats':
      case 'took':
        pending.get(message.id)?.resolve(message);
    }
  }

  async function arrive(message: Description & { readonly transfer?: number | undefined }): Promise<Value> {
    checkDescription(message, session.limits.value);
    const memory = memoryFor(message.bytes);
    if (message.transfer !== undefined) await session.channel.expect(message.transfer, message.bytes, memory);
    return rebuild(message, memory);
  }

  /** Sends a request and waits for its answer. */
  async function request(send: (id: number) => void, listener?: BackendListener): Promise<FromBackend | Value> {
    const id = nextId++;
    session.keepAlive(true);
    try {
      return await new Promise((resolve, reject) => {
        pending.set(id, { listener, resolve, reject });
        send(id);
      });
    } finally {
      pending.delete(id);
      if (pending.size === 0) session.keepAlive(false);
    }
  }

  async function ask<O extends FromBackend['op']>(op: O, body: Message): Promise<Extract<FromBackend, { op: O }>> {
    await session.ready();
    const answer = (await request((id) => session.send({ ...body, id }))) as FromBackend;
    if (answer.op !== op) throw new Error(`${name} answered ${body.op} with ${answer.op}`);
    return answer as Extract<FromBackend, { op: O }>;
  }

  function put(digest: string, value: Value, onGot?: () => void): void {
    const { description, pieces } = describe(value);
    const { limits } = session;
    if (description.bytes > limits.value) {
      throw new MoodwireError(`a value of ${description.bytes} bytes; ${name} takes at most ${limits.value}`);
    }
    const size = session.send({ op: 'put', digest, ...description }, pieces, onGot);
    addHold(digest);
    onTransfer({ event: 'sent', backend: name, digest, bytes: size + description.bytes });
  }

  /** Leaves out of `missing` what is there already, from an earlier process. */
  async function withoutKnown(missing: ReadonlyMap<string, Value>): Promise<ReadonlyMap<string, Value>> {
    const digests = [...missing].filter(([, value]) => byteLength(value) > ASK_ABOVE_BYTES).map(([digest]) => digest);
    if (digests.length === 0) return missing;
    const { digests: known } = await ask('has', { op: 'have', digests });
    for (const digest of known) addHold(digest);
    return new Map([...missing].filter(([digest]) => !known.includes(digest)));
  }

  function release(digest: string): void {
    const count = holds.get(digest);
    if (count === undefined) return;
    holds.delete(digest);
    letGoOf(digest, count);
  }

  function letGoOf(digest: string, count: number): void {
    if (letGo.size === 0) queueMicrotask(sendReleases);
    letGo.set(digest, (letGo.get(digest) ?? 0) + count);
  }

  function sendReleases(): void {
    const all = [...letGo];
    letGo = new Map();
    for (let at = 0; at < all.length && session.isOpen; at += MOST_DIGESTS) {
      session.send({ op: 'release', digests: Object.fromEntries(all.slice(at, at + MOST_DIGESTS)) });
    }
  }

  return {
    name,
    ...(options.isFar && { isFar: true }),
    ...(options.isFallback && { isFallback: true }),
    get slots() {
      return session.slots;
    },
    ready: () => session.ready(),
    welcome: async () => {
      await session.ready();
      return session.welcome;
    },
    async fingerprint({ type, params }) {
      const { fingerprints } = await ask('fingerprints', { op: 'fingerprint', nodes: [{ type, params }] });
      const [answer] = fingerprints;
      if (!answer) throw new Error(`${name} gave no fingerprint`);
      if ('is' in answer) return answer.is;
      throw errorOf(answer);
    },
    async run(stretch, missing, listener, signal, turn) {
      signal.throwIfAborted();
      while (asking) await asking;
      if (!session.isOpen) await session.ready();
      let lacking = missing;
      if (!session.isEmpty) {
        const finding = withoutKnown(missing);
        asking = finding
          .catch(() => {})
          .finally(() => {
            asking = undefined;
          });
        lacking = await finding;
      }
      let timer: NodeJS.Timeout | undefined;
      let stop: (() => void) | undefined;
      try {
        // Also for a run that is cancelled: others may count on what this one was to send.
        for (const [digest, value] of lacking) put(digest, value);
        signal.throwIfAborted();
        await request((id) => {
          session.send({ op: 'run', id, ...turn, ...(!listener.preview && { previews: false }), nodes: stretch });
          stop = () => {
            if (session.isOpen) session.send({ op: 'cancel', id });
            const leave = (): void => pending.get(id)?.reject(signal.reason);
            timer = kill ? setTimeout(kill.now, kill.afterMs) : setTimeout(leave, LEAVE_MS);
          };
          signal.addEventListener('abort', stop, { once: true });
        }, listener);
        signal.throwIfAborted();
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        clearTimeout(timer);
        if (stop) signal.removeEventListener('abort', stop);
      }
    },
    async fetch({ digest }) {
      if (!session.isOpen) await session.ready();
      return (await request((id) => session.send({ op: 'get', id, digest }))) as Value;
    },
    async put(digest, value) {
      if (!session.isOpen) await session.ready();
      await request((id) => put(digest, value, () => pending.get(id)?.resolve({ op: 'ended', id })));
    },
    release,
    onLost(listener) {
      onLost = listener;
    },
    onTransfer(listener) {
      if (options.isFar) onTransfer = listener;
    },
    async stats() {
      return (await ask('stats', { op: 'stats' })).stats;
    },
    async push(model, files, onProgress) {
      const listed = files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }));
      const { files: needed } = await ask('need', { op: 'model', name: model, files: listed });
      const total = needed.reduce((sum, { sha256, from }) => sum + (byHash(files, sha256)?.bytes ?? 0) - from, 0);
      let done = 0;
      for (const { sha256, from } of needed) {
        const file = byHash(files, sha256);
        if (!file) throw new Error(`${name} asked for a file that was not offered`);
        for (let begin = from; begin < file.bytes; begin += PART_BYTES) {
          const part = await file.read(begin, Math.min(file.bytes, begin + PART_BYTES));
          await request((id) => session.send({ op: 'file', id, sha256, from: begin, bytes: part.length }, [part]));
          done += part.length;
          onProgress(done, total);
        }
      }
      await ask('installed', { op: 'install', name: model, files: listed });
    },
    get traffic() {
      return session.traffic;
    },
    close: () => session.close(),
  };
}

const byHash = (files: readonly ModelFile[], sha256: string): ModelFile | undefined =>
  files.find((file) => file.sha256 === sha256);

function errorOf(said: { message: string; isExpected: boolean; stack?: string | undefined }): Error {
  const error = said.isExpected ? new MoodwireError(said.message) : new Error(said.message);
  if (said.stack !== undefined) error.stack = said.stack;
  return error;
}
