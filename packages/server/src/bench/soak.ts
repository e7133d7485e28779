import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { AppProcess } from './app-process.js';
import { residentBytes } from './resident.js';
import { watchJob } from './watchers.js';

export type Soaked = {
  readonly minutes: number;
  readonly jobs: number;
  readonly requests: number;
  /** Jobs that were taken and did not come to their end. */
  readonly lost: number;
  /** Events that a watcher did not get, or got too early. */
  readonly missed: number;
  /** Megabytes of resident memory, at the end of each tenth of the time. */
  readonly memoryMB: readonly number[];
  /** The mean of the last three tenths against that of the three before them. */
  readonly growth: number;
};

/** Between two works of one kind: a server that is used, not one that is flooded. */
const PAUSE_MS = 250;

type Job = { readonly id: string; readonly state: string };

/**
 * Mixed load for some minutes: edits of a photograph with other seeds, small jobs, some of them cancelled, forms with
 * uploads, lists, and watchers that come and go.
 */
export async function soak(
  app: AppProcess,
  photo: string,
  minutes: number,
  say: (line: string) => void,
): Promise<Soaked> {
  const api = `${app.url}/api/v1`;
  const until = performance.now() + minutes * 60_000;
  const bytes = await readFile(photo);
  const taken = new Set<string>();
  let [requests, missed, round] = [0, 0, 0];
  const goesOn = (): boolean => performance.now() < until;

  async function ask<T>(path: string, json?: unknown, method = json === undefined ? 'GET' : 'POST'): Promise<T> {
    requests++;
    const headers = { 'content-type': 'application/json' };
    const body = json === undefined ? {} : { headers, body: JSON.stringify(json) };
    const response = await fetch(`${api}${path}`, { method, ...body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function submit(graph: object): Promise<string> {
    const { id } = await ask<Job>('/jobs', { graph });
    taken.add(id);
    return id;
  }

  const small = (n: number): object => ({
    format: 'moodwire.graph',
    version: 2,
    nodes: { a: { type: 'bench/pass', params: { round: n } }, b: { type: 'bench/pass', inputs: { text: 'a.text' } } },
    interface: { outputs: { text: 'b.text' } },
  });
  const paced = {
    format: 'moodwire.graph',
    version: 2,
    nodes: { a: { type: 'bench/steps', params: { steps: 20, pause: 55 } } },
    interface: { outputs: { text: 'a.text' } },
  };

  const works: readonly (() => Promise<unknown>)[] = [
    async () => {
      const form = new FormData();
      form.set('photo', new File([bytes], 'photo.jpg'));
      form.set('emotion', 'awe');
      form.set('seed', String(round++ % 50));
      requests++;
      const response = await fetch(`${api}/graphs/affective-edit/run`, { method: 'POST', body: form });
      const job = (await response.json()) as Job;
      taken.add(job.id);
    },
    async () => {
      const id = await submit(small(round++ % 1000));
      await ask(`/jobs/${id}?wait=60`);
    },
    async () => {
      const id = await submit(paced);
      const { lost, outOfOrder } = await watchJob(api, id, 5);
      missed += lost + outOfOrder;
    },
    async () => {
      const id = await submit(paced);
      await wait(300);
      await ask(`/jobs/${id}/cancel`, {});
    },
    async () => {
      await Promise.all([ask('/jobs?limit=100'), ask('/nodes'), ask('/files'), ask('/graphs'), ask('/health')]);
      await wait(100);
    },
  ];
  const all = Promise.all(
    works.map(async (work) => {
      while (goesOn()) {
        await work();
        await wait(PAUSE_MS);
      }
    }),
  );
  const memoryMB: number[] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    await Promise.race([wait((minutes * 60_000) / 10), all]);
    memoryMB.push(Math.round(residentBytes(app.pid) / 1e6));
    say(
      `  ${((minutes * tenth) / 10).toFixed(1)} min: ${memoryMB.at(-1)} MB, ${taken.size} jobs, ${requests} requests`,
    );
  }
  await all;
  let lost = 0;
  for (const id of taken) {
    const { state } = await ask<Job>(`/jobs/${id}?wait=60`);
    if (state !== 'done' && state !== 'cancelled') lost++;
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const growth = mean(memoryMB.slice(7)) / mean(memoryMB.slice(4, 7));
  return { minutes, jobs: taken.size, requests, lost, missed, memoryMB, growth };
}
