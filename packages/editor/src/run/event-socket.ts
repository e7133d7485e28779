import { createStore, type Readable } from '../store/store.js';
import type { JobEvent } from './job-event.js';

export type Connection = 'connecting' | 'open' | 'lost';

/** What is needed of a WebSocket: the browser's, or that of `ws`. */
export type SocketConstructor = new (
  url: string,
) => {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  close(): void;
};

const LONGEST_MS = 10_000;

/**
 * Follows the server's events over one WebSocket, and connects again when it is cut off, from the last event on, so that
 * none is missed. `begin` loads what there was before and gives the sequence number to go on from; `onMissed` is called
 * when the server no longer has what is asked for.
 */
export function followEvents(options: {
  readonly url: string;
  readonly WebSocket: SocketConstructor;
  /** How long the first try to connect again waits, in milliseconds. */
  readonly patience: number;
  begin(): Promise<number>;
  onEvent(event: JobEvent): void;
  onMissed(): void;
}): { readonly connection: Readable<Connection>; close(): void } {
  const connection = createStore<Connection>('connecting');
  let after: number | undefined;
  let tries = 0;
  let socket: InstanceType<SocketConstructor> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    try {
      after ??= await options.begin();
    } catch {
      return later();
    }
    if (isClosed) return;
    const one = new options.WebSocket(`${options.url}?after=${after}`);
    socket = one;
    one.onopen = () => {
      tries = 0;
      connection.set('open');
    };
    one.onmessage = ({ data }: { readonly data: unknown }) => {
      if (one === socket) take(String(data));
    };
    // What went wrong is not told to pages; the close that follows is enough.
    one.onerror = () => {};
    one.onclose = () => {
      if (one === socket) later();
    };
  }

  function take(text: string): void {
    const event = JSON.parse(text) as JobEvent;
    if (event.event === 'missed') {
      const { after: asked, oldest, newest } = event as unknown as Record<'after' | 'oldest' | 'newest', number>;
      // Numbers that are too high are those of another database.
      after = asked > newest ? newest : oldest - 1;
      options.onMissed();
      return;
    }
    if (event.seq !== undefined) after = event.seq;
    options.onEvent(event);
  }

  function later(): void {
    socket = undefined;
    if (isClosed) return;
    connection.set('lost');
    const wait = Math.min(LONGEST_MS, options.patience * 2 ** tries++);
    // Not all at the same moment, once a server is back.
    timer = setTimeout(() => void connect(), wait * (0.75 + Math.random() / 2));
  }

  void connect();
  return {
    connection,
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };
}
