import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MoodwireError } from '@moodwire/engine';
import { type ConnectOptions, connectPipe } from 'moodwire';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { chunkBytes } from '../engine/websocket-peer.js';
import { backend, hear, later, maxText, pattern, say, tls, until } from './link.js';

/** What `connectPipe` says when it does not get through. */
async function failure(url: string, options: Partial<ConnectOptions> = {}): Promise<string> {
  try {
    (await connectPipe(url, { maxText, ...options })).destroy();
  } catch (error) {
    expect(error).toBeInstanceOf(MoodwireError);
    return (error as Error).message;
  }
  return 'connected';
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  later(() => server.close());
  return (server.address() as AddressInfo).port;
}

const requestText = (
  headers: Readonly<Record<string, string | undefined>> = {},
  first = 'GET /v1 HTTP/1.1',
): string => {
  const all = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'moodwire.1',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `${[first, ...lines].join('\r\n')}\r\n\r\n`;
};

describe('with the ws package', () => {
  test('its client is understood: masked, and in fragments', async () => {
    const { url, pipes } = await backend();
    const client = new WebSocket(`${url}/v1`, 'moodwire.1', { perMessageDeflate: true });
    later(() => client.terminate());
    await once(client, 'open');
    const ear = hear(pipes[0]!);
    const payload = pattern(300_000);
    const message = chunkBytes(3, 64, payload);
    for (const cuts of [[], [1], [16], [17, 17, 90_000], [15, 70_000, 200_001]]) {
      const ends = [...cuts, message.length];
      for (const [i, end] of ends.entries())
        client.send(message.subarray(ends[i - 1] ?? 0, end), { binary: true, fin: i === ends.length - 1 });
      client.send('é', { fin: false });
      client.send('', { fin: false });
      client.ping('?');
      client.send('!'.repeat(80_000), { fin: true });
    }
    await until(() => ear.chunks.length === 5 && ear.texts.length === 5);
    for (const { header, bytes } of ear.chunks) {
      expect(header).toEqual({ transfer: 3, length: payload.length, offset: 64 });
      expect(Buffer.compare(bytes, payload)).toBe(0);
    }
    expect(new Set(ear.texts)).toEqual(new Set([`é${'!'.repeat(80_000)}`]));

    const heard: [string, boolean][] = [];
    client.on('message', (data, isBinary) => heard.push([(data as Buffer).toString('hex'), isBinary]));
    pipes[0]!.text('ü');
    pipes[0]!.chunk({ transfer: 3, length: payload.length, offset: 64 }, payload);
    await until(() => heard.length === 2);
    expect(heard[0]).toEqual(['c3bc', false]);
    expect(heard[1]![0] === message.toString('hex') && heard[1]![1]).toBe(true);
    client.close(4001, 'bye');
    const [code] = (await once(client, 'close')) as [number];
    expect(code).toBe(4001);
    await until(() => ear.closings.length > 0);
    expect(ear.closings).toEqual(['the other side closed it (4001: bye)']);
  });

  test('its server is understood, and understands', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'moodwire.1' });
    later(() => server.close());
    await once(server, 'listening');
    const heard: string[] = [];
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => {
        heard.push((data as Buffer).toString('hex'));
        socket.send(data as Buffer, { binary: isBinary });
      });
      socket.send('first');
    });
    const pipe = await connectPipe(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { maxText, pingMs: 10 });
    const ear = hear(pipe);
    const payload = pattern(100_003).subarray(3);
    pipe.text('hello');
    pipe.chunk({ transfer: 1, length: payload.length, offset: 0 }, payload);
    await until(() => ear.chunks.length === 1 && ear.texts.length === 2);
    expect(heard).toEqual([Buffer.from('hello').toString('hex'), chunkBytes(1, 0, payload).toString('hex')]);
    expect(ear.texts).toEqual(['first', 'hello']);
    expect(Buffer.compare(ear.chunks[0]!.bytes, payload)).toBe(0);
    for (const socket of server.clients) socket.close(1001, 'leaving');
    await until(() => ear.closings.length > 0);
    expect(ear.closings).toEqual(['the other side closed it (1001: leaving)']);
  });
});

