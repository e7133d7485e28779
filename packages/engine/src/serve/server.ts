import { randomBytes } from 'node:crypto';
import { messageOf } from '../node/failure.js';
import { PROTOCOL, parseHello } from '../protocol/messages.js';
import { type Pipe, type PipeReceiver, ProtocolError } from '../protocol/pipe.js';
import { type ClientSession, createClientSession } from './client-session.js';
import { type Counters, createCounters } from './counters.js';
import type { ServerOptions, Workspace } from './server-options.js';
import { createRoom, createShelf, type Shelf } from './shelf.js';

export type BackendServer = {
  /** Speaks with a client over a pipe that has been opened. `peer` names it in the log. */
  accept(pipe: Pipe, peer: string, onGone?: () => void): void;
  /** Somebody was sent away before there was a pipe. */
  refused(peer: string, why: string): void;
  /** What it holds, did and does, as JSON. */
  stats(): Record<string, unknown>;
  close(): Promise<void>;
};

const MOST_WORKSPACES = 10_000;
const HELLO_MS = 10_000;

/** The side of the protocol, docs/protocol.md, that runs nodes. */
export function createBackendServer(options: ServerOptions): BackendServer {
  const { worker, holdings, graceMs, onLog } = options;
  const room = createRoom(options.memoryBytes);
  const workspaces = new Map<string, Workspace>();
  const sessions = new Map<string, ClientSession>();
  const counters: Counters = createCounters();
  let workspaceCount = 0;

  worker.onLost((why) => {
    onLog(why);
    for (const { shelf, sessions } of workspaces.values()) {
      const digests = shelf.sweep();
      for (const session of sessions) session.lost(digests);
    }
  });

  function workspaceOf(secret: string): Workspace {
    let workspace = workspaces.get(secret);
    if (!workspace) {
      if (workspaces.size >= MOST_WORKSPACES)
        throw new ProtocolError(`there are ${MOST_WORKSPACES} workspaces already`);
      const shelf = createShelf(room, holdings, options.isShared);
      workspace = { number: ++workspaceCount, secret, shelf, sessions: new Set(), timer: undefined };
      workspaces.set(secret, workspace);
    }
    clearTimeout(workspace.timer);
    return workspace;
  }

  function leave(workspace: Workspace, session: ClientSession): void {
    sessions.delete(session.id);
    workspace.sessions.delete(session);
    if (workspace.sessions.size > 0) return;
    clearTimeout(workspace.timer);
    workspace.timer = setTimeout(() => {
      workspace.shelf.clear();
      workspaces.delete(workspace.secret);
    }, graceMs);
    workspace.timer.unref();
  }

  function begin(secret: string, peer: string): ClientSession {
    // Who is only waited for, and has nothing under way, makes room for who is there.
    if (sessions.size >= options.mostSessions) [...sessions.values()].find(({ isIdle }) => isIdle)?.end();
    if (sessions.size >= options.mostSessions) {
      throw new ProtocolError(`there are ${sessions.size} clients already; try again later`);
    }
    const workspace = workspaceOf(secret);
    const id = randomBytes(16).toString('hex');
    const session = createClientSession(id, peer, workspace, options, counters, stats, () => leave(workspace, session));
    workspace.sessions.add(session);
    sessions.set(id, session);
    counters.sessions++;
    return session;
  }

  /** The session that a hello asks for, and the answer to it. */
  function greet(pipe: Pipe, text: string, peer: string): ClientSession {
    const hello = parseHello(text);
    if (hello.protocol !== PROTOCOL) {
      throw new ProtocolError(
        `protocol ${hello.protocol}; this backend speaks ${PROTOCOL}: use the same version of Moodwire`,
      );
    }
    const known = hello.session === null ? undefined : sessions.get(hello.session);
    const isResumed = known !== undefined && known.secret === hello.workspace;
    const session = isResumed ? known : begin(hello.workspace, peer);
    const welcome = {
      op: 'welcome',
      protocol: PROTOCOL,
      agent: options.agent,
      session: session.id,
      isResumed,
      isEmpty: session.isEmpty,
      window: options.window,
      slots: worker.slots,
      limits: options.limits,
      nodes: options.nodes,
      devices: options.devices,
      ...session.channel.standing(),
    };
    pipe.text(JSON.stringify(welcome));
    onLog(`${peer} ${isResumed ? 'is back' : 'has come'} (${hello.agent})`);
    try {
      session.attach(pipe, isResumed ? hello : { received: 0, transfers: {} });
    } catch (error) {
      session.end();
      throw error;
    }
    return session;
  }

  function stats(): Record<string, unknown> {
    const all = [...workspaces.values()].map(({ shelf }) => shelf.size);
    const sum = (of: (size: Shelf['size']) => number): number => all.reduce((total, size) => total + of(size), 0);
    const traffic = [...sessions.values()].map(({ channel }) => channel.traffic);
    return {
      agent: options.agent,
      ...counters.report(),
      devices: options.devices,
      ...options.about?.(),
      clients: [...sessions.values()].map((session) => session.report()),
      held: { values: sum(({ held }) => held), bytes: sum(({ heldBytes }) => heldBytes) },
      kept: { values: sum(({ values }) => values), bytes: sum(({ bytes }) => bytes), limit: room.limit },
      bytesIn: traffic.reduce((total, { received }) => total + received, counters.bytesIn),
      bytesOut: traffic.reduce((total, { sent }) => total + sent, counters.bytesOut),
    };
  }

  function refused(peer: string, why: string): void {
    onLog(`${peer} was refused: ${why}`);
    counters.refused++;
  }

  return {
    refused,
    accept(pipe, peer, onGone) {
      let session: ClientSession | undefined;
      const timer = setTimeout(() => refuse('no hello came'), HELLO_MS);
      timer.unref();
      let isRefused = false;
      const refuse = (why: string): void => {
        if (isRefused) return;
        isRefused = true;
        clearTimeout(timer);
        refused(peer, why);
        pipe.text(JSON.stringify({ op: 'refused', message: why }));
        pipe.close(1008, why.slice(0, 100));
        session?.end();
      };
      const guarded = (work: () => void): void => {
        try {
          work();
        } catch (error) {
          refuse(error instanceof ProtocolError ? error.message : `an error of this backend (${messageOf(error)})`);
        }
      };
      const receiver: PipeReceiver = {
        text(text) {
          guarded(() => {
            if (session) session.text(pipe, text);
            else {
              session = greet(pipe, text, peer);
              clearTimeout(timer);
            }
          });
        },
        place(header) {
          if (!session) throw new ProtocolError('a chunk before the hello');
          return session.channel.place(header);
        },
        filled(header) {
          guarded(() => session?.channel.filled(header));
        },
        drained: () => session?.channel.drained(),
        broken: (error) => refuse(error.message),
        closed(reason) {
          clearTimeout(timer);
          session?.detach(pipe, reason);
          onGone?.();
        },
      };
      pipe.open(receiver);
    },
    stats,
    async close() {
      for (const session of [...sessions.values()]) session.end('the backend is being stopped');
      for (const workspace of workspaces.values()) {
        clearTimeout(workspace.timer);
        workspace.shelf.clear();
      }
      workspaces.clear();
      await worker.close();
    },
  };
}
