import type { Backend } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import { countAsSent, readLacking } from '../backend/lacking.js';
import type { Results } from '../cache/memory-cache.js';
import { isList } from '../graph/link-node.js';
import { MoodwireError } from '../node/failure.js';
import type { Task } from './call.js';
import type { Member } from './member.js';
import { resolveParams } from './params.js';
import { LostError, type Session, type Workshop } from './session.js';
import { isStillTrue, type Stretch, stretchFrom } from './stretch.js';
import { unlessAborted } from './unless-aborted.js';

/**
 * Runs the node on a backend, and with it all that can follow there. Each of its results is held once, on the caller's
 * behalf.
 */
export async function runThere(task: Task): Promise<Results> {
  const { job, at, node } = task;
  const { crew, shop } = job.session;
  const ahead = job.ahead.get(at);
  if (ahead) {
    job.ahead.delete(at);
    if (isStillTrue(job, ahead)) return take(task, ahead, whoMay(task));
    disown(shop, ahead);
  }
  const { signal } = job.session;
  const params = await unlessAborted(signal, resolveParams(job, node));
  const among = whoMay(task);
  const backend = await unlessAborted(signal, crew.choose(inputsOf(task), among));
  const isShared = await crew.isShared();
  const stretch = stretchFrom(task, params, backend, isShared);
  for (const member of stretch.members) if (member !== stretch.first) job.ahead.set(member.at, member);
  void submit(job.session, backend, stretch);
  return take(task, stretch.first, among);
}

function inputsOf({ job, node }: Task): Held[] {
  return node.feeds.flatMap((feed) => (feed === undefined ? [] : isList(feed) ? feed.map(job.held) : [job.held(feed)]));
}

/** The backends that know what its inputs speak of, such as a model; nothing where all do. */
function whoMay(task: Task): readonly Backend[] | undefined {
  const { job, node, fingerprint } = task;
  if (fingerprint !== undefined) return job.session.crew.whoGave(node.shape!.node.type, fingerprint);
  let among: readonly Backend[] | undefined;
  for (const held of inputsOf(task)) {
    if (!held.among) continue;
    const both: readonly Backend[] = among?.filter((backend) => held.among!.includes(backend)) ?? held.among;
    if (both.length > 0) among = both;
  }
  return among;
}

/** Sends a stretch with what the backend lacks, and sees it to its end. */
async function submit(session: Session, backend: Backend, { members, needed, listener, end }: Stretch): Promise<void> {
  const { holdings, loads } = session.shop;
  let counted: ReturnType<typeof countAsSent> | undefined;
  for (const held of needed) holdings.retain(held);
  loads.set(backend, (loads.get(backend) ?? 0) + members.length);
  try {
    const values = await unlessAborted(session.signal, readLacking(holdings, needed, backend));
    counted = countAsSent(holdings, needed, values, backend);
    const tasks = members.map(({ task }) => task);
    await backend.run(tasks, counted.missing, listener, session.signal, { priority: session.priority });
    end(new Error(`${backend.name} did not say what became of it`));
  } catch (error) {
    counted?.takeBack();
    end(error instanceof Error ? error : new Error(String(error)));
  } finally {
    loads.set(backend, loads.get(backend)! - members.length);
    counted?.end();
    for (const held of needed) holdings.drop(held);
  }
}

/** Waits for what a member makes, and tells of it meanwhile. */
async function take(task: Task, member: Member, among: readonly Backend[] | undefined): Promise<Results> {
  const { job, node, log, id } = task;
  const { holdings } = job.session.shop;
  const { backend } = member;
  member.listen({
    progress: (_, done, total) => log?.tell({ event: 'progress', node: id, done, total }),
    preview: (_, value) => log?.tell({ event: 'preview', node: id, value }),
  });
  task.on = backend.name;
  const made = await member.results;
  const results = node.shape!.outputs.map((name) => (Object.hasOwn(made, name) ? made[name] : undefined));
  const missing = node.shape!.outputs[results.indexOf(undefined)];
  const isThere = Object.values(made).every(holdings.has);
  for (const held of Object.values(made)) {
    held.among = among;
    if (missing !== undefined || !isThere || !results.includes(held)) holdings.drop(held);
  }
  if (missing !== undefined) throw new MoodwireError(`${node.shape!.node.type} gave no "${missing}"`);
  if (!isThere) throw new LostError(`${backend.name} was lost`);
  return results as Results;
}

/** Lets go of what was made ahead for nobody. */
export function disown({ holdings }: Workshop, { results }: Member): void {
  results.then(
    (made) => Object.values(made).forEach(holdings.drop),
    () => {}, // nothing was made
  );
}
