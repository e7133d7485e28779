import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AppProcess, startServeProcess } from './app-process.js';
import { httpLoad, type Load, type LoadOptions } from './http-load.js';
import { writeSamplePhoto } from './sample-photo.js';
import { type Soaked, soak } from './soak.js';
import { type Watched, watchJob } from './watchers.js';

export type ServerBenchFlags = { readonly quick?: boolean; readonly json?: boolean; readonly minutes?: number };

type Measured = Load & { readonly what: string; readonly ratio: number };

const HISTORY = 10_000;

/**
 * `moodwire bench server`: requests a second of the API against the same framework's empty route in the same run, how
 * events reach many who watch, and, with `--minutes`, whether memory stays flat under mixed load.
 */
export async function benchServer(flags: ServerBenchFlags, print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  const say = flags.json ? () => {} : print;
  const config = join(folder, 'moodwire.config.mjs');
  const pack = fileURLToPath(new URL('./serve-pack.js', import.meta.url));
  await writeFile(config, `export const packs = [${JSON.stringify(pack)}];\n`);
  const app = await startServeProcess(folder, config);
  try {
    if (flags.minutes !== undefined) {
      say(`mixed load for ${flags.minutes} minutes:`);
      const soaked = await soak(app, await writeSamplePhoto(folder, 1), flags.minutes, say);
      report(soaked, flags.json === true, print);
      return;
    }
    await fillHistory(app, flags.quick ? 500 : HISTORY);
    const measured = await measure(app, flags.quick ? 0.5 : 4, say);
    const watched = await watch(app, flags.quick ? 20 : 200, flags.quick ? 20 : 200);
    if (flags.json) print(JSON.stringify({ measured, watched }));
    else {
      const { watchers, events, lost, outOfOrder, p99Ms } = watched;
      print(`${watchers} clients watch a job with ${events} events: ${lost} lost, ${outOfOrder} out of order,`);
      print(`  99 % were there within ${p99Ms} ms (aim 50)`);
    }
  } finally {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rounds of all in turn, so that what else the machine does meets each of them. */
async function measure(app: AppProcess, seconds: number, say: (line: string) => void): Promise<Measured[]> {
  const empty = fork(fileURLToPath(new URL('./empty-server.js', import.meta.url)));
  const [port] = (await once(empty, 'message')) as [number];
  const api = `${app.url}/api/v1`;
  const run = { method: 'POST', body: '{"inputs":{"round":1}}' } as const;
  const subjects: readonly (readonly [what: string, url: string, options?: Partial<LoadOptions>])[] = [
    ["the framework's empty route", `http://127.0.0.1:${port}/`],
    ['the catalogue of nodes', `${api}/nodes`],
    [`the newest 50 jobs of a history`, `${api}/jobs?limit=50`],
    ['one job', `${api}/jobs/${await newestJob(api)}`],
    ['health', `${api}/health`],
    ['a run whose result is in the cache', `${api}/graphs/bench/run`, run],
  ];
  const best = new Map<string, Load>();
  for (let round = 0; round < 3; round++) {
    for (const [what, url, options = {}] of subjects) {
      const load = await httpLoad(url, { seconds: seconds / 2, ...options });
      const before = best.get(what);
      if (!before || load.perSecond > before.perSecond) best.set(what, load);
    }
  }
  empty.kill();
  const listed = await timedList(api);
  const limit = best.get(subjects[0]![0])!.perSecond;
  const measured = [...best].map(([what, load]) => ({ what, ...load, ratio: load.perSecond / limit }));
  say('requests a second over 8 connections, the best of three turns, against the empty route (aim 0.5):');
  for (const { what, perSecond, p99Ms, ratio } of measured) {
    say(
      `  ${what.padEnd(36)} ${perSecond.toFixed(0).padStart(7)}/s   p99 ${p99Ms.toFixed(1).padStart(6)} ms   ${ratio.toFixed(2)}`,
    );
  }
  say(`${listed.jobs} jobs of history are listed in ${listed.milliseconds.toFixed(0)} ms (aim 50)`);
  return measured;
}

async function newestJob(api: string): Promise<string> {
  const { jobs } = (await (await fetch(`${api}/jobs?limit=1`)).json()) as { jobs: { id: string }[] };
  return jobs[0]!.id;
}

async function timedList(api: string): Promise<{ jobs: number; milliseconds: number }> {
  const times: number[] = [];
  let jobs = 0;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    // Another limit each time, so that no answer is one that was given before.
    const text = await (await fetch(`${api}/jobs?limit=${HISTORY - i}`)).text();
    times.push(performance.now() - began);
    jobs = Math.max(jobs, (JSON.parse(text) as { jobs: object[] }).jobs.length);
  }
  return { jobs, milliseconds: Math.min(...times) };
}

/** Jobs that ran, as a server has them that is used. */
async function fillHistory(app: AppProcess, jobs: number): Promise<void> {
  const api = `${app.url}/api/v1`;
  const graph = {
    format: 'moodwire.graph',
    version: 2,
    title: 'Bench',
    nodes: { a: { type: 'bench/pass' }, b: { type: 'bench/pass', inputs: { text: 'a.text' } } },
    interface: { inputs: { round: 'a.round' }, outputs: { text: 'b.text' } },
  };
  const json = (method: string, body: unknown) => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await fetch(`${api}/graphs/bench`, json('PUT', graph));
  let left = jobs;
  const fill = async (): Promise<void> => {
    while (left-- > 0)
      await (await fetch(`${api}/graphs/bench/run`, json('POST', { inputs: { round: left % 10 } }))).text();
  };
  await Promise.all(Array.from({ length: 8 }, fill));
}

async function watch(app: AppProcess, watchers: number, steps: number): Promise<Watched> {
  const api = `${app.url}/api/v1`;
  const graph = {
    format: 'moodwire.graph',
    version: 2,
    nodes: { a: { type: 'bench/steps', params: { steps } } },
    interface: { outputs: { text: 'a.text' } },
  };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${api}/jobs`, { method: 'POST', headers, body: JSON.stringify({ graph }) });
  const { id } = (await response.json()) as { id: string };
  return watchJob(api, id, watchers);
}

function report(soaked: Soaked, asJson: boolean, print: (line: string) => void): void {
  if (asJson) {
    print(JSON.stringify(soaked));
    return;
  }
  const { jobs, requests, lost, missed, growth } = soaked;
  print(`${jobs} jobs and ${requests} requests: ${lost} jobs lost, ${missed} events missed`);
  print(`memory at the end against the middle: ${growth.toFixed(2)} (aim 0.9 to 1.1)`);
}
