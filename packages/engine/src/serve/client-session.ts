import { MoodwireError, messageOf, stackText } from '../node/failure.js';
import { type Channel, createChannel } from '../protocol/channel.js';
import { checkDescription, type Description, describe, memoryFor, rebuild } from '../protocol/description.js';
import { type FromClient, type Message, parseFromClient, type Received } from '../protocol/messages.js';
import { type Pipe, ProtocolError } from '../protocol/pipe.js';
import type { Value } from '../value/value.js';
import type { Counters } from './counters.js';
import { createRequests } from './requests.js';
import type { ServerOptions, Workspace } from './server-options.js';
import type { Entry } from './shelf.js';
import { runStretch } from './stretch-run.js';

/** A client's session, over one pipe after another. */
export type ClientSession = {
  readonly id: string;
  readonly secret: string;
  readonly channel: Channel;
  readonly isEmpty: boolean;
  /** Is it not connected, with nothing under way? */
  readonly isIdle: boolean;
  attach(pipe: Pipe, peer: Received): void;
  /** A pipe is over. Unless another has taken its place, the session ends after the grace time. */
  detach(pipe: Pipe, reason: string): void;
  text(pipe: Pipe, text: string): void;
  /** These values of its workspace are gone. */
  lost(digests: readonly string[]): void;
  end(why?: string): void;
  report(): Record<string, unknown>;
};

const MOST_DIGESTS = 10_000;
/** What a value takes beside its bytes. */
const ENTRY_BYTES = 1024;
/** How many runs a client may have at once, and how long their messages may be together. */
const MOST_RUNS = 1000;
const MOST_UNACKED = 64 * 2 ** 20;
const MOST_RUN_BYTES = 256 * 2 ** 20;