describe('a backend refuses', () => {
  test.each([
    ['another path', {}, 'GET /v2 HTTP/1.1', 404, 'spoken to at /v1'],
    ['its root', {}, 'GET / HTTP/1.1', 404, 'spoken to at /v1'],
    ['a web page', { Origin: 'http://localhost' }, undefined, 403, 'Origin'],
    ['no token', { Authorization: undefined }, undefined, 401, 'No token'],
    ['a wrong token', { Authorization: 'Bearer secreT' }, undefined, 401, 'The token is wrong'],
    ['another scheme', { Authorization: 'Basic secret' }, undefined, 401, 'No token'],
    ['another method', {}, 'POST /v1 HTTP/1.1', 400, 'GET and HTTP/1.1'],
    ['an old HTTP', {}, 'GET /v1 HTTP/1.0', 400, 'GET and HTTP/1.1'],
    ['another version of WebSocket', { 'Sec-WebSocket-Version': '8' }, undefined, 426, 'version 13'],
    ['a short key', { 'Sec-WebSocket-Key': 'YWJj' }, undefined, 400, 'Sec-WebSocket-Key'],
    ['no key', { 'Sec-WebSocket-Key': undefined }, undefined, 400, 'Sec-WebSocket-Key'],
    ['no sub-protocol', { 'Sec-WebSocket-Protocol': undefined }, undefined, 400, 'moodwire.1'],
    ['another sub-protocol', { 'Sec-WebSocket-Protocol': 'chat' }, undefined, 400, 'moodwire.1'],
    ['another upgrade', { Upgrade: 'h2c' }, undefined, 426, 'This is a Moodwire backend'],
    ['a plain request', { Upgrade: undefined, Connection: undefined }, undefined, 426, 'This is a Moodwire backend'],
    ['a long head', { 'X-Long': 'x'.repeat(20_000) }, undefined, 431, 'too long'],
    ['what is no HTTP', {}, '\u0016\u0003\u0001', 400, 'no request of HTTP'],
  ])('%s', async (_, headers, first, status, words) => {
    const { port, pipes, refusals } = await backend({ token: 'secret' });
    const answer = await say(port, requestText({ Authorization: 'Bearer secret', ...headers }, first));
    expect(answer).toMatch(`HTTP/1.1 ${status} `);
    expect(answer.split('\r\n\r\n')[1]).toMatch(words);
    expect(answer).not.toMatch('secret');
    expect(pipes).toEqual([]);
    expect(refusals).toHaveLength(1);
  });

  test('and says what it is to who looks at it with a browser', async () => {
    const { port, refusals } = await backend({ token: 'secret' });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/^This is a Moodwire backend\./)]);
    expect((await fetch(`http://127.0.0.1:${port}/v1`)).status).toBe(426);
    expect((await fetch(`http://127.0.0.1:${port}/x`, { method: 'POST', body: 'x'.repeat(9) })).status).toBe(404);
    expect(refusals).toHaveLength(2);
  });

  test('more pipes than it has room for, until one has gone', async () => {
    const { url, pipes } = await backend({ maxConnections: 2 });
    const first = await connectPipe(url, { maxText });
    await connectPipe(url, { maxText });
    expect(await failure(url)).toMatch(/is busy \(503: .*2 connections already/);
    first.close(1000, '');
    hear(pipes[0]!);
    hear(first);
    await until(() => pipes[0]!.waiting === 0);
    let said = '';
    while (!said.startsWith('connected')) said = await failure(url);
  });
});

