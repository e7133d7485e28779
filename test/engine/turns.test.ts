import { defineNode, number, string } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { peer, peerServer, settle } from './protocol-peer.js';
import { deferred } from './workbench.js';

const common = { version: 1, title: 'For tests', summary: 'For tests.', runsOn: 'backend', inputs: {} } as const;

/** A backend whose node notes its name when it has its turn. */
function noting(more: Parameters<typeof peerServer>[0] = {}) {
  const order: string[] = [];
  const note = defineNode({
    ...common,
    type: 'test/note',
    params: { name: string({ default: '', help: 'What is noted.' }) },
    outputs: { value: number() },
    async run({ params }) {
      order.push(params.name);
      await Promise.resolve();
      return { value: 1 };
    },
  });
  const { server } = peerServer({ ...more, nodes: [note] });
  const joined = (workspace = 'ab'.repeat(32)) => {
    const client = peer(server);
    client.hello({ workspace });
    return client;
  };
  return { order, joined };
}

/** A run of three nodes that are noted as `a1`, `a2` and `a3`. */
function run(id: number, priority: number, name: string, more: object = {}) {
  const nodes = [1, 2, 3].map((i) => ({ type: 'test/note', params: { name: `${name}${i}` }, inputs: {} }));
  return { op: 'run', id, priority, nodes, ...more };
}

async function settleAll(): Promise<void> {
  for (let i = 0; i < 10; i++) await settle();
}

describe('a backend that runs one node at a time', () => {
  test('gives each turn among the runs of one client to that of the highest priority', async () => {
    const { order, joined } = noting();
    const client = joined();
    client.say(run(1, 0, 'low'));
    client.say(run(2, 1, 'middle'));
    client.say(run(3, 2, 'high'));
    await settleAll();
    // The first was at work before the others came.
    expect(order.join(' ')).toBe('low1 high1 high2 high3 middle1 middle2 middle3 low2 low3');
  });

  test('gives two clients turns by turns, whatever priority one of them claims and however many runs it has', async () => {
    const { order, joined } = noting();
    const [greedy, modest] = [joined('aa'.repeat(32)), joined('bb'.repeat(32))];
    greedy.say(run(1, 1_000_000, 'greedy'));
    greedy.say(run(2, 1_000_000, 'more'));
    modest.say(run(1, 0, 'modest'));
    await settleAll();
    const whose = order.map((name) => (name.startsWith('modest') ? 'modest' : 'greedy'));
    const inTurns = [1, 2, 3].flatMap(() => ['greedy', 'modest']);
    expect(whose).toEqual([...inTurns, 'greedy', 'greedy', 'greedy']);
  });

  test('gives the groups turns by turns for whom one engine asks, if that is all its clients', async () => {
    const { order, joined } = noting({ isShared: false });
    const engine = joined();
    engine.say(run(1, 1000, 'greedy', { group: 'one' }));
    engine.say(run(2, 0, 'modest', { group: 'another' }));
    await settleAll();
    expect(order.join(' ')).toBe('greedy1 modest1 greedy2 modest2 greedy3 modest3');
  });

  test('takes no word for the groups where it is shared', async () => {
    const { order, joined } = noting();
    const [greedy, modest] = [joined('aa'.repeat(32)), joined('bb'.repeat(32))];
    greedy.say(run(1, 0, 'one', { group: 'one' }));
    greedy.say(run(2, 0, 'two', { group: 'two' }));
    modest.say(run(1, 0, 'modest'));
    await settleAll();
    expect(order.slice(0, 6).filter((name) => name.startsWith('modest'))).toHaveLength(3);
  });
});

describe('a backend that is full', () => {
  const full = { op: 'refused', message: 'there are 1 clients already; try again later' };

  test('refuses a newcomer while those who have come are connected', () => {
    const { server } = peerServer({ mostSessions: 1, graceMs: 60_000 });
    const [first, newcomer] = [peer(server), peer(server)];
    first.hello();
    expect(newcomer.hello()).toEqual(full);
    expect(first.state.isOver).toBe(false);
  });

  test('lets a newcomer in for one who is only waited for', async () => {
    const { server } = peerServer({ mostSessions: 1, graceMs: 60_000 });
    const [first, newcomer, late] = [peer(server), peer(server), peer(server)];
    const session = first.hello()!['session'];
    first.end();
    await settle();
    expect(newcomer.hello()).toMatchObject({ op: 'welcome', isResumed: false });
    expect(server.stats()['clients']).toHaveLength(1);
    // The place of who was waited for is taken.
    expect(late.hello({ session })).toEqual(full);
  });

  test('refuses a newcomer while one who is waited for has a run under way', async () => {
    const gate = deferred();
    const wait = defineNode({
      ...common,
      type: 'test/wait',
      params: {},
      outputs: { value: number() },
      async run() {
        await gate.promise;
        return { value: 1 };
      },
    });
    const { server } = peerServer({ mostSessions: 1, graceMs: 60_000, nodes: [wait] });
    const [first, newcomer, later] = [peer(server), peer(server), peer(server)];
    first.hello();
    first.say({ op: 'run', id: 1, priority: 0, nodes: [{ type: 'test/wait', params: {}, inputs: {} }] });
    await settle();
    first.end();
    await settle();
    expect(newcomer.hello()).toEqual(full);
    gate.resolve();
    await settle();
    expect(later.hello()).toMatchObject({ op: 'welcome' });
  });
});
