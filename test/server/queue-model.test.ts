import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry, type Engine, type Host, type RunOptions, type RunResult } from '@moodwire/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileStore } from '../../packages/server/dist/files/file-store.js';
import { openQueue, type Queue } from '../../packages/server/dist/queue/queue.js';

type Move = 'first' | 'last' | { readonly before: number } | { readonly priority: number };
type Step =
  | { readonly do: 'submit'; readonly priority: number }
  | { readonly do: 'cancel' | 'finish' | 'fail' | 'remove' | 'retry'; readonly which: number }
  | { readonly do: 'move'; readonly which: number; readonly to: Move }
  | { readonly do: 'crash' }
  | { readonly do: 'stop' };

const which = fc.nat(30);
const priority = fc.integer({ min: -1, max: 1 });
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom('first' as const, 'last' as const),
  fc.record({ before: which }),
  fc.record({ priority }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('submit' as const), priority }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'fail' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'remove' as const, 'retry' as const), which }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), which, to: move }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash' as const, 'stop' as const) }) },
);

const graph = { format: 'moodwire.graph', version: 2, nodes: {} } as const;
const PARALLEL = 2;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'moodwire-queue-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A queue whose jobs end when the test says, in a folder that it can be killed in. */
async function openFake(folder: string) {
  const ends = new Map<string, (result: RunResult) => void>();
  const engine = {
    run(_graph: object, { signal, host }: RunOptions) {
      const result = new Promise<RunResult>((resolve) => {
        ends.set((host as Host & { job: string }).job, resolve);
        signal!.addEventListener('abort', () => resolve({ status: 'cancelled' }));
      });
      return { result };
    },
  } as unknown as Engine;
  const queue = openQueue({
    folder,
    performer: {
      engine,
      registry: createRegistry([]),
      files: openFileStore({ folder: join(folder, 'files') }),
      staging: join(folder, 'staging'),
      places: {},
      host: ({ id }) => ({ job: id }) as unknown as Host,
    },
    parallel: PARALLEL,
    mostWaiting: 1000,
    history: 1000,
    onTrouble: (message) => {
      throw new Error(message);
    },
  });
  return { queue, ends };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** The line as it should be: jobs by their names, and the order in which those of each priority wait. */
type Model = {
  readonly states: Map<string, string>;
  readonly lines: Map<number, string[]>;
  /** How often each was begun, but for what was given back. */
  readonly attempts: Map<string, number>;
};

const lineOf = ({ lines }: Model): string[] =>
  [...lines.keys()].sort((a, b) => b - a).flatMap((key) => lines.get(key)!);

function begin(model: Model): void {
  const running = [...model.states.values()].filter((state) => state === 'running').length;
  for (const name of lineOf(model).slice(0, PARALLEL - running)) {
    take(model, name);
    model.states.set(name, 'running');
    model.attempts.set(name, (model.attempts.get(name) ?? 0) + 1);
  }
}

function take({ lines }: Model, name: string): void {
  for (const line of lines.values()) if (line.includes(name)) line.splice(line.indexOf(name), 1);
}

function wait(model: Model, name: string, priority: number): void {
  model.states.set(name, 'queued');
  model.lines.set(priority, [...(model.lines.get(priority) ?? []), name]);
}

async function check(steps: readonly Step[], start: string): Promise<void> {
  let folder = start;
  let { queue, ends } = await openFake(folder);
  const model: Model = { states: new Map(), lines: new Map(), attempts: new Map() };
  const ids = new Map<string, string>();
  const names = (): string[] => [...ids.keys()].filter((name) => model.states.has(name));
  const named = (id: string): string => [...ids].find(([, one]) => one === id)![0];
  const seen: { seq: number; text: string }[] = [];
  let count = 0;
  let life = 0;

  const line = (q: Queue): string[] => q.waiting(1000).map(({ id }) => named(id));

  function submit(priority: number): void {
    const name = `job ${count++}`;
    ids.set(name, queue.submit({ graph, inputs: { name }, priority }).id);
    wait(model, name, priority);
  }

  function moveJob(name: string, to: Move): void {
    const own = [...model.lines].find(([, names]) => names.includes(name));
    const other = typeof to === 'object' && 'before' in to ? names()[to.before % names().length]! : undefined;
    const asked = other === undefined ? (to as 'first') : { before: ids.get(other)! };
    const isPossible = own !== undefined && (other === undefined || model.states.get(other) === 'queued');
    if (!isPossible) {
      expect(() => queue.move(ids.get(name)!, asked)).toThrow();
      return;
    }
    queue.move(ids.get(name)!, asked);
    if (other === name) return;
    take(model, name);
    const [priority] = own;
    if (to === 'first') model.lines.get(priority)!.unshift(name);
    else if (to === 'last') model.lines.get(priority)!.push(name);
    else if (other === undefined) wait(model, name, (to as { priority: number }).priority);
    else {
      const there = [...model.lines.values()].find((names) => names.includes(other))!;
      there.splice(there.indexOf(other), 0, name);
    }
  }

  async function again(isCrash: boolean): Promise<void> {
    const before = folder;
    folder = `${start}-${++life}`;
    // What lies on the disk now is what a process that is killed leaves.
    if (isCrash) await cp(before, folder, { recursive: true });
    await queue.close(0);
    if (!isCrash) await cp(before, folder, { recursive: true });
    const others = lineOf(model);
    ({ queue, ends } = await openFake(folder));
    const recovered = line(queue);
    expect(recovered.filter((name) => others.includes(name))).toEqual(others);
    // What ran waits again, in a place of its own priority, unless it ran at three deaths.
    for (const [name, state] of model.states) {
      if (state !== 'running') continue;
      const attempts = model.attempts.get(name)!;
      model.states.set(name, isCrash && attempts >= 3 ? 'failed' : 'queued');
      if (!isCrash) model.attempts.set(name, attempts - 1);
    }
    expect(new Set(recovered)).toEqual(
      new Set([...model.states].flatMap(([name, state]) => (state === 'queued' ? [name] : []))),
    );
    model.lines.clear();
    for (const { id, priority } of queue.waiting(1000)) wait(model, named(id), priority);
  }

  for (const one of steps) {
    const all = names();
    const name = 'which' in one && all.length > 0 ? all[one.which % all.length]! : undefined;
    if (one.do === 'submit') submit(one.priority);
    else if (one.do === 'crash' || one.do === 'stop') await again(one.do === 'crash');
    else if (name !== undefined) {
      const id = ids.get(name)!;
      const state = model.states.get(name)!;
      if (one.do === 'move') moveJob(name, one.to);
      else if (one.do === 'retry') {
        const copy = `job ${count++}`;
        ids.set(copy, queue.retry(id)!.id);
        wait(model, copy, queue.get(id)!.priority);
      } else if (one.do === 'remove') {
        await queue.remove(id);
        take(model, name);
        model.states.delete(name);
        expect(queue.get(id)).toBeUndefined();
      } else if (one.do === 'cancel') {
        queue.cancel(id);
        take(model, name);
        if (state === 'queued' || state === 'running') model.states.set(name, 'cancelled');
      } else if (state === 'running') {
        const made = { outputs: {}, nodes: {} };
        const failed = {
          status: 'failed',
          failures: [{ node: 'n', message: 'm', error: undefined }],
          ...made,
        } as const;
        ends.get(id)!(one.do === 'finish' ? { status: 'done', ...made } : failed);
        model.states.set(name, one.do === 'finish' ? 'done' : 'failed');
      }
    }
    begin(model);
    await settle();
    expect(line(queue)).toEqual(lineOf(model));
    const states = names().map((name) => [name, queue.get(ids.get(name)!)?.state]);
    expect(states).toEqual(names().map((name) => [name, model.states.get(name)]));
    const counts = Object.values(queue.count()).reduce((sum, n) => sum + n, 0);
    expect(counts).toBe(names().length);
    // What was told stays as it was told, but for jobs that are forgotten; what is new has higher numbers.
    const told = queue.events.read(0, { limit: 10_000 });
    const before = new Map(seen.map(({ seq, text }) => [seq, text]));
    for (const { seq, text } of told) if (before.has(seq)) expect(text).toBe(before.get(seq));
    const fresh = told.filter(({ seq }) => !before.has(seq));
    for (const { seq } of fresh) expect(seq).toBeGreaterThan(seen.at(-1)?.seq ?? 0);
    seen.push(...fresh);
    for (const name of names()) {
      const own = queue.events.read(0, { job: ids.get(name)!, limit: 10_000 }).map(({ text }) => JSON.parse(text));
      expect(own.filter(({ event }) => event === 'job').at(-1)).toMatchObject({ state: model.states.get(name) });
    }
  }
  await queue.close(0);
}

test('a queue does what a line of jobs does, whatever is asked of it, and loses nothing when it is killed', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      await check(steps, join(root, String(count++)));
    }),
    { numRuns: Number(process.env['QUEUE_RUNS'] ?? 60), interruptAfterTimeLimit: 50_000 },
  );
});
