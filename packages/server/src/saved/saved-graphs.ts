import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digest, formatProblem, type Graph, MoodwireError, parseGraphText, serializeGraph } from '@moodwire/engine';
import { shippedGraph, shippedGraphNames, shippedThumbnail } from '../host/places.js';
import { graphName } from './graph-name.js';
import { createTrash, type TrashedGraph } from './trash.js';

export type SavedGraph = {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Where a small picture of what it makes is found over HTTP. */
  readonly thumbnail?: string;
  /** Changes with each change. */
  readonly revision: string;
  /** In milliseconds since 1970. */
  readonly modified: number;
  /** Does it come with Moodwire? */
  readonly isShipped: boolean;
  /** Why it cannot be read. */
  readonly problem?: string;
};

type ReadGraph = SavedGraph & { readonly graph: Graph; readonly text: string };

type Conflict = { readonly conflict: SavedGraph };
type Seen = { readonly revision?: string };

export type SavedGraphs = {
  /** By name; what cannot be read is listed with its problem. */
  list(): Promise<readonly SavedGraph[]>;
  get(name: string): Promise<ReadGraph | undefined>;
  /** Saves a graph in place of the revision that the writer saw; of none, for a name that is new. */
  save(name: string, graph: Graph, seen: Seen): Promise<{ readonly saved: SavedGraph } | Conflict>;
  rename(
    name: string,
    to: string,
    seen: Seen,
  ): Promise<{ readonly saved: SavedGraph } | Conflict | { readonly taken: SavedGraph }>;
  /** Moves a graph to the trash. */
  remove(name: string, seen: Seen): Promise<{ readonly trashed: TrashedGraph } | Conflict>;
  trash(): Promise<readonly TrashedGraph[]>;
  /** Brings a graph back, under its name or, where that is taken, one like it. */
  restore(id: string): Promise<SavedGraph | undefined>;
};

/** More is no graph that somebody drew. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_READ = 200;
const MOST_KEPT_BYTES = 2 ** 18;
/** What was written this long ago shows by its time whether it was written again. */
const SETTLED_MS = 2000;

/**
 * The graphs that a user saved, each a readable file `graphs/NAME.json` in a folder, before those that ship with Moodwire.
 * Throws `MoodwireError` for a name that is none, and for changes of what only ships.
 */
