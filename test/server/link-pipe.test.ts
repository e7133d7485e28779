import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Pipe, ProtocolError } from '@moodwire/engine';
import { connectPipe, createSocketPipe, pipeToChild, type SocketPipeOptions } from 'moodwire';
import { describe, expect, test } from 'vitest';
import { frameBytes } from '../engine/websocket-peer.js';
import { backend, hear, later, maxText, pattern, proxy, tls, until } from './link.js';

const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'moodwire-link-'));
  later(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** Two connected sockets, over TCP or at a path. */
async function sockets(path?: string): Promise<[Socket, Socket]> {
  const server = createServer();
  await once(path ? server.listen(path) : server.listen(0, '127.0.0.1'), 'listening');
  const near = path ? connect(path) : connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[Socket], unknown];
  server.close();
  later(() => {
    near.destroy();
    far.destroy();
  });
  return [near, far];
}

type Ends = [Partial<SocketPipeOptions>, Partial<SocketPipeOptions>];
async function pair([near, far]: Ends, path?: string): Promise<[Pipe, Pipe]> {
  const [a, b] = await sockets(path);
  const local = { role: 'local', mask: 'none', maxText } as const;
  const pipes: [Pipe, Pipe] = [createSocketPipe(a, { ...local, ...near }), createSocketPipe(b, { ...local, ...far })];
  later(() =>
    pipes.forEach((pipe) => {
      pipe.destroy();
    }),
  );
  return pipes;
}

const ways: Readonly<Record<string, () => Promise<[Pipe, Pipe]>>> = {
  'a WebSocket with a mask of zero': async () => {
    const { url, pipes } = await backend({ token: 'secret' });
    return [await connectPipe(url, { token: 'secret', maxText }), pipes[0]!];
  },
  'a WebSocket with random masks': () => pair([{ role: 'client', mask: 'random' }, { role: 'server' }]),
  'a WebSocket under TLS': async () => {
    const { url, pipes } = await backend({ tls });
    return [await connectPipe(url, { ca: tls.cert, maxText }), pipes[0]!];
  },
  'a socket of this machine': async () => pair([{}, {}], join(await folder(), 'socket')),
};

describe.each(Object.keys(ways))('over %s', (way) => {
  test('texts and chunks of all sizes come whole and in order, both ways', async () => {
    const ends = await ways[way]!();
    const sizes = [0, 1, 15, 100, 4096, 65_519, 65_520, 70_001, 2 ** 20, 2 ** 22];
    const texts = ['', 'a', 'é𝄞'.repeat(50), 'x'.repeat(70_000), 'y'.repeat(2 ** 20)];
    const ears = ends.map((pipe) => hear(pipe));
    for (const pipe of ends) {
      for (const [i, length] of sizes.entries()) {
        const source = pattern(length + 3, i).subarray(i % 4, (i % 4) + length);
        pipe.chunk({ transfer: i, length, offset: 2 ** 33 + i }, source);
        if (texts[i] !== undefined) pipe.text(texts[i]!);
      }
    }
    expect(ends[0].waiting).toBeGreaterThan(2 ** 20);
    for (const ear of ears) {
      await until(() => ear.chunks.length === sizes.length && ear.texts.length === texts.length);
      expect(ear.texts).toEqual(texts);
      for (const [i, { header, bytes }] of ear.chunks.entries()) {
        expect(header).toEqual({ transfer: i, length: sizes[i], offset: 2 ** 33 + i });
        const source = pattern(sizes[i]! + 3, i).subarray(i % 4, (i % 4) + sizes[i]!);
        expect(Buffer.compare(bytes, source)).toBe(0);
      }
    }
    for (const pipe of ends) await until(() => pipe.waiting === 0);
    expect(ears.every(({ drains }) => drains > 0)).toBe(true);
    ends[0].close(1000, 'done');
    await until(() => ears.every(({ closings }) => closings.length > 0));
    expect(ears.map(({ closings }) => closings)).toEqual([
      ['it was closed here: done'],
      ['the other side closed it (1000: done)'],
    ]);
  });

  test('it is told once when the other end is gone at once', async () => {
    const ends = await ways[way]!();
    const ears = ends.map((pipe) => hear(pipe));
    ends[1].text('last');
    await until(() => ears[0]!.texts.length === 1);
    ends[1].destroy();
    ends[1].destroy();
    await until(() => ears.every(({ closings }) => closings.length > 0));
    expect(ears[0]!.closings).toEqual([expect.stringMatching(/the connection (was cut|broke)/)]);
    expect(ears[1]!.closings).toEqual(['it was ended here']);
    for (const pipe of ends) {
      pipe.text('too late');
      pipe.chunk({ transfer: 1, length: 1, offset: 0 }, new Uint8Array(1));
      pipe.close(1000, '');
      expect(pipe.waiting).toBe(0);
    }
  });
});

