import { type Graph, type Json, parseGraph, serializeGraph } from '@moodwire/engine/graph';
import { ApiError, api, type SavedGraph } from '../api/api.js';
import { makeCopy } from '../draft/follow-tabs.js';
import type { Editor } from '../editor/editor.js';
import { readSaved } from '../editor/tabs.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';

type Saver = Pick<Editor, 'active' | 'dialog' | 'toasts' | 'status'>;

/** What became of a save. */
export type SaveResult =
  | { readonly kind: 'saved'; readonly name: string; readonly revision: string }
  /** It has no name of its own: the dialog that asks for one is open. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'conflict'; readonly conflict: SaveConflict }
  | { readonly kind: 'failed'; readonly message: string };

/** The server has another version under the name. Nothing was changed there or here.
 * @internal
 */
export type SaveConflict = {
  readonly name: string;
  /** When the other version was saved, in milliseconds since 1970; nothing where the graph was deleted or renamed. */
  readonly modified?: number;
  /** Shows the other version here, as a step: undo brings back what was here. */
  loadTheirs(): Promise<void>;
  /** Asks for another name. */
  saveCopy(): void;
  /** Puts this version in place of the other one. */
  overwrite(): Promise<SaveResult>;
};

/** Saves of a session, one after the other: each names the revision that the one before gave. */
const turns = new WeakMap<Session, Promise<unknown>>();

/** Saves a graph under its name on the server; one that has none of its own, or that came with Moodwire, is asked for it. */
export function saveGraph(editor: Saver, session: Session): Promise<SaveResult> {
  return inTurn(session, async () => {
    const { name, isShipped, revision, graph } = session.origin.get();
    if (name === undefined || isShipped) {
      editor.active.set(session);
      editor.dialog.set({ kind: 'save-as' });
      return { kind: 'asked' };
    }
    if (graph === session.document.get() && revision !== undefined) return { kind: 'saved', name, revision };
    return send(editor, session, name, revision);
  });
}

/**
 * Saves a graph under a name.
 * @param replaces the revision of the graph of that name that it takes the place of; none for a name that is new
 */
export function saveGraphAs(
  editor: Saver,
  session: Session,
  name: string,
  replaces: string | undefined,
): Promise<SaveResult> {
  return inTurn(session, () => send(editor, session, name, replaces));
}

function inTurn(session: Session, work: () => Promise<SaveResult>): Promise<SaveResult> {
  const done = (turns.get(session) ?? Promise.resolve()).then(work, work);
  turns.set(session, done);
  return done;
}

async function send(editor: Saver, session: Session, name: string, revision: string | undefined): Promise<SaveResult> {
  const graph = session.document.get();
  try {
    return saved(editor, session, graph, await api.saveGraph(name, graph, revision));
  } catch (error) {
    const isConflict = error instanceof ApiError && error.code === 'revision-conflict';
    return isConflict ? conflictOf(editor, session, name, graph).catch(failed) : failed(error);
  }
}

/** Shows what the server has under a name, as a step that can be undone. */
export async function loadTheirs(session: Session, name: string): Promise<void> {
  const { graph, origin } = await readSaved(name);
  session.trail.set([]);
  session.document.edit(words().files.loadTheirs, (draft) => {
    for (const key of Object.keys(draft)) delete (draft as Record<string, unknown>)[key];
    Object.assign(draft, graph);
  });
  session.origin.set({ ...origin, graph: session.document.get() });
}

const failed = (error: unknown): SaveResult => ({
  kind: 'failed',
  message: error instanceof Error ? error.message : String(error),
});

function saved(editor: Saver, session: Session, graph: Graph, { name, revision }: SavedGraph): SaveResult {
  session.origin.set({ name, revision, isShipped: false, graph });
  editor.status.set(words().files.saved(name));
  return { kind: 'saved', name, revision };
}

async function conflictOf(editor: Saver, session: Session, name: string, graph: Graph): Promise<SaveResult> {
  const theirs = await api.graph(name).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  // What is there is what was to be saved: an answer was lost on its way.
  if (theirs && isSame(theirs.graph, graph)) return saved(editor, session, graph, theirs);
  const conflict: SaveConflict = {
    name,
    ...(theirs && { modified: theirs.modified }),
    async loadTheirs() {
      await loadTheirs(session, name);
      editor.active.set(session);
      editor.toasts.show({ tone: 'plain', text: words().files.theirsLoaded });
    },
    saveCopy() {
      makeCopy(session);
      editor.active.set(session);
      editor.dialog.set({ kind: 'save-as' });
    },
    overwrite: () => saveGraphAs(editor, session, name, theirs?.revision),
  };
  return { kind: 'conflict', conflict };
}

function isSame(theirs: Json, mine: Graph): boolean {
  const parsed = parseGraph(theirs);
  return 'graph' in parsed && serializeGraph(parsed.graph) === serializeGraph(mine);
}

/** Shows what became of a save that somebody asked for. */
export function tellSave(editor: Pick<Editor, 'dialog' | 'toasts'>, result: SaveResult): void {
  const w = words().files;
  if (result.kind === 'conflict') editor.dialog.set({ kind: 'save-conflict', conflict: result.conflict });
  else if (result.kind === 'failed') editor.toasts.show({ tone: 'error', text: w.notSaved(result.message) });
  else if (result.kind === 'saved') editor.toasts.show({ tone: 'ok', text: w.saved(result.name) });
}
