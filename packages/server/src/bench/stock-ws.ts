import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { bytesToSend } from './raw-socket.js';

// What is used of the package `ws`, which is there in a clone alone.
type Socket = EventEmitter & {
  readonly bufferedAmount: number;
  send(data: Uint8Array | string, sent?: () => void): void;
  close(): void;
};
type Options = {
  readonly perMessageDeflate: false;
  readonly maxPayload: number;
  readonly generateMask?: (mask: Uint8Array) => void;
};
type StockWs = {
  readonly WebSocket: new (url: string, options: Options) => Socket;
  readonly WebSocketServer: new (
    options: Options & { readonly port: number; readonly host: string },
  ) => EventEmitter & Pick<Server, 'address'>;
};

const OPTIONS: Options = { perMessageDeflate: false, maxPayload: 2 ** 30 };
const HIGH_WATER = 2 * 2 ** 20;

async function load(): Promise<StockWs | undefined> {
  const name: string = 'ws';
  try {
    return (await import(name)) as StockWs;
  } catch {
    return undefined;
  }
}

/** Listens for `{"send": true, "count", "bytes"}`, and sends so many messages or takes them in. Nothing without `ws`. */
export async function serveStockWs(): Promise<number | undefined> {
  const ws = await load();
  if (!ws) return undefined;
  const server = new ws.WebSocketServer({ ...OPTIONS, port: 0, host: '127.0.0.1' });
  server.on('connection', (socket: Socket) => {
    socket.once('message', (order: Buffer) => {
      const { send, count, bytes } = JSON.parse(order.toString()) as { send: boolean; count: number; bytes: number };
      if (send) sendAll(socket, count, bytes);
      else void takeAll(socket, count).then(() => socket.send('got'));
    });
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function sendAll(socket: Socket, count: number, bytes: number): void {
  const memory = bytesToSend(bytes);
  let left = count;
  const pump = (): void => {
    while (left > 0 && socket.bufferedAmount < HIGH_WATER) {
      left--;
      socket.send(memory, pump);
    }
  };
  pump();
}

function takeAll(socket: Socket, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    socket.on('message', () => {
      left--;
      if (left === 0) resolve();
    });
  });
}

/** Seconds that `ws` takes for messages of this size, from its server to its client or the other way. */
export async function runStockWs(
  port: number,
  what: 'get' | 'put',
  mask: 'random' | 'zero',
  count: number,
  bytes: number,
): Promise<number> {
  const ws = await load();
  if (!ws) throw new Error('the package ws is gone');
  // The memory that it is given holds zeros.
  const options = mask === 'zero' ? { ...OPTIONS, generateMask: () => {} } : OPTIONS;
  const socket = new ws.WebSocket(`ws://127.0.0.1:${port}`, options);
  await once(socket, 'open');
  const taken = takeAll(socket, what === 'get' ? count : 1);
  if (what === 'put') bytesToSend(bytes);
  const began = performance.now();
  socket.send(JSON.stringify({ send: what === 'get', count, bytes }));
  if (what === 'put') sendAll(socket, count, bytes);
  await taken;
  const seconds = (performance.now() - began) / 1000;
  socket.close();
  return seconds;
}