export function createClientSession(
  id: string,
  peer: string,
  workspace: Workspace,
  options: ServerOptions,
  counters: Counters,
  stats: () => unknown,
  onEnd: () => void,
): ClientSession {
  const { holdings, limits, graceMs, onLog, window } = options;
  const { shelf } = workspace;
  /** How many holds this client has of each value. */
  const holds = new Map<Entry, number>();
  const runs = new Map<number, AbortController>();
  const previews = new Set<string>();
  /** What this client is sending. */
  const arriving = new Set<Entry>();
  let pipe: Pipe | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let runBytes = 0;
  let lastId = 0;
  const isEmpty = shelf.size.values === 0;

  const channel = createChannel({
    window,
    mostTransfers: limits.transfers,
    mostText: limits.message,
    mostUnacked: MOST_UNACKED,
    onMessage: (text) => handle(parseFromClient(text)),
    onOverflow: () => queueMicrotask(() => end('it acknowledges nothing')),
  });

  const send = (message: Message): void => {
    if (!isOver) channel.send(message);
  };

  /** Sends a value with the message that announces it. `onOver` is called once it is there, or there is nobody to get it. */
  function sendValue(message: Message, value: Value, onOver: () => void): void {
    if (isOver) {
      onOver();
      return;
    }
    const { description, pieces } = describe(value);
    channel.sendWith({ ...message, ...description }, pieces, onOver);
  }

  function holdFor(entry: Entry): void {
    holds.set(entry, (holds.get(entry) ?? 0) + 1);
  }

  function put(message: Extract<FromClient, { op: 'put' }>): void {
    const { digest, transfer, bytes } = message;
    // The names that keep clients apart are this backend's own.
    if (options.isShared && digest.includes('.')) throw new ProtocolError('a digest of more than 64 digits');
    checkDescription(message, limits.value);
    if ((transfer === undefined) !== (bytes === 0))
      throw new ProtocolError('a put whose transfer does not fit its bytes');
    const known = shelf.get(digest);
    const json = weightOf(message.value);
    const size = ENTRY_BYTES + bytes + json;
    const hasRoom = shelf.hasRoom(size, json);
    // What another client is still sending may never come: then this one's is taken.
    if (known && (known.held || arriving.has(known) || !hasRoom)) {
      holdFor(shelf.hold(known));
      if (transfer !== undefined) channel.expect(transfer, bytes, undefined).catch(() => {});
      return;
    }
    if (!hasRoom) {
      if (transfer !== undefined) channel.expect(transfer, bytes, undefined).catch(() => {});
      const full = new MoodwireError(`the backend has no room for ${bytes} bytes more: start it with more --memory`);
      holdFor(shelf.expect(digest, 0, Promise.reject(full)));
      return;
    }
    const memory = memoryFor(bytes);
    const coming = transfer === undefined ? Promise.resolve() : channel.expect(transfer, bytes, memory);
    // Two clients may call different things by the same digest: what they put is kept apart by the name of the workspace.
    const name = options.isShared ? `${digest}.${workspace.number}` : digest;
    const arrival = coming.then(() => holdings.holdAs(rebuild(message as Description, memory), name));
    arrival.catch((error: unknown) => {
      if (error instanceof ProtocolError) refuse(error);
    });
    const entry = known ? shelf.hold(known) : shelf.expect(digest, size, arrival, json);
    if (known) shelf.expectAlso(known, size, arrival);
    holdFor(entry);
    arriving.add(entry);
    const over = (): void => void arriving.delete(entry);
    arrival.then(over, over);
  }

  function refuse(error: ProtocolError): void {
    onLog(`${peer} was refused: ${error.message}`);
    counters.refused++;
    pipe?.text(JSON.stringify({ op: 'refused', message: error.message }));
    pipe?.close(1008, error.message.slice(0, 100));
    end();
  }

  function release(digests: Readonly<Record<string, number>>): void {
    const all = Object.entries(digests);
    if (all.length > MOST_DIGESTS) throw new ProtocolError(`a release of ${all.length} digests`);
    for (const [digest, count] of all) {
      const entry = shelf.get(digest);
      const held = (entry && holds.get(entry)) ?? 0;
      if (!entry || held === 0) continue; // lost meanwhile
      const given = Math.min(count, held);
      if (given === held) holds.delete(entry);
      else holds.set(entry, held - given);
      shelf.drop(entry, given);
    }
  }

  const requests = createRequests({ channel, shelf, options, send, sendValue, stats });

  function handle(message: FromClient): void {
    if ('id' in message && message.op !== 'cancel') {
      if (message.id <= lastId) throw new ProtocolError(`the request ${message.id} came after ${lastId}`);
      lastId = message.id;
    }
    switch (message.op) {
      case 'got':
        channel.got(message.transfer);
        return;
      case 'put':
        put(message);
        return;
      case 'release':
        release(message.digests);
        return;
      case 'have': {
        // What is still on its way from another client may never come.
        const known = message.digests.flatMap((digest) => shelf.get(digest) ?? []).filter(({ held }) => held);
        for (const entry of known) holdFor(shelf.hold(entry));
        send({ op: 'has', id: message.id, digests: known.map(({ digest }) => digest) });
        return;
      }
      case 'run':
        run(message);
        return;
      case 'cancel':
        runs.get(message.id)?.abort(new Error('the client cancelled it'));
        return;
      case 'bye':
        pipe?.close(1000, '');
        end();
        return;
      case 'ack':
      case 'credit':
        throw new ProtocolError(`an "${message.op}" of more than 100 signs`); // the channel has shorter ones
      default:
        requests.handle(message);
    }
  }

  function sendPreview(id: number, node: number, shown: Value | (() => Value)): void {
    const name = `${id}.${node}`;
    if (previews.has(name)) return;
    const value = typeof shown === 'function' ? shown() : shown;
    previews.add(name);
    sendValue({ op: 'preview', id, node }, value, () => previews.delete(name));
  }

  function run(message: Extract<FromClient, { op: 'run' }>): void {
    if (message.nodes.length > limits.nodes) throw new ProtocolError(`a run of ${message.nodes.length} nodes`);
    if (runs.size >= MOST_RUNS) throw new ProtocolError(`more than ${MOST_RUNS} runs at once`);
    const weight = weightOf(message.nodes);
    runBytes += weight;
    if (runBytes > MOST_RUN_BYTES) throw new ProtocolError(`more than ${MOST_RUN_BYTES} bytes of runs at once`);
    const abort = new AbortController();
    runs.set(message.id, abort);
    counters.runs++;
    const began = performance.now();
    const { priority, group = id } = message;
    const turn = { priority, group: options.isShared ? id : group };
    void runStretch(message.nodes, shelf, options.worker, turn, abort.signal, {
      progress: (node, done, total) => send({ op: 'progress', id: message.id, node, done, total }),
      ...(message.previews !== false && { preview: (node, shown) => sendPreview(message.id, node, shown) }),
      done(node, results) {
        counters.nodesDone++;
        const handles = Object.entries(results).map(([output, held]) => {
          const { digest, bytes } = held;
          const entry = shelf.take(digest, held);
          if (isOver) shelf.drop(entry);
          else holdFor(entry);
          return [output, { digest, bytes }];
        });
        send({ op: 'done', id: message.id, node, results: Object.fromEntries(handles) });
      },
      failed(node, error) {
        if (!abort.signal.aborted) counters.nodesFailed++;
        const isExpected = error instanceof MoodwireError;
        send({
          op: 'failed',
          id: message.id,
          node,
          message: messageOf(error).slice(0, 10_000),
          isExpected,
          stack: stackText(error),
        });
      },
    }).finally(() => {
      runs.delete(message.id);
      const how = abort.signal.aborted ? 'cancelled' : 'over';
      onLog(
        `${peer}: a run of ${message.nodes.length} nodes is ${how} after ${Math.round(performance.now() - began)} ms`,
      );
      runBytes -= weight;
      send({ op: 'ended', id: message.id });
    });
  }

  function end(why?: string): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (why !== undefined) pipe?.close(1001, why);
    counters.bytesIn += channel.traffic.received;
    counters.bytesOut += channel.traffic.sent;
    for (const abort of runs.values()) abort.abort(new Error('the client has gone'));
    channel.end();
    requests.end();
    for (const [entry, count] of holds) shelf.drop(entry, count);
    holds.clear();
    onLog(`${peer} has gone`);
    onEnd();
  }

  return {
    id,
    secret: workspace.secret,
    channel,
    isEmpty,
    get isIdle() {
      return pipe === undefined && runs.size === 0;
    },
    attach(next, received) {
      clearTimeout(timer);
      const before = pipe;
      pipe = next;
      before?.destroy();
      channel.attach(next, received);
    },
    detach(gone, reason) {
      if (pipe !== gone || isOver) return;
      pipe = undefined;
      channel.detach();
      if (graceMs === 0) end();
      else {
        onLog(`${peer} is not connected (${reason}); it is waited for`);
        timer = setTimeout(end, graceMs);
        timer.unref();
      }
    },
    text(from, text) {
      if (from === pipe && !isOver) channel.text(text);
    },
    lost(digests) {
      for (const entry of [...holds.keys()]) if (entry.isGone) holds.delete(entry);
      for (let at = 0; at === 0 || at < digests.length; at += MOST_DIGESTS) {
        send({ op: 'lost', digests: digests.slice(at, at + MOST_DIGESTS) });
      }
    },
    end,
    report: () => ({ peer, isConnected: pipe !== undefined, runs: runs.size, ...channel.traffic }),
  };
}

/** What JSON takes in memory, about: far more than its text where it is made of many small things. */
function weightOf(json: unknown): number {
  let weight = 0;
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const item = pending.pop();
    weight += 16;
    if (typeof item === 'string') weight += item.length * 2;
    else if (typeof item === 'object' && item !== null) {
      weight += 64;
      for (const key in item) pending.push((item as Record<string, unknown>)[key]);
    }
  }
  return weight;
}
