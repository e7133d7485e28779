import { describe, expect, test } from 'vitest';
import { beginRun, reduceRun } from '../../packages/editor/src/run/reduce-run.js';
import { progressOf } from '../../packages/editor/src/run/run-progress.js';
import type { GraphRun } from '../../packages/editor/src/session/graph-run.js';

const job = 'a-job';
const begun = beginRun({ id: job, state: 'running', created: 5, started: 10 });
const following = (events: readonly Record<string, unknown>[], run: GraphRun = begun): GraphRun =>
  events.reduce<GraphRun>((now, event, i) => reduceRun(now, { at: 100 * i, job, ...event } as never), run);
const states = (run: GraphRun) => Object.fromEntries(Object.entries(run.nodes).map(([id, { state }]) => [id, state]));

describe('a run', () => {
  test('is followed from its plan to its end', () => {
    const run = following([
      { event: 'planned', nodes: ['load', 'blur', 'save'] },
      { event: 'cached', node: 'load' },
      { event: 'started', node: 'blur', type: 'image/blur' },
    ]);
    expect(states(run)).toEqual({ load: 'cached', blur: 'running', save: 'queued' });
    expect(run.nodes['blur']).toEqual({ state: 'running', since: 200 });
    const failed = following([{ event: 'failed', node: 'blur', message: 'no room' }], run);
    expect(failed.nodes['blur']).toEqual({ state: 'failed', message: 'no room' });
    const failures = [{ node: 'blur', message: 'no room' }];
    const over = following([{ event: 'job', state: 'failed', ended: 900, failures }], failed);
    expect(over).toMatchObject({ state: 'failed', ended: 900, failures });
    expect(states(over)).toEqual({ load: 'cached', blur: 'failed' });
  });

  test('tells the steps of a node and how fast they are, without the first', () => {
    const steps = [0, 1000, 1250, 1500, 1750].map((at, done) => ({ event: 'progress', node: 'a', at, done, total: 8 }));
    const run = following([{ event: 'started', node: 'a' }, ...steps]);
    expect(run.nodes['a']).toMatchObject({ state: 'running', since: 0, done: 4, total: 8 });
    const { rate } = run.nodes['a'] as { rate: number };
    expect(rate).toBeGreaterThan(2);
    expect(rate).toBeLessThanOrEqual(4);
  });

  test('shows a picture on the way, and nothing that is no picture', () => {
    const started = following([{ event: 'started', node: 'a' }]);
    const run = following([{ event: 'preview', node: 'a', type: 'image/webp', data: 'UklGRg==' }], started);
    expect(run.nodes['a']).toEqual({ state: 'running', since: 0, preview: 'data:image/webp;base64,UklGRg==' });
    expect(following([{ event: 'preview', node: 'a', type: 'text/html', data: 'PGI+' }], started)).toBe(started);
  });

  test('keeps the objects of nodes that did not change, and itself where nothing did', () => {
    const run = following([
      { event: 'planned', nodes: ['a', 'b'] },
      { event: 'cached', node: 'a' },
    ]);
    const next = following([{ event: 'started', node: 'b' }], run);
    expect(next.nodes['a']).toBe(run.nodes['a']);
    expect(next.nodes['b']).not.toBe(run.nodes['b']);
    expect(
      following(
        [
          { event: 'cached', node: 'a' },
          { event: 'planned', nodes: ['a', 'b'] },
        ],
        next,
      ),
    ).toBe(next);
    expect(
      following(
        [
          { event: 'sent', key: 'x' },
          { event: 'started', node: 'b', job: 'another' },
        ],
        next,
      ),
    ).toBe(next);
  });

  test('says what is wrong with a graph that was not run', () => {
    const problem = { code: 'cycle', node: 'a', found: 'a circle', expected: 'none', hint: 'Remove a link.' };
    const run = following([{ event: 'job', state: 'failed', failures: [], problems: [problem] }]);
    expect(run.failures).toEqual([{ node: 'a', message: 'a: found a circle, expected none. Remove a link.' }]);
  });
});

describe('a subgraph', () => {
  const planned = following([{ event: 'planned', nodes: ['load', 'soft/deep/down', 'soft/up'] }]);

  test('waits, runs and is done as the nodes in it', () => {
    expect(states(planned)).toMatchObject({ soft: 'queued', 'soft/deep': 'queued' });
    const running = following([{ event: 'started', node: 'soft/deep/down' }], planned);
    expect(states(running)).toMatchObject({ soft: 'running', 'soft/deep': 'running', 'soft/up': 'queued' });
    const half = following([{ event: 'finished', node: 'soft/deep/down', milliseconds: 7, at: 50 }], running);
    expect(states(half)).toMatchObject({ soft: 'running', 'soft/deep': 'done', 'soft/up': 'queued' });
    expect(half.nodes['soft']).toMatchObject({ done: 1, total: 2 });
    const done = following(
      [
        { event: 'started', node: 'soft/up' },
        { event: 'finished', node: 'soft/up', milliseconds: 9 },
      ],
      half,
    );
    expect(done.nodes['soft']).toEqual({ state: 'done', milliseconds: 100 });
  });

  test('fails with what failed in it', () => {
    const run = following([{ event: 'failed', node: 'soft/deep/down', message: 'no' }], planned);
    expect(run.nodes['soft']).toEqual({ state: 'failed', message: 'no' });
  });

  test('is cached where all in it is', () => {
    const run = following(
      [
        { event: 'cached', node: 'soft/up' },
        { event: 'cached', node: 'soft/deep/down' },
      ],
      planned,
    );
    expect(run.nodes['soft']).toEqual({ state: 'cached' });
  });

  test('counts once for how far the run is', () => {
    const run = following(
      [
        { event: 'cached', node: 'load' },
        { event: 'started', node: 'soft/up' },
      ],
      planned,
    );
    expect(progressOf(run)).toEqual({ fraction: 0.5, node: 'soft' });
    const half = following([{ event: 'finished', node: 'soft/up', milliseconds: 1 }], run);
    expect(progressOf(half)).toEqual({ fraction: 0.75, node: 'soft' });
  });
});

describe('a loop', () => {
  test('runs until it says that it is done, and its body is as in its last round', () => {
    const run = following([
      { event: 'planned', nodes: ['loop'] },
      { event: 'started', node: 'loop' },
      { event: 'started', node: 'loop/0/blur' },
      { event: 'finished', node: 'loop/0/blur', milliseconds: 3 },
      { event: 'progress', node: 'loop', done: 1, total: 4 },
    ]);
    expect(run.nodes['loop']).toMatchObject({ state: 'running', done: 1, total: 4 });
    expect(run.nodes['loop/blur']).toEqual({ state: 'done', milliseconds: 3 });
    const next = following([{ event: 'started', node: 'loop/1/blur' }], run);
    expect(states(next)).toEqual({ loop: 'running', 'loop/blur': 'running' });
    const done = following([{ event: 'finished', node: 'loop', milliseconds: 40 }], next);
    expect(done.nodes['loop']).toEqual({ state: 'done', milliseconds: 40 });
  });

  test('a node that runs for each item of a list is done when it says so, not with its first item', () => {
    const run = following([
      { event: 'started', node: 'open' },
      { event: 'started', node: 'open/0' },
      { event: 'finished', node: 'open/0', milliseconds: 3 },
    ]);
    expect(states(run)).toEqual({ open: 'running' });
  });
});