export function openSavedGraphs(options: { readonly folder: string }): SavedGraphs {
  const root = join(options.folder, 'graphs');
  const trash = createTrash(join(options.folder, 'trash'));
  let turn: Promise<unknown> = Promise.resolve();

  /** One change after the other: between a look at the revision and the write nobody else writes. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  const fileOf = (name: string): string => join(root, `${name}.json`);

  /** Files that were read, by their state: the same one is asked for again and again. */
  const read = new Map<string, ReadGraph | SavedGraph>();

  async function readFileOf(
    file: string,
    name: string,
    isShipped: boolean,
  ): Promise<ReadGraph | SavedGraph | undefined> {
    // A link may lead anywhere; what is no file is none of ours.
    const facts = await (isShipped ? stat(file) : lstat(file)).catch(() => undefined);
    if (!facts?.isFile()) return undefined;
    const version = [file, facts.mtimeMs, facts.size, facts.ino].join('|');
    const before = read.get(version);
    if (before) return before;
    const found = await readNew(file, name, facts, isShipped);
    if (read.size >= MOST_READ) read.clear();
    const isSettled = Date.now() - facts.mtimeMs > SETTLED_MS;
    if (found && isSettled && facts.size <= MOST_KEPT_BYTES) read.set(version, found);
    return found;
  }

  async function readNew(file: string, name: string, facts: Stats, isShipped: boolean) {
    const bare = { name, modified: Math.round(facts.mtimeMs), isShipped };
    if (facts.size > MOST_BYTES)
      return { ...bare, revision: '', problem: `it has ${facts.size} bytes, which is too much` };
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const revision = digest(text).slice(0, 16);
    const parsed = parseGraphText(text);
    if (!('graph' in parsed)) return { ...bare, revision, problem: parsed.problems.map(formatProblem).join('\n') };
    const { graph } = parsed;
    const { title, description } = graph;
    const said = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
    const hasThumbnail = isShipped && shippedThumbnail(name) !== undefined;
    const thumbnail = hasThumbnail && { thumbnail: `/api/v1/graphs/${encodeURIComponent(name)}/thumbnail` };
    return { ...bare, revision, ...said, ...thumbnail, graph, text };
  }

  const readOwn = (name: string) => readFileOf(fileOf(name), name, false);

  const readShipped = async (name: string) =>
    allShipped().includes(name) ? readFileOf(shippedGraph(name), name, true) : undefined;

  async function find(text: string): Promise<ReadGraph | SavedGraph | undefined> {
    const name = graphName(text);
    return (await readOwn(name)) ?? (await readShipped(name));
  }

  async function write(name: string, graph: Graph): Promise<SavedGraph> {
    const file = fileOf(name);
    await mkdir(dirname(file), { recursive: true });
    if (!(await lstat(dirname(file))).isDirectory())
      throw new MoodwireError(`"${dirname(name)}" is no folder: choose another name`);
    const temporary = join(root, `.${randomUUID()}.tmp`);
    try {
      await writeFile(temporary, serializeGraph(graph), { flag: 'wx' });
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
    return listed((await readOwn(name))!);
  }

  /** The names in the folder, whatever they hold. */
  async function ownNames(): Promise<string[]> {
    const names: string[] = [];
    const visit = async (folder: string, before: string): Promise<void> => {
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        const name = `${before}${entry.name.normalize('NFC')}`;
        if (entry.isDirectory() && before === '') await visit(join(folder, entry.name), `${name}/`);
        else if (entry.isFile() && name.endsWith('.json') && isGraphName(name.slice(0, -5)))
          names.push(name.slice(0, -5));
      }
    };
    await visit(root, '');
    return names;
  }

  /** Two names that differ in case alone are one file on some platforms. */
  async function twinOf(name: string): Promise<string | undefined> {
    const small = name.toLowerCase();
    return (await ownNames()).find((one) => one !== name && one.toLowerCase() === small);
  }

  async function refuseTwin(name: string): Promise<void> {
    const twin = await twinOf(name);
    if (twin !== undefined)
      throw new MoodwireError(`there is a graph "${twin}", whose name differs in case alone: use it, or another`);
  }

  function saveNow(text: string, graph: Graph, { revision }: Seen) {
    return inTurn(async (): Promise<{ readonly saved: SavedGraph } | Conflict> => {
      const name = graphName(text);
      const there = await find(name);
      if (there && there.revision !== revision) return { conflict: listed(there) };
      if (!there && revision !== undefined) {
        // It was deleted or renamed meanwhile: to save it again is a decision, not an accident.
        return { conflict: { name, revision: '', modified: 0, isShipped: false } };
      }
      await refuseTwin(name);
      return { saved: await write(name, graph) };
    });
  }

  async function own(text: string): Promise<ReadGraph | SavedGraph> {
    const name = graphName(text);
    const there = await readOwn(name);
    if (there) return there;
    if (await readShipped(name))
      throw new MoodwireError(`"${name}" ships with Moodwire and stays: save a copy under a name of your own`);
    throw new MoodwireError(`there is no graph "${name}"`);
  }

  return {
    async list() {
      const names = [...new Set([...allShipped(), ...(await ownNames())])].sort();
      const found = await Promise.all(names.map(async (name) => (await readOwn(name)) ?? readShipped(name)));
      return found.flatMap((one) => (one ? [listed(one)] : []));
    },
    async get(text) {
      if (!isGraphName(text)) return undefined;
      const found = await find(text);
      if (!found || 'graph' in found) return found as ReadGraph | undefined;
      throw new MoodwireError(`${found.name}: ${found.problem}`);
    },
    save: saveNow,
    rename: (text, to, { revision }) =>
      inTurn(async () => {
        const there = await own(text);
        if (revision !== undefined && there.revision !== revision) return { conflict: listed(there) };
        const name = graphName(to);
        const taken = await find(name);
        if (taken) return { taken: listed(taken) };
        if (there.name.toLowerCase() !== name.toLowerCase()) await refuseTwin(name);
        await mkdir(dirname(fileOf(name)), { recursive: true });
        await rename(fileOf(there.name), fileOf(name));
        return { saved: listed((await readOwn(name))!) };
      }),
    remove: (text, { revision }) =>
      inTurn(async () => {
        const there = await own(text);
        if (revision !== undefined && there.revision !== revision) return { conflict: listed(there) };
        return { trashed: await trash.take(fileOf(there.name), there.name) };
      }),
    trash: () => trash.list(),
    restore: (id) =>
      inTurn(async () => {
        const trashed = (await trash.list()).find((one) => one.id === id);
        if (!trashed) return undefined;
        let name = trashed.name;
        for (let n = 2; (await find(name)) || (await twinOf(name)); n++) name = `${trashed.name}-${n}`;
        await mkdir(dirname(fileOf(name)), { recursive: true });
        await trash.giveBack(id, fileOf(name));
        const back = await readOwn(name);
        return back && listed(back);
      }),
  };
}

function isGraphName(text: string): boolean {
  try {
    return graphName(text) === text.normalize('NFC');
  } catch {
    return false;
  }
}

const allShipped = (): string[] => [
  ...shippedGraphNames(),
  ...shippedGraphNames('examples').map((name) => `examples/${name}`),
];

function listed(graph: ReadGraph | SavedGraph): SavedGraph {
  const { name, title, description, thumbnail, revision, modified, isShipped, problem } = graph;
  return {
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(thumbnail !== undefined && { thumbnail }),
    revision,
    modified,
    isShipped,
    ...(problem !== undefined && { problem }),
  };
}
