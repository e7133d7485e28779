import type { Editor } from '../editor/editor.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';
import { saveGraph, tellSave } from './saving.js';

type Saver = Pick<Editor, 'sessions' | 'active' | 'dialog' | 'toasts' | 'status'>;

/** Graphs that have a name of their own on the server are saved this long after the last change. */
const REST_MS = 2000;
/** A server that did not answer is asked again after this time. */
const AGAIN_MS = 10_000;

/** Saves the open graphs that have a name of their own as they change, until the result is called. */
export function autosave(editor: Saver): () => void {
  const following = new Map<Session, () => void>();

  function follow(session: Session): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** The revision that a conflict was told of: until it is another, nothing is tried. */
    let refused: string | undefined;
    let hasTold = false;

    function look(): void {
      clearTimeout(timer);
      const { name, revision, isShipped, graph } = session.origin.get();
      if (name === undefined || isShipped || graph === session.document.get()) return;
      if (refused !== undefined && refused === revision) return;
      refused = undefined;
      timer = setTimeout(() => void save(), REST_MS);
    }

    async function save(): Promise<void> {
      const { revision } = session.origin.get();
      const result = await saveGraph(editor, session).catch((error: unknown) => ({
        kind: 'failed' as const,
        message: error instanceof Error ? error.message : String(error),
      }));
      if (result.kind === 'conflict') {
        refused = revision ?? '';
        editor.toasts.show({
          tone: 'error',
          text: words().files.conflictTold(result.conflict.name),
          action: {
            label: words().files.conflictLook,
            // It is looked at anew: somebody may have decided since.
            run: () => void saveGraph(editor, session).then((now) => tellSave(editor, now)),
          },
        });
      } else if (result.kind === 'failed') {
        editor.status.set(words().files.notSaved(result.message));
        if (!hasTold) editor.toasts.show({ tone: 'error', text: words().files.notSavedYet(result.message) });
        hasTold = true;
        if (following.has(session)) timer = setTimeout(() => void save(), AGAIN_MS);
      } else {
        hasTold = false;
        // What changed while it was sent.
        if (following.has(session)) look();
      }
    }

    const offs = [session.document.subscribe(look), session.origin.subscribe(look)];
    look();
    return () => {
      for (const off of offs) off();
      clearTimeout(timer);
      // What is closed is not lost for want of two seconds.
      const { name, isShipped, graph } = session.origin.get();
      if (refused === undefined && name !== undefined && !isShipped && graph !== session.document.get()) {
        void saveGraph(editor, session).catch(() => {});
      }
    };
  }

  const look = (): void => {
    const open = editor.sessions.get();
    for (const [session, off] of following) {
      if (open.includes(session)) continue;
      following.delete(session);
      off();
    }
    for (const session of open) if (!following.has(session)) following.set(session, follow(session));
  };
  const off = editor.sessions.subscribe(look);
  look();
  return () => {
    off();
    const all = [...following.values()];
    following.clear();
    for (const one of all) one();
  };
}
