import { describe, expect, test } from 'vitest';
import { addressGroup } from '../../packages/server/dist/guard/address-group.js';
import { answerOn, asked, connected, errorOf, guarded } from './guard-app.js';
import { later, until } from './link.js';

const BEYOND = { host: '0.0.0.0' };

describe('what one client may take', () => {
  test('is a number of connections in all: more of them end at once', async () => {
    const app = await guarded({ limits: { connections: 100 } });
    let ended = 0;
    const sockets = await Promise.all(
      Array.from({ length: 130 }, async () => {
        const socket = await connected(app.port);
        socket.on('close', () => ended++);
        return socket.resume();
      }),
    );
    await until(() => ended >= 30);
    expect(sockets.filter((socket) => !socket.closed)).toHaveLength(100);
    for (const socket of sockets) socket.destroy();
    await until(() => ended === 130);
    expect((await asked(app)).status).toBe(200);
  });

  test('is a number of connections by its address, which are free again when they end', async () => {
    const app = await guarded({ ...BEYOND, limits: { connectionsPerAddress: 5 } });
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connected(app.port)));
    expect((await asked(app)).status).toBe(0);
    for (const socket of sockets) socket.destroy();
    let status = 0;
    for (let i = 0; i < 100 && status !== 200; i++) ({ status } = await asked(app));
    expect(status).toBe(200);
  });

  test('is a number of requests by its address beyond loopback', async () => {
    const app = await guarded({ ...BEYOND, limits: { requestsPerMinute: 5 } });
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await asked(app));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(errorOf(answers[5]!).code).toBe('too-many-requests');
    expect(answers[5]!.head).toMatch(/retry-after: \d+/i);
  });

  test('is not counted on loopback, where no other machine is', async () => {
    const app = await guarded({ limits: { requestsPerMinute: 5, connectionsPerAddress: 1 } });
    const sockets = await Promise.all([connected(app.port), connected(app.port)]);
    for (let i = 0; i < 10; i++) expect((await asked(app)).status).toBe(200);
    for (const socket of sockets) expect(socket.closed).toBe(false);
  });

  test('counts an IPv4 address, and a network of IPv6, as one client', () => {
    expect(addressGroup('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(addressGroup('192.0.2.1')).toBe('192.0.2.1');
    expect(addressGroup('2001:db8:0:1::5')).toBe(addressGroup('2001:db8::1:ffff:0:0:9'));
    expect(addressGroup('2001:db8:0:1::5')).not.toBe(addressGroup('2001:db8:0:2::5'));
    expect(addressGroup('fe80::1%eth0')).toBe(addressGroup('fe80::2'));
    expect(addressGroup('::1')).toBe('0:0:0:0::/64');
  });
});

describe('what is slow', () => {
  test('as a head is answered, and its connection ends', async () => {
    const app = await guarded({ limits: { headMs: 200 } });
    const socket = await connected(app.port);
    socket.write(`GET /api/v1/thing HTTP/1.1\r\nHost: ${app.host}\r\n`);
    // A line now and then does not keep it open.
    const drip = setInterval(() => socket.write('X: y\r\n'), 50);
    later(() => clearInterval(drip));
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('as a body, and stands still, ends', async () => {
    const app = await guarded({ limits: { bodyIdleMs: 200 } });
    const socket = await connected(app.port);
    socket.write(
      `POST /api/v1/thing HTTP/1.1\r\nHost: ${app.host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    await answerOn(socket);
    expect(app.changes()).toBe(0);
  });

  test('as a body, and goes on, is taken', async () => {
    const app = await guarded({ limits: { bodyIdleMs: 2000 } });
    const socket = await connected(app.port);
    const length = 30;
    socket.write(
      `POST /api/v1/thing HTTP/1.1\r\nHost: ${app.host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
    );
    let left = length;
    const drip = setInterval(() => {
      if (left-- > 0) socket.write(' 1'.at(left === 0 ? 1 : 0)!);
    }, 100);
    later(() => clearInterval(drip));
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
