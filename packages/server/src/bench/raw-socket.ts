import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port of this machine, or the path of a unix socket. */
export type Address = number | string;

/** How much a plain sender hands over in one piece, and how much may wait: the same as in a pipe. */
const PIECE_BYTES = 2 ** 20;
const HIGH_WATER = 2 * 2 ** 20;

/** Listens for orders of bytes, each of 16 bytes: how many values, of how many bytes. Sends them as fast as it can. */
export async function sendRaw(path?: string): Promise<Address> {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', (order) => send(socket, order.readDoubleLE(0), order.readDoubleLE(8)));
  });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  return path ?? (server.address() as AddressInfo).port;
}

let filled = new Uint8Array(0);

/** Bytes to send, the same each time: to make them must not be part of what is measured. */
export function bytesToSend(count: number): Uint8Array {
  if (filled.length < count) filled = new Uint8Array(count).fill(7);
  return filled.subarray(0, count);
}

function send(socket: Socket, count: number, bytes: number): void {
  const memory = bytesToSend(bytes);
  let left = count;
  let at = 0;
  const pump = (): void => {
    while (left > 0 && socket.writableLength < HIGH_WATER) {
      const end = Math.min(bytes, at + PIECE_BYTES);
      socket.write(memory.subarray(at, end), pump);
      at = end < bytes ? end : 0;
      if (at === 0) left--;
    }
  };
  pump();
}

/** The least that taking values in can cost: a socket is read straight into new memory for each. Gives seconds. */
export async function takeRaw(from: Address, count: number, bytes: number): Promise<number> {
  let memory = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  let left = count;
  let end: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const onread = {
    buffer: () => memory.subarray(filled),
    callback(read: number) {
      filled += read;
      if (filled < bytes) return true;
      filled = 0;
      left--;
      if (left === 0) end();
      else memory = Buffer.allocUnsafeSlow(bytes);
      return true;
    },
  };
  const socket = connect(typeof from === 'number' ? { port: from, host: '127.0.0.1', onread } : { path: from, onread });
  await once(socket, 'connect');
  const order = Buffer.alloc(16);
  order.writeDoubleLE(count, 0);
  order.writeDoubleLE(bytes, 8);
  const began = performance.now();
  socket.write(order);
  await ended;
  const seconds = (performance.now() - began) / 1000;
  socket.destroy();
  return seconds;
}