describe('a pipe', () => {
  test('delivers nothing before it is opened, and then all', async () => {
    const [near, far] = await pair([{}, {}]);
    near.text('early');
    near.close(1000, 'bye');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ear = hear(far);
    expect(ear.texts).toEqual([]);
    await until(() => ear.closings.length > 0);
    expect([ear.texts, ear.closings]).toEqual([['early'], ['the other side closed it (1000: bye)']]);
  });

  test('tells that it is over to who opens it after its end', async () => {
    const [near] = await pair([{}, {}]);
    near.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const ear = hear(near);
    await until(() => ear.closings.length > 0);
    expect(ear.closings).toEqual(['it was ended here']);
  });

  test('counts what a slow reader leaves waiting, and asks for more only when little is left', async () => {
    const [a, b] = await sockets();
    const pipe = createSocketPipe(a, { role: 'local', mask: 'none', maxText });
    const payload = pattern(2 ** 18);
    let handed = 0;
    let most = 0;
    const goOn = () => {
      while (handed < 200 && pipe.waiting < 2 ** 20) {
        pipe.chunk({ transfer: 1, length: payload.length, offset: handed++ * payload.length }, payload);
        most = Math.max(most, pipe.waiting);
      }
    };
    hear(pipe, { drained: goOn });
    goOn();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(handed).toBeLessThan(100);
    expect(pipe.waiting).toBeGreaterThan(2 ** 18);
    const ear = hear(createSocketPipe(b, { role: 'local', mask: 'none', maxText }));
    await until(() => ear.chunks.length === 200);
    expect(most).toBeLessThan(2 ** 21);
  });

  test('closes only once what waits has gone, and not at all costs', async () => {
    const [a, b] = await sockets();
    const pipe = createSocketPipe(a, { role: 'local', mask: 'none', maxText, closeMs: 300 });
    const ear = hear(pipe);
    const payload = new Uint8Array(2 ** 22);
    for (let i = 0; i < 8; i++) pipe.chunk({ transfer: 1, length: 2 ** 22, offset: i * 2 ** 22 }, payload);
    pipe.close(1000, 'enough');
    let came = 0;
    b.on('data', (bytes) => {
      came += bytes.length;
      // Slower than the time limit in all, but it moves.
      b.pause();
      setTimeout(() => b.resume(), 1);
    });
    b.on('end', () => b.end());
    await until(() => ear.closings.length > 0);
    expect(came).toBe(8 * (2 ** 22 + 26) + 10);

    const [c] = await sockets();
    const stuck = createSocketPipe(c, { role: 'local', mask: 'none', maxText, closeMs: 50 });
    const other = hear(stuck);
    for (let i = 0; i < 8; i++) stuck.chunk({ transfer: 1, length: 2 ** 22, offset: i * 2 ** 22 }, payload);
    stuck.close(1000, 'enough');
    await until(() => other.closings.length > 0);
  });

  test('pings, and finds out that nobody is there any more', async () => {
    const { port, pipes } = await backend({ pingMs: 20, deadMs: 100 });
    const between = await proxy(port);
    const client = await connectPipe(`ws://127.0.0.1:${between.port}`, { maxText, pingMs: 20, deadMs: 100 });
    const ears = [hear(client), hear(pipes[0]!)];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ears.flatMap(({ closings }) => closings)).toEqual([]);
    between.hold();
    await until(() => ears.every(({ closings }) => closings.length === 1));
    for (const { closings } of ears) expect(closings).toEqual(['nothing came for 0.1 s']);
  });

  test('answers the last of a flood of pings when the peer does not read', async () => {
    const [a, b] = await sockets();
    const pipe = createSocketPipe(a, { role: 'server', mask: 'none', maxText });
    hear(pipe);
    const pings = Buffer.concat(
      Array.from({ length: 5000 }, () => frameBytes({ opcode: 9, payload: Buffer.alloc(125), key: [0, 0, 0, 0] })),
    );
    for (let i = 0; i < 20; i++) {
      if (!b.write(pings)) await once(b, 'drain');
      expect(pipe.waiting).toBeLessThan(1000);
    }
  });

  test('tells of what is not allowed, says so to the peer, and closes', async () => {
    const [a, b] = await sockets();
    const ear = hear(createSocketPipe(a, { role: 'server', mask: 'none', maxText, closeMs: 200 }));
    const parts: Buffer[] = [];
    b.on('data', (part) => parts.push(part));
    b.write(frameBytes({ opcode: 1, payload: Buffer.from('unmasked') }));
    // It goes on sending, as who does not listen.
    const flood = setInterval(() => b.write(Buffer.alloc(100_000)), 1);
    later(() => clearInterval(flood));
    b.on('error', () => clearInterval(flood));
    await until(() => ear.closings.length > 0);
    clearInterval(flood);
    expect(ear.errors).toEqual(['a frame is not masked']);
    expect(ear.closings).toEqual(['the other side broke the protocol: a frame is not masked']);
    const sent = Buffer.concat(parts);
    const said = JSON.stringify({ op: 'refused', message: 'a frame is not masked' });
    const close = Buffer.concat([Buffer.from([3, 240]), Buffer.from('a frame is not masked')]);
    expect(sent).toEqual(
      Buffer.concat([frameBytes({ opcode: 1, payload: Buffer.from(said) }), frameBytes({ opcode: 8, payload: close })]),
    );
  });

  test('gives back a ProtocolError that its receiver throws, and survives any other', async () => {
    const [near, far] = await pair([{}, {}]);
    const ear = hear(far, {
      text() {
        throw new ProtocolError('no such op');
      },
    });
    const other = hear(near);
    near.text('hm');
    near.text('more');
    await until(() => ear.closings.length > 0 && other.closings.length > 0);
    expect(ear.errors).toEqual(['no such op']);
    expect(other.texts).toEqual(['{"op":"refused","message":"no such op"}']);
    expect(other.closings).toEqual(['the other side closed it (1008: no such op)']);

    const [one, two] = await pair([{}, {}]);
    const bad = hear(two, {
      place() {
        throw new TypeError('a mistake');
      },
    });
    hear(one);
    one.chunk({ transfer: 1, length: 1, offset: 0 }, new Uint8Array(1));
    await until(() => bad.closings.length > 0);
    expect(bad.closings).toEqual(['an error here: a mistake']);
  });

  test('delivers nothing any more once its receiver has closed it, even in the middle of what came', async () => {
    const [near, far] = await pair([{}, {}]);
    const ear = hear(far, {
      text(message) {
        ear.texts.push(message);
        far.close(1000, 'enough');
      },
    });
    hear(near);
    for (let i = 0; i < 10; i++) near.text(`${i}`);
    near.chunk({ transfer: 1, length: 50_000, offset: 0 }, new Uint8Array(50_000));
    await until(() => ear.closings.length > 0);
    expect([ear.texts, ear.chunks]).toEqual([['0'], []]);
  });

  test('a chunk whose payload is not what its header says is not sent', async () => {
    const [near] = await pair([{}, {}]);
    expect(() => near.chunk({ transfer: 1, length: 2, offset: 0 }, new Uint8Array(1))).toThrow(RangeError);
  });
});

test('a child process and its parent speak through the local socket, and it keeps them alive as told', async () => {
  const program = fileURLToPath(new URL('./link-child.js', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  later(() => child.kill('SIGKILL'));
  const ended = once(child, 'close');
  const pipe = pipeToChild(child, maxText);
  const ear = hear(pipe);
  const payload = pattern(3_000_000);
  pipe.text('hello');
  pipe.chunk({ transfer: 4, length: payload.length, offset: 8 }, payload);
  await until(() => ear.chunks.length === 1);
  expect(ear.texts).toEqual(['hello']);
  expect(Buffer.compare(ear.chunks[0]!.bytes, payload)).toBe(0);
  pipe.keepAlive(false);
  pipe.keepAlive(true);
  pipe.close(1000, 'done');
  expect(await ended).toEqual([0, null]);
  await until(() => ear.closings.length > 0);
});
