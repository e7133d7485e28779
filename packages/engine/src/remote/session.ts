import { MoodwireError, messageOf } from '../node/failure.js';
import { type Channel, createChannel } from '../protocol/channel.js';
import {
  type FromBackend,
  type Limits,
  type Message,
  PROTOCOL,
  parseFromBackend,
  parseGreeting,
  type Welcome,
} from '../protocol/messages.js';
import { type Pipe, type PipeReceiver, ProtocolError } from '../protocol/pipe.js';
import type { RemoteOptions } from './remote-options.js';

/** How long to wait between two tries: at first hardly at all. */
const DELAYS_MS = [0, 50, 100, 200, 400, 800, 1600];
const GREETING_MS = 10_000;
/** What is said is kept until the backend has it; this much was never meant. */
const MOST_UNACKED = 4 * 2 ** 30;
/** How long a port where nobody listens is tried again: the process may be gone for good, a tunnel may come back. */
const NOBODY_MS = 2000;

export type SessionEvents = {
  message(message: FromBackend): void;
  /** All that was there and under way is gone. */
  lost(reason: string): void;
};

/** A client's session with a backend, over one connection after another. */
export type Session = {
  /** Resolves once the session is open and has a connection. */
  ready(): Promise<void>;
  /** Is there a session? What is sent while its connection is broken goes out on the next. */
  readonly isOpen: boolean;
  readonly isEmpty: boolean;
  readonly slots: number;
  readonly limits: Limits;
  readonly welcome: Welcome;
  readonly channel: Channel;
  readonly traffic: Channel['traffic'];
  /** Sends a counted message, with what it announces. Says how long it is. `onGot`: all of that has come there. */
  send(message: Message, pieces?: readonly Uint8Array[], onGot?: () => void): number;
  keepAlive(isWanted: boolean): void;
  close(): Promise<void>;
};

type Open = { readonly channel: Channel; welcome: Welcome; pipe: Pipe | undefined };

