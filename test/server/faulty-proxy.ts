import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { later } from './link.js';

export type Way = 'up' | 'down';

/** What stands between clients and a backend, and does to their connections what a bad network does. */
export type FaultyProxy = {
  readonly url: string;
  /** Bytes that clients sent, and that they were sent. */
  readonly bytes: Readonly<Record<Way, number>>;
  readonly connections: number;
  /** Cuts what is there now. New connections are taken. */
  cut(): void;
  /** Cuts once so many bytes in all have gone that way. */
  cutAt(way: Way, bytes: number): void;
  /** Cuts each connection once so many bytes have gone through it one way. */
  cutEach(bytes: number): void;
  /** Connections that come from now on lead there. */
  leadTo(url: string): void;
  /** Passes nothing on any more of what is there now, and closes nothing. */
  stall(ways?: readonly Way[]): void;
  /** The same, also of all that comes later. */
  stallForEver(): void;
  /** Goes on with what was stalled. */
  goOn(): void;
  /** Lets so many bytes through at a time, with a pause between. */
  trickle(bytes: number): void;
  /** Passes everything on so many milliseconds after it came. */
  delay(ms: number): void;
};

type Connection = { readonly near: Socket; readonly far: Socket; readonly stalled: Set<Way> };

const portOf = (url: string): number => Number(new URL(url).port);

export async function startProxy(url: string): Promise<FaultyProxy> {
  const bytes = { up: 0, down: 0 };
  const limits = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  const open = new Set<Connection>();
  let target = portOf(url);
  let connections = 0;
  let most = Number.POSITIVE_INFINITY;
  let mostOfEach = Number.POSITIVE_INFINITY;
  let delayMs = 0;
  let isDead = false;
  const wake: (() => void)[] = [];

  const server = createServer((near) => {
    connections++;
    const connection: Connection = {
      near,
      far: connect(target, '127.0.0.1'),
      stalled: new Set<Way>(isDead ? ['up', 'down'] : []),
    };
    open.add(connection);
    const { far } = connection;
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        // What is stalled does not tell one side that the other is gone.
        if (connection.stalled.size > 0) return;
        open.delete(connection);
        near.destroy();
        far.destroy();
      });
    }
    void pass(connection, near, far, 'up');
    void pass(connection, far, near, 'down');
  });

  /** One way of a connection. Reads no more than it can pass on, so that a slow reader is felt by who sends. */
  async function pass(connection: Connection, from: Socket, to: Socket, way: Way): Promise<void> {
    const queue: { readonly part: Buffer; readonly due: number }[] = [];
    let more: () => void = () => {};
    let own = 0;
    from.on('data', (part) => {
      queue.push({ part, due: performance.now() + delayMs });
      if (queue.length >= 16) from.pause();
      more();
    });
    for (const socket of [from, to]) socket.once('close', () => more());
    to.on('drain', () => more());
    while (!to.destroyed) {
      const next = queue.shift();
      if (!next) {
        from.resume();
        await untilMore();
        continue;
      }
      const early = next.due - performance.now();
      if (early > 0) await wait(early);
      let { part } = next;
      while (part.length > 0 && !to.destroyed) {
        while (connection.stalled.has(way)) await new Promise<void>((resolve) => wake.push(resolve));
        const now = part.subarray(0, Math.min(most, limits[way] - bytes[way], mostOfEach - own));
        part = part.subarray(now.length);
        bytes[way] += now.length;
        own += now.length;
        to.write(now);
        while (to.writableNeedDrain && !to.destroyed) await untilMore();
        if (own >= mostOfEach) to.destroy();
        if (bytes[way] >= limits[way]) {
          limits[way] = Number.POSITIVE_INFINITY;
          cut();
        }
        if (part.length > 0 && most < Number.POSITIVE_INFINITY) await wait(1);
      }
    }

    function untilMore(): Promise<void> {
      return new Promise((resolve) => {
        more = resolve;
      });
    }
  }

  function cut(): void {
    for (const { near, far } of open) {
      near.destroy();
      far.destroy();
    }
  }

  function stall(ways: readonly Way[] = ['up', 'down']): void {
    for (const { stalled } of open) for (const way of ways) stalled.add(way);
  }

  function goOn(): void {
    for (const { stalled } of open) stalled.clear();
    for (const resolve of wake.splice(0)) resolve();
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(() => {
    goOn();
    cut();
    server.close();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes,
    get connections() {
      return connections;
    },
    cut,
    cutAt(way, at) {
      limits[way] = at;
    },
    cutEach(at) {
      mostOfEach = at;
    },
    leadTo(other) {
      target = portOf(other);
    },
    stall,
    stallForEver() {
      isDead = true;
      stall();
    },
    goOn,
    trickle(at) {
      most = at;
    },
    delay(ms) {
      delayMs = ms;
    },
  };
}
