import { createDraftStore } from '../draft/draft-store.js';
import type { Editor } from '../editor/editor.js';
import { keepFiles, watchTabs } from '../files/keep-files.js';
import { askedFor, startSessions } from '../files/start-graph.js';
import { loadCatalogue } from '../kinds/catalogue.js';
import { loadSettings } from '../settings/settings.js';
import { createToasts } from '../toast/toasts.js';
import { createEditor } from './create-editor.js';

/** Opens the editor with what was open before, what the address asks for, or the graph that ships. */
export async function start(): Promise<Editor> {
  const settings = loadSettings();
  const toasts = createToasts();
  const url = new URL(location.href);
  // Both at once: a large graph takes its time.
  const asked = askedFor(url);
  const catalogue = await loadCatalogue();
  const { registry } = catalogue;
  let editor: Editor | undefined;
  const tabs = watchTabs(() => editor);
  const drafts = createDraftStore({ registry, toasts, tabs, indexedDB: globalThis.indexedDB });
  const { sessions, active } = await startSessions({
    registry,
    drafts,
    toasts,
    url,
    asked,
    replaceAddress: (address) => history.replaceState(null, '', address),
  });
  editor = createEditor({ catalogue, settings, toasts, drafts }, sessions, active);
  keepFiles(editor, tabs);
  return editor;
}
