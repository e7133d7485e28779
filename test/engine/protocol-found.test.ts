import { describe, expect, test } from 'vitest';
import { peer, peerServer, settle, WINDOW } from './protocol-peer.js';

const name = (digit: number): string => `${digit}`.repeat(64);
const leaf = (digest: string, value: unknown) => ({ op: 'put', digest, value, arrays: [], bytes: 0 });
const bytes = (digest: string, transfer: number, length = 16) => ({
  op: 'put',
  digest,
  value: { $array: 0 },
  arrays: [{ dtype: 'U8', shape: [length] }],
  bytes: length,
  transfer,
});
const whole = (transfer: number, length = 16) => ({ transfer, offset: 0, length });

/** What was found once, and must not be so again. */
describe('a backend', () => {
  test.each([{ received: 9 }, { transfers: { 1: 17 } }])('ends a session that is resumed with %j', async (more) => {
    const { server } = peerServer();
    const first = peer(server);
    first.hello();
    first.say(bytes(name(1), 1));
    first.chunk(whole(1));
    await settle();
    first.say({ op: 'get', id: 1, digest: name(1) });
    await settle();
    const second = peer(server);
    second.hello({ session: first.heard[0]!['session'], ...more });
    expect(second.ops()).toEqual(['welcome', 'refused']);
    await settle();
    expect([first.state.isOver, server.stats()['clients']]).toEqual([true, []]);
  });

  test('refuses a request number that was used before, also for another request', () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say({ op: 'stats', id: 7 });
    client.say({ op: 'have', id: 7, digests: [] });
    expect(client.heard.at(-1)).toEqual({ op: 'refused', message: 'the request 7 came after 7' });
  });

  test('refuses a chunk that is longer than the window', () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say(bytes(name(1), 1, WINDOW + 8));
    client.chunk(whole(1, WINDOW + 8));
    expect(client.heard.at(-1)!['message']).toMatch(/with a credit of 4096/);
  });

  test('lets go of a value whose reader went before it had all of it', async () => {
    const { server } = peerServer();
    const [reader, other] = [peer(server), peer(server)];
    for (const client of [reader, other]) client.hello();
    reader.say(bytes(name(1), 1));
    reader.chunk(whole(1));
    await settle();
    reader.say({ op: 'get', id: 1, digest: name(1) });
    await settle();
    expect(reader.ops()).toContain('value');
    reader.end();
    await settle();
    expect(server.stats()['held']).toEqual({ values: 0, bytes: 0 });
  });

  test('keeps what one client put, though another that began to put the same has gone', async () => {
    const { server } = peerServer();
    const [gone, stays] = [peer(server), peer(server)];
    for (const client of [gone, stays]) client.hello();
    gone.say(bytes(name(1), 1));
    stays.say(bytes(name(1), 1));
    stays.chunk(whole(1));
    await settle();
    gone.end();
    await settle();
    stays.say({ op: 'get', id: 1, digest: name(1) });
    await settle();
    expect(stays.ops()).toEqual(['welcome', 'got', 'value']);
  });

  test('that takes no models lets the bytes of a file come to nothing, and goes on', async () => {
    const { server } = peerServer({ models: undefined });
    const client = peer(server);
    client.hello();
    client.say({ op: 'file', id: 1, sha256: name(1), from: 0, bytes: 16, transfer: 1 });
    client.chunk(whole(1));
    await settle();
    client.say({ op: 'stats', id: 2 });
    await settle();
    expect(client.ops().sort()).toEqual(['error', 'got', 'stats', 'welcome']);
  });

  test('refuses marks in a value that stand for nothing', async () => {
    for (const value of [
      { $array: null },
      { $array: '0' },
      { $array: true },
      { $number: 'one' },
      { $number: [] },
      { $key: 1 },
    ]) {
      const { server } = peerServer();
      const client = peer(server);
      client.hello();
      client.say({ ...bytes(name(1), 1), value: [value] });
      client.chunk(whole(1));
      await settle();
      expect([JSON.stringify(value), client.ops().at(-1)]).toEqual([JSON.stringify(value), 'refused']);
    }
  });

  test('refuses a put without a value', async () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say({ op: 'put', digest: name(1), arrays: [], bytes: 0 });
    await settle();
    expect(client.ops().at(-1)).toBe('refused');
  });

  test('says that a node failed whose input names an output that the node before does not have', async () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say(leaf(name(1), 1));
    const add = (a: object) => ({ type: 'peer/add', params: {}, inputs: { a, b: { digest: name(1) } } });
    client.say({ op: 'run', id: 1, priority: 0, nodes: [add({ digest: name(1) }), add({ node: 0, output: 'none' })] });
    await settle();
    expect(client.ops()).toEqual(['welcome', 'done', 'failed', 'ended']);
  });

  test('fails a run that is fed by a later node, and goes on', async () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    const add = { type: 'peer/add', params: {}, inputs: { a: { node: 0, output: 'sum' } } };
    client.say({ op: 'run', id: 1, priority: 0, nodes: [add] });
    await settle();
    expect(client.ops()).toEqual(['welcome', 'failed', 'ended']);
  });

  test('refuses an ack with fields that make it long, which would be counted', () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say({ op: 'ack', received: 0, more: 'x'.repeat(100) });
    expect(client.heard.at(-1)).toEqual({ op: 'refused', message: 'an "ack" of more than 100 signs' });
  });

  test('refuses a digest with which a client could name what belongs to another', () => {
    const { server } = peerServer();
    const client = peer(server);
    client.hello();
    client.say(leaf(`${name(1)}.5`, 1));
    expect(client.ops().at(-1)).toBe('refused');
  });
});
