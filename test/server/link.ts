import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { ChunkHeader, Pipe, PipeReceiver } from '@moodwire/engine';
import { type ListenOptions, listenForPipes, type PipeInfo, type PipeListener } from 'moodwire';
import { afterEach } from 'vitest';

/** A certificate for localhost that signed itself, and its key: for tests only. */
const pem = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
export const tls = { cert: pem('cert'), key: pem('key') };

export const maxText = 2 ** 20;
const ends: (() => unknown)[] = [];
/** Done after the test, the last first. */
export const later = (end: () => unknown) => ends.push(end);
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export async function until(is: () => boolean, what = is.toString(), ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!is()) {
    if (performance.now() > end) throw new Error(`it did not come to be that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export async function untilAsync(is: () => Promise<boolean>, what: string, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`it did not come to be that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Keeps all that a pipe delivers, and refuses as the contract wants. */
export type Ear = PipeReceiver & {
  readonly texts: string[];
  readonly chunks: { readonly header: ChunkHeader; readonly bytes: Uint8Array }[];
  readonly closings: string[];
  readonly errors: string[];
  drains: number;
};

export function hear(pipe: Pipe, more: Partial<PipeReceiver> = {}): Ear {
  const memory = new Map<ChunkHeader, Uint8Array>();
  const ear: Ear = {
    texts: [],
    chunks: [],
    closings: [],
    errors: [],
    drains: 0,
    text: (message) => ear.texts.push(message),
    place(header) {
      const bytes = new Uint8Array(header.length);
      memory.set(header, bytes);
      return bytes;
    },
    filled: (header) => ear.chunks.push({ header, bytes: memory.get(header) ?? new Uint8Array(0) }),
    drained: () => ear.drains++,
    broken(error) {
      ear.errors.push(error.message);
      pipe.text(JSON.stringify({ op: 'refused', message: error.message }));
      pipe.close(1008, error.message);
    },
    closed: (reason) => ear.closings.push(reason),
    ...more,
  };
  pipe.open(ear);
  return ear;
}

export type Backend = PipeListener & {
  readonly url: string;
  readonly pipes: Pipe[];
  readonly infos: PipeInfo[];
  readonly refusals: string[];
};

export async function backend(options: Partial<ListenOptions> = {}): Promise<Backend> {
  const pipes: Pipe[] = [];
  const infos: PipeInfo[] = [];
  const refusals: string[] = [];
  const listener = await listenForPipes({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 100,
    maxText,
    onPipe(pipe, info) {
      pipes.push(pipe);
      infos.push(info);
    },
    onRefused: (peer, why) => refusals.push(`${peer} ${why}`),
    ...options,
  });
  later(() => {
    for (const pipe of pipes) pipe.destroy();
    return listener.close();
  });
  return { ...listener, pipes, infos, refusals, url: `${options.tls ? 'wss' : 'ws'}://localhost:${listener.port}` };
}

/** Says something to a port, and gives all that it answers until it ends the connection. */
export async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  later(() => socket.destroy());
  let answer = '';
  socket.setEncoding('utf8').on('data', (part) => {
    answer += part;
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

/** A connection between others that can be held up without being cut. */
export async function proxy(port: number): Promise<{ readonly port: number; hold(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(one);
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    hold() {
      for (const socket of sockets) socket.pause();
    },
  };
}

/** Bytes of which no two places are alike for long. */
export function pattern(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >>> 8) * 7 + seed) & 255;
  return bytes;
}
