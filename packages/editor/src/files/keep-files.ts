import { followTabs, makeCopy, sessionOfKey } from '../draft/follow-tabs.js';
import { createTabWatch, type TabWatch } from '../draft/tab-watch.js';
import type { Editor } from '../editor/editor.js';
import { closeTab } from '../editor/tabs.js';
import { isChanged } from '../session/create-session.js';
import type { Session } from '../session/session.js';
import { words } from '../words/words.js';
import { autosave } from './autosave.js';
import { loadTheirs, saveGraph } from './saving.js';

/** Watches the other tabs of this browser. There is no editor yet while drafts are restored. */
export function watchTabs(editor: () => Editor | undefined): TabWatch {
  const sessionFor = (key: string): Session | undefined => sessionOfKey(editor()?.sessions.get() ?? [], key);
  return createTabWatch({
    locks: navigator.locks,
    channel: 'BroadcastChannel' in globalThis ? new BroadcastChannel('moodwire') : undefined,
    async onAsked(key) {
      const session = sessionFor(key);
      const { name, isShipped } = session?.origin.get() ?? {};
      if (session && name !== undefined && isShipped === false && isChanged(session))
        await saveGraph(editor()!, session);
      await editor()?.drafts.flush();
    },
    onLost(key) {
      const session = sessionFor(key);
      if (!session) return;
      const { name = '' } = session.origin.get();
      if (key.startsWith('draft:')) {
        editor()!.drafts.letGo(session.id);
        closeTab(editor()!, session);
      } else {
        makeCopy(session);
        editor()!.toasts.show({ tone: 'plain', text: words().files.takenOver(name) });
      }
    },
    onSaved: (name, revision) => void savedElsewhere(editor(), name, revision),
  });
}

/** What is unchanged here follows what another tab saved; of the rest a save will tell. */
async function savedElsewhere(editor: Editor | undefined, name: string, revision: string): Promise<void> {
  for (const session of editor?.sessions.get() ?? []) {
    const origin = session.origin.get();
    if (origin.name !== name || origin.isShipped || origin.revision === revision) continue;
    if (isChanged(session)) editor!.toasts.show({ tone: 'plain', text: words().files.conflictTold(name) });
    else await loadTheirs(session, name).catch(() => {});
  }
}

/** Keeps everything that is open, here and on the server, from now on. */
export function keepFiles(editor: Editor, tabs: TabWatch): void {
  editor.drafts.follow(editor.sessions, editor.active);
  autosave(editor);
  followTabs(tabs, editor.sessions, ({ name, openCopy, takeOver }) =>
    editor.dialog.set({ kind: 'open-elsewhere', name, openCopy, takeOver }),
  );
}