test('the answer to a handshake is the one that RFC 6455 gives as its example', async () => {
  const { port, pipes } = await backend();
  const socket = connect(port, '127.0.0.1');
  later(() => socket.destroy());
  socket.write(requestText());
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch('\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
  expect(pipes).toHaveLength(1);
});

test.each(['', 'under TLS'])('who is slow to begin is put out, and keeps nobody else out %s', async (way) => {
  const { port, url, refusals } = await backend({ handshakeMs: 300, maxHandshakes: 20, ...(way ? { tls } : {}) });
  let gone = 0;
  const slow = Array.from({ length: 30 }, (_, i) => {
    const socket = way && i % 2 ? connectTls({ port, host: '127.0.0.1', ca: tls.cert }) : connect(port, '127.0.0.1');
    later(() => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => gone++);
    if (i % 3 === 0) return socket;
    const drip = setInterval(() => socket.writable && socket.write(i % 2 ? 'X-A: b\r\n' : '\0'), 20);
    later(() => clearInterval(drip));
    socket.write(i % 2 ? 'GET /v1 HTTP/1.1\r\n' : '\r\n');
    return socket;
  });
  const pipe = await connectPipe(url, { maxText, ca: tls.cert });
  await until(() => gone === slow.length);
  expect(refusals.length).toBeGreaterThan(5);
  // What has become a pipe stays.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const ear = hear(pipe);
  pipe.text('hello');
  await until(() => pipe.waiting === 0);
  expect(ear.closings).toEqual([]);
});

test('2,000 connections that say nothing leave room for one that does', { timeout: 30_000 }, async () => {
  const { port, url, pipes } = await backend({ maxHandshakes: 500 });
  let gone = 0;
  for (let i = 0; i < 2000; i++) {
    const socket = connect(port, '127.0.0.1');
    later(() => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => gone++);
    socket.resume();
    if (i % 100 === 99) await once(socket, 'connect');
  }
  const ear = hear(await connectPipe(url, { maxText }));
  hear(pipes[0]!);
  pipes[0]!.text('hello');
  await until(() => ear.texts.length === 1 && gone >= 1500);
});

test('500 pipes at once each say and hear their own, and end when the backend does', { timeout: 30_000 }, async () => {
  const one = await backend({ maxConnections: 500, onPipe: (pipe) => hear(pipe, { text: (m) => pipe.text(m) }) });
  const ears = await Promise.all(
    Array.from({ length: 500 }, async (_, i) => {
      const pipe = await connectPipe(one.url, { maxText });
      pipe.text(`${i}`);
      return hear(pipe);
    }),
  );
  await until(() => ears.every(({ texts }) => texts.length === 1));
  expect(ears.map(({ texts }) => texts[0])).toEqual(ears.map((_, i) => `${i}`));
  await one.close();
  await until(() => ears.every(({ closings }) => closings.length === 1));
  expect(new Set(ears.flatMap(({ closings }) => closings))).toEqual(
    new Set(['the other side closed it (1001: the backend stops)']),
  );
  expect(await failure(one.url)).toMatch('nothing listens');
});

describe('who connects is told what to do', () => {
  const web = async (answer: RequestListener) => `ws://127.0.0.1:${await listening(createHttpServer(answer))}`;
  const raw = async (meet: (socket: Socket) => void) => `127.0.0.1:${await listening(createServer(meet))}`;

  test('about addresses that are none', async () => {
    for (const url of ['', 'localhost:1', 'http://localhost', 'ws://', '\u0000'])
      expect(await failure(url)).toMatch('is not the address of a backend: expected such as ws://');
    expect(await failure('ws://a:b@localhost')).toMatch('give its token apart');
    expect(await failure('ws://localhost', { token: 'a b' })).toMatch('the token has spaces');
  });

  test('when nobody listens, no machine is called so, or nobody answers', async () => {
    const port = await listening(createServer());
    expect(await failure('ws://127.0.0.1:1')).toMatch('nothing listens at 127.0.0.1:1: start `moodwire backend`');
    expect(await failure('ws://no-such-machine.invalid')).toMatch('no machine is called no-such-machine.invalid');
    expect(await failure(`ws://127.0.0.1:${port}`, { timeoutMs: 50 })).toMatch('did not answer within 0.05 s');
  });

  test('about tokens', async () => {
    const { url } = await backend({ token: 'secret' });
    expect(await failure(url)).toMatch(/No token was given.*give the token that it was started with/);
    expect(await failure(url, { token: 'other' })).toMatch('The token is wrong');
    expect(await failure(`${url}/v1`, { token: 'secret' })).toBe('connected');
    expect(await failure(`${url}/v2`, { token: 'secret' })).toMatch('leave the path out of the address');
  });

  test('about certificates and about TLS where there is none', async () => {
    const { url, port } = await backend({ tls });
    expect(await failure(url)).toMatch(/signed by nobody that is trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\): give/);
    expect(await failure(`wss://[::ffff:127.0.0.1]:${port}`, { ca: tls.cert })).toMatch('is for another name');
    expect(await failure(`ws://127.0.0.1:${port}`)).toMatch(/use wss:\/\/|does not answer as/);
    const plain = await backend();
    expect(await failure(plain.url.replace('ws:', 'wss:'))).toMatch('does not speak TLS');
  });

  test('about servers of another kind', async () => {
    expect(await failure(await web((_, response) => response.end('hello')))).toMatch('(200: hello): check the address');
    const hostile = `\u001b[2J${'x'.repeat(10_000_000)}`;
    expect((await failure(await web((_, response) => response.end(hostile)))).length).toBeLessThan(400);
    expect(await failure(await web((_, response) => response.writeHead(302).end()))).toMatch('points elsewhere (302)');
    expect(await failure(await web((_, response) => response.writeHead(403).end()))).toMatch('refuses (403)');
    expect(await failure(`ws://${await raw((socket) => socket.end('SSH-2.0\r\n'))}`)).toMatch('does not answer as');
    expect(await failure(`ws://${await raw((socket) => socket.destroy())}`)).toMatch('ended the connection without');
    const agrees = (headers: string) => (socket: Socket) =>
      socket.write(`HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${headers}\r\n\r\n`);
    expect(await failure(`ws://${await raw(agrees('Sec-WebSocket-Accept: x'))}`)).toMatch('does not fit the question');
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false });
    later(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await failure(`ws://127.0.0.1:${port}`)).toMatch('does not speak moodwire.1');
  });

  test('an answer that never ends is not waited for longer than was said', async () => {
    const url = await web((_, response) => void response.writeHead(404).write('x'));
    expect(await failure(url, { timeoutMs: 100 })).toMatch('did not answer within');
  });

  test('who gives up gets the reason that was given', async () => {
    const port = await listening(createServer());
    const abort = new AbortController();
    const one = connectPipe(`ws://127.0.0.1:${port}`, { maxText, signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(one).rejects.toThrow('enough');
    await expect(connectPipe('ws://localhost', { maxText, signal: abort.signal })).rejects.toThrow('enough');
  });

  test('who listens where it cannot', async () => {
    const { port } = await backend();
    await expect(backend({ port })).rejects.toThrow(`127.0.0.1:${port} is in use by another program: give another`);
    await expect(backend({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is not an address of this machine');
    await expect(backend({ tls: { cert: 'x', key: 'y' } })).rejects.toThrow('the TLS certificate or its key cannot');
  });
});
