import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backends, CERT, eventsOf, KEY, until } from './backend-process.js';
import { ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const TOKEN = '0123456789abcdef';

type Case = readonly [args: readonly string[], code: number, message: RegExp];

/** Gives each of these commands, some at once, and compares how it ends. */
async function compare(cases: readonly Case[]): Promise<void> {
  const somebody = await person();
  await writeFile(join(somebody.folder, 'no.pem'), 'this is no certificate');
  const wrong: string[] = [];
  const queue = [...cases];
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const [args, code, message] = one;
      const said = await somebody.run(...args);
      if (said.code !== code || !message.test(said.err)) wrong.push(`${args.join(' ')}: ${said.code} ${said.err}`);
    }
  };
  await Promise.all([work(), work(), work()]);
  expect(wrong).toEqual([]);
}

describe('a backend', () => {
  it('does not start where strangers could use it, or where it is told what makes no sense', async () => {
    const open = ['backend', '--listen', '0.0.0.0:0'];
    const near = ['backend', '--listen', '127.0.0.1:0'];
    await compare([
      [open, 1, /^moodwire: 0\.0\.0\.0 can be reached by others: give a --token, such as .* use a tunnel\n$/],
      [['backend', '--listen', '[::]:0'], 1, /:: can be reached by others/],
      [[...open, '--token', TOKEN], 1, /in the clear: give --cert and --key, or --insecure/],
      [[...open, '--token', 'short', '--insecure'], 1, /the token has 5 signs, expected at least 16: give/],
      [[...near, '--token', ''], 1, /the token has 0 signs/],
      [[...near, '--token', 'two words and some more'], 1, /the token has spaces or signs beyond ASCII/],
      [[...near, '--cert', CERT], 2, /--cert and --key belong together/],
      [[...near, '--cert', 'gone.pem', '--key', KEY], 1, /--cert gone\.pem can't be read \(ENOENT/],
      [[...near, '--cert', 'no.pem', '--key', 'no.pem'], 1, /cannot be used .*: give both as PEM/],
      [['backend', '--listen', 'here'], 2, /--listen here: expected HOST:PORT, such as 127\.0\.0\.1:8190/],
      [['backend', '--listen', '127.0.0.1:65536'], 2, /expected HOST:PORT/],
      [['backend', '--listen', '192.0.2.1:0', '--token', TOKEN, '--insecure'], 1, /192\.0\.2\.1 is not an address of/],
      [[...near, '--memory', 'much'], 2, /Expected a size such as 500M or 8G, 16 MB or more/],
      [[...near, '--memory', '1M'], 2, /16 MB or more/],
      [[...near, '--model-space', '8X'], 2, /Expected a size/],
      [[...near, '--grace', '-1'], 2, /Expected a number from 0 to 86400/],
      [[...near, '--clients', '0'], 2, /Expected a whole number from 1/],
      [[...near, '--precision', 'float8'], 2, /Allowed choices are float32, float16/],
      [[...near, '--device', 'gpu'], 1, /found the devices "gpu", expected auto, cpu, cuda/],
    ]);
  });

  it('says what to install where it was asked for a GPU that can’t be used', async () => {
    const { code, err } = await (await person()).run('backend', '--listen', '127.0.0.1:0', '--device', 'cuda');
    expect(code).toBe(1);
    expect(err).toMatch(/^moodwire: networks can't run on cuda here: .+; .*(`.+`|apt-get|driver)/);
  });

  it('gives way to who has the port already', async () => {
    const { url, person } = await backend();
    const { host } = new URL(url);
    expect(await person.run('backend', '--listen', host)).toMatchObject({
      code: 1,
      err: `moodwire: ${host} is in use by another program: give another port, or end that program\n`,
    });
  });
});

describe('a client', () => {
  it('is told why it gets no connection, and what to do', async () => {
    const [plain, tls] = await Promise.all([
      backend('--token', TOKEN),
      backend('--token', TOKEN, '--cert', CERT, '--key', KEY),
    ]);
    const ask = (url: string, ...more: string[]): string[] => ['backend', '--status', url, ...more];
    const edit = (...more: string[]): string[] => ['edit', PHOTO, '-e', 'awe', ...more];
    await compare([
      [ask(plain.url), 1, /No token was given.*--token, or \$MOODWIRE_TOKEN/],
      [ask(plain.url, '--token', 'wrong'), 1, /: The token is wrong.*--token/],
      [ask(`${plain.url}/other`, '--token', TOKEN), 1, /spoken to at \/v1; leave the path out/],
      [ask(plain.url.replace('ws:', 'wss:'), '--token', TOKEN), 1, /does not speak TLS .*: use ws:\/\//],
      [ask(tls.url.replace('wss:', 'ws:'), '--token', TOKEN), 1, /use wss:\/\/ if it was started with a certificate/],
      [ask(tls.url, '--token', TOKEN), 1, /signed by nobody that is trusted here .* \(--ca\)/],
      [ask(tls.url, '--token', TOKEN, '--ca', 'gone.pem'), 1, /the certificate gone\.pem can't be read \(ENOENT/],
      [ask(tls.url, '--token', TOKEN, '--ca', 'no.pem'), 1, /no\.pem can't be read .*: expected one as PEM/],
      [ask('ws://127.0.0.1:1'), 1, /nothing listens at 127\.0\.0\.1:1: start `moodwire backend` there/],
      [ask('127.0.0.1:8190'), 1, /is not the address of a backend: expected such as ws:/],
      [
        ask('ws://192.0.2.1:8190', '--token', TOKEN),
        1,
        /the token would go to 192\.0\.2\.1:8190 in the clear: use wss/,
      ],
      [edit('--backend', plain.url), 1, /No token was given/],
      [edit('--backend', 'ws://192.0.2.1:8190', '--token', TOKEN), 1, /in the clear: .* or --insecure/],
      [edit('--push-models'), 2, /--push-models is about a backend: name it with --backend/],
      [edit('--ca', CERT), 2, /--ca is about a backend/],
    ]);
    const { code, out } = await plain.person.run(...edit('--backend', plain.url, '--json'));
    expect({ code, events: eventsOf({ out }) }).toEqual({
      code: 1,
      events: [{ event: 'error', message: expect.stringMatching(/No token was given/) }],
    });
    expect((await plain.status('--token', TOKEN)).refused).toBe(6);
    expect(plain.err + tls.err).not.toContain(TOKEN);
  });

  it('that is a browser, or speaks plain HTTP, gets a sentence', async () => {
    const { url } = await backend();
    const ask = (path: string, headers: Record<string, string> = {}): Promise<string> =>
      new Promise((resolve, reject) => {
        const asked = request(url.replace('ws:', 'http:') + path, { headers }, (answer) => {
          let text = `${answer.statusCode} `;
          answer.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          answer.on('end', () => resolve(text.trim()));
        });
        asked.on('error', reject).end();
      });
    expect(await ask('/')).toMatch(/^200 This is a Moodwire backend\. It speaks WebSocket .*\.$/);
    expect(await ask('/v1')).toMatch(/^426 This is a Moodwire backend\./);
    expect(await ask('/docs')).toMatch(/^404 Nothing is here: this is a Moodwire backend/);
    expect(await ask('/v1', { Origin: 'https://example.org' })).toMatch(/^403 The request comes from a web page/);
  });
});

it('ten thousand strangers neither fill the log of a backend nor keep it from serving', async () => {
  const there = await backend('--token', TOKEN);
  const { port } = new URL(there.url);
  const open: Socket[] = [];
  let answered = 0;
  // A third asks without a token, a third says what is no HTTP, a third says nothing.
  const words = [
    'GET /v1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'what?\r\n\r\n',
    '',
  ];
  for (let chunk = 0; chunk < 20; chunk++) {
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => {
        const socket = connect(Number(port), '127.0.0.1');
        const text = words[i % 3]!;
        open.push(socket);
        return new Promise<void>((resolve) => {
          socket.on('error', () => resolve()); // too many for this process, or ended there
          socket.once('close', () => resolve());
          socket.once('data', () => {
            answered++;
            resolve();
          });
          socket.once('connect', () => {
            socket.write(text);
            if (text === '') resolve();
          });
        });
      }),
    );
  }
  expect(answered).toBeGreaterThan(1000);
  const { refused } = await there.status('--token', TOKEN);
  expect(refused).toBeGreaterThan(1000);
  for (const socket of open) socket.destroy();
  const { code, err } = await there.person.run(
    ...['edit', PHOTO, '-e', 'awe', '-o', 'o.png', '--backend', there.url, '--token', TOKEN],
  );
  expect({ code, err: err.includes('was lost') }).toEqual({ code: 0, err: false });
  await until(() => /lines more were left out: too many at once/.test(there.err));
  expect(there.err.split('\n').length).toBeLessThan(1000);
});
