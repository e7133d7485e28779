import { formatProblem, type Problem } from '@moodwire/engine/graph';
import type { Job, JobState } from '../api/api.js';
import type { GraphRun, NodeRun } from '../session/graph-run.js';
import type { JobEvent } from './job-event.js';

export const isOver = (state: JobState): boolean => state !== 'queued' && state !== 'running';

/** A run of which nothing was told yet. */
export function beginRun(job: Pick<Job, 'id' | 'state' | 'created' | 'started'>, isPreview = false): GraphRun {
  return {
    job: job.id,
    state: job.state,
    isPreview,
    nodes: {},
    failures: [],
    started: job.started ?? job.created,
  };
}

/**
 * What a run is after an event. Nodes whose state did not change keep their objects, and a run of which an event says
 * nothing new stays the same. What happens in the rounds of a loop is told of the nodes of its body: `loop/3/blur` is
 * `loop/blur`, as it was last.
 */
export function reduceRun(run: GraphRun, event: JobEvent): GraphRun {
  if (event.job !== undefined && event.job !== run.job) return run;
  if (event.event === 'job') return reduceJob(run, event);
  if (event.event === 'planned') return plan(run, event['nodes'] as readonly string[]);
  if (typeof event.node !== 'string') return run;
  const [path, isItem] = plainPath(event.node);
  const before = run.nodes[path];
  // Items of a list that a node runs for are told of by the node itself; what they show on the way is its own.
  if (isItem && event.event !== 'preview') return run;
  const after = reduceNode(before, event);
  if (after === before || after === undefined) return run;
  const nodes = { ...run.nodes, [path]: after };
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const parent = path.slice(0, slash);
    const state = parentState(nodes, parent, event);
    if (state) nodes[parent] = state;
  }
  return { ...run, nodes };
}

/** The path without the numbers of rounds, and whether it is that of one item. Ids never begin with a digit. */
function plainPath(path: string): readonly [string, boolean] {
  if (!/(^|\/)\d/.test(path)) return [path, false];
  const parts = path.split('/');
  return [parts.filter((part) => !/^\d/.test(part)).join('/'), /^\d/.test(parts.at(-1)!)];
}

function reduceJob(run: GraphRun, event: JobEvent): GraphRun {
  const { state, outputs, ended, started } = event as unknown as Partial<Job>;
  if (state === undefined || (state as string) === 'deleted') return run;
  const failures = [
    ...((event['failures'] as GraphRun['failures'] | undefined) ?? []),
    ...((event['problems'] as readonly Problem[] | undefined) ?? []).map((problem) => ({
      node: problem.node ?? '',
      message: formatProblem(problem),
    })),
  ];
  return {
    ...run,
    state,
    failures,
    nodes: isOver(state) ? settled(run.nodes) : run.nodes,
    ...(started !== undefined && { started }),
    ...(outputs && { outputs }),
    ...(ended !== undefined && { ended }),
  };
}

/** Once a job is over nothing waits or runs: what was not come to has no state. */
function settled(nodes: GraphRun['nodes']): GraphRun['nodes'] {
  const entries = Object.entries(nodes);
  const left = entries.filter(([, { state }]) => state !== 'queued' && state !== 'running');
  return left.length === entries.length ? nodes : Object.fromEntries(left);
}

const QUEUED: NodeRun = { state: 'queued' };

function plan(run: GraphRun, planned: readonly string[]): GraphRun {
  const nodes: Record<string, NodeRun> = { ...run.nodes };
  let isNew = false;
  for (const path of planned) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const id = path.slice(0, end);
      if (nodes[id]) break;
      nodes[id] = QUEUED;
      isNew = true;
    }
  }
  return isNew ? { ...run, nodes } : run;
}

function reduceNode(before: NodeRun | undefined, event: JobEvent): NodeRun | undefined {
  const at = event.at ?? Date.now();
  switch (event.event) {
    case 'started':
      return { state: 'running', since: at };
    case 'progress':
      return progress(runningSince(before, at), Number(event['done']), Number(event['total']), at);
    case 'preview': {
      const { type, data } = event;
      if (typeof data !== 'string' || typeof type !== 'string' || !/^image\/[a-z]+$/.test(type)) return before;
      return { ...runningSince(before, at), preview: `data:${type};base64,${data}` };
    }
    case 'cached':
      return before?.state === 'cached' ? before : { state: 'cached' };
    case 'finished':
      return { state: 'done', milliseconds: Number(event['milliseconds']) };
    case 'failed':
      return { state: 'failed', message: String(event['message']) };
    default:
      return before;
  }
}

type Running = Extract<NodeRun, { readonly state: 'running' }>;

const runningSince = (before: NodeRun | undefined, at: number): Running =>
  before?.state === 'running' ? before : { state: 'running', since: at };

/** How much the newest step counts for the rate. */
const NEWEST = 0.4;

function progress(before: Running, done: number, total: number, at: number): Running {
  const { done: last, told, rate } = before;
  const now: Running = { ...before, done, total, told: at };
  // How long the first steps take tells of loading, not of steps.
  if (last === undefined || told === undefined || done <= last || at <= told) return now;
  const newest = ((done - last) * 1000) / (at - told);
  return { ...now, rate: rate === undefined ? newest : rate + NEWEST * (newest - rate) };
}

/** What a subgraph does is what the nodes in it do. A loop tells of itself. */
function parentState(nodes: GraphRun['nodes'], parent: string, event: JobEvent): NodeRun | undefined {
  const before = nodes[parent];
  if (before?.state === 'running' && !before.isOfParts) return undefined;
  const prefix = `${parent}/`;
  const parts = Object.entries(nodes).filter(([path]) => path.startsWith(prefix) && !path.includes('/', prefix.length));
  const states = parts.map(([, part]) => part);
  const failed = states.find((part) => part.state === 'failed');
  if (failed) return failed;
  const done = states.filter(({ state }) => state === 'done' || state === 'cached').length;
  const at = event.at ?? Date.now();
  const since = before?.state === 'running' ? before.since : at;
  if (done === states.length) {
    if (states.every(({ state }) => state === 'cached')) return { state: 'cached' };
    return { state: 'done', milliseconds: Math.max(0, at - since) };
  }
  const preview = states.findLast((part) => part.state === 'running' && part.preview !== undefined);
  return {
    state: 'running',
    since,
    isOfParts: true,
    done,
    total: states.length,
    ...(preview?.state === 'running' && preview.preview !== undefined && { preview: preview.preview }),
  };
}