export function createSession(options: RemoteOptions, events: SessionEvents): Session {
  let open: Open | undefined;
  /** On its way to a connection, the first or the next. */
  let connecting: Promise<void> | undefined;
  let isWanted = false;
  let isClosed = false;
  let before = { sent: 0, received: 0 };
  let wake: () => void = () => {};
  /** How many wait for a connection: while somebody does, the process must not end for want of anything else to do. */
  let waiters = 0;
  let delay: NodeJS.Timeout | undefined;

  function lose(reason: string): void {
    const gone = open;
    if (!gone) return;
    open = undefined;
    const { sent, received } = gone.channel.traffic;
    before = { sent: before.sent + sent, received: before.received + received };
    gone.channel.end();
    if (!isClosed) gone.pipe?.destroy();
    events.lost(reason);
  }

  function begin(pipe: Pipe, welcome: Welcome): Open {
    const channel = createChannel({
      window: welcome.window,
      mostTransfers: welcome.limits.transfers,
      mostText: welcome.limits.message,
      mostUnacked: MOST_UNACKED,
      onMessage(text) {
        const message = parseFromBackend(text);
        if (message.op === 'got') channel.got(message.transfer);
        else if (message.op === 'refused') lose(`${options.name} refused: ${message.message}`);
        else events.message(message);
      },
      onOverflow: () => queueMicrotask(() => lose(`${options.name} takes in nothing any more`)),
    });
    return { channel, welcome, pipe };
  }

  /** Opens a pipe and says hello on it; the session that this makes or resumes is `open` when it resolves. */
  async function connect(): Promise<void> {
    const workspace = await options.workspace();
    const pipe = await options.connect();
    await new Promise<void>((resolve, reject) => {
      let mine: Open | undefined;
      const timer = setTimeout(() => {
        pipe.destroy();
        reject(new Error(`${options.name} does not answer: is it a Moodwire backend?`));
      }, GREETING_MS);
      let isTold = false;
      /** It was there and went before it said a word: as well lost as one that goes later. */
      const neverCame = (why: string): void => {
        if (!mine && !open && !isTold) events.lost(why);
        isTold = true;
      };
      const greeted = (text: string): void => {
        const greeting = parseGreeting(text);
        if (greeting.op === 'refused') throw new MoodwireError(`${options.name} refused: ${greeting.message}`);
        if (isClosed) throw new MoodwireError(`${options.name} was closed`);
        if (greeting.isResumed && open) {
          mine = open;
          mine.welcome = greeting;
        } else {
          lose(`${options.name} has started anew, and lost what it held`);
          mine = begin(pipe, greeting);
          open = mine;
        }
        mine.pipe = pipe;
        mine.channel.attach(pipe, greeting);
        pipe.keepAlive(isWanted);
        resolve();
      };
      const receiver: PipeReceiver = {
        text(text) {
          if (mine) mine.channel.text(text);
          else {
            clearTimeout(timer);
            try {
              greeted(text);
            } catch (error) {
              pipe.destroy();
              reject(error);
            }
          }
        },
        place(header) {
          if (!mine) throw new ProtocolError('a chunk before the welcome');
          return mine.channel.place(header);
        },
        filled: (header) => mine?.channel.filled(header),
        drained: () => mine?.channel.drained(),
        broken(error) {
          const why = `${options.name} sent what can't be read (${error.message}); run again`;
          pipe.close(1008, error.message);
          clearTimeout(timer);
          if (mine && mine === open) lose(why);
          else neverCame(why);
          reject(new Error(why));
          pipe.destroy();
        },
        closed(reason) {
          clearTimeout(timer);
          neverCame(reason);
          reject(new Error(options.patienceMs === 0 ? reason : `${options.name}: ${reason}`));
          if (!mine || mine !== open || mine.pipe !== pipe) return;
          mine.pipe = undefined;
          mine.channel.detach();
          if (options.patienceMs === 0) lose(reason);
          else if (isWanted) void reconnect(reason).catch(() => {});
        },
      };
      pipe.open(receiver);
      pipe.text(
        JSON.stringify({
          op: 'hello',
          protocol: PROTOCOL,
          agent: options.agent,
          workspace,
          session: open?.welcome.session ?? null,
          ...(open?.channel.standing() ?? { received: 0, transfers: {} }),
        }),
      );
    });
  }

  /** Tries again until the connection is there, or patience is over and all is lost. */
  function reconnect(reason: string): Promise<void> {
    connecting ??= (async () => {
      const began = Date.now();
      let last = reason;
      for (let i = 0; Date.now() - began < options.patienceMs && !isClosed; i++) {
        await new Promise<void>((resolve) => {
          delay = setTimeout(resolve, DELAYS_MS[Math.min(i, DELAYS_MS.length - 1)]);
          if (!isWanted && waiters === 0) delay.unref();
          wake = () => {
            clearTimeout(delay);
            resolve();
          };
        });
        try {
          if (!isClosed) await connect();
          return;
        } catch (error) {
          last = messageOf(error);
          if (isNobodyThere(error) && Date.now() - began > NOBODY_MS) break;
        }
      }
      const why = `the connection to ${options.name} was lost (${last})`;
      lose(why);
      throw new Error(why);
    })().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  async function ready(): Promise<void> {
    if (isClosed) throw new Error(`${options.name} is closed`);
    if (open?.pipe) return;
    waiters++;
    delay?.ref();
    try {
      if (open) await reconnect('it was idle');
      else {
        connecting ??= connect().finally(() => {
          connecting = undefined;
        });
        await connecting;
      }
    } finally {
      waiters--;
    }
  }

  const opened = (): Open => {
    if (!open) throw new Error(`there is no connection to ${options.name}`);
    return open;
  };

  return {
    ready,
    get isOpen() {
      return open !== undefined;
    },
    get isEmpty() {
      return open?.welcome.isEmpty ?? true;
    },
    get slots() {
      return open?.welcome.slots ?? 1;
    },
    get limits() {
      return opened().welcome.limits;
    },
    get welcome() {
      return opened().welcome;
    },
    get channel() {
      return opened().channel;
    },
    get traffic() {
      const now = open?.channel.traffic ?? { sent: 0, received: 0 };
      return { sent: before.sent + now.sent, received: before.received + now.received };
    },
    send(message, pieces = [], onGot) {
      const { channel, pipe } = opened();
      if (!pipe && !connecting) void reconnect('it was idle').catch(() => {});
      return channel.sendWith(message, pieces, onGot);
    },
    keepAlive(wanted) {
      isWanted = wanted;
      open?.pipe?.keepAlive(wanted);
    },
    async close() {
      isClosed = true;
      wake();
      const { pipe, channel } = open ?? {};
      if (pipe) {
        channel!.send({ op: 'bye' });
        pipe.close(1000, 'bye');
      }
      lose(`${options.name} was closed`);
    },
  };
}

const isNobodyThere = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
