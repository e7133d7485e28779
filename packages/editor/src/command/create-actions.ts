import type { Action, Actions, Editor } from '../editor/editor.js';
import { matchesKeys } from '../keys/key-names.js';
import { isMac } from '../keys/machine.js';

/** All that can be done, and the one way to do it. */
export function createActions(editor: () => Editor, all: readonly Action[]): Actions {
  return {
    all,
    do(id) {
      const action = all.find((one) => one.id === id);
      const now = editor();
      if (!action || action.isEnabled?.(now) === false) return;
      void Promise.resolve()
        .then(() => action.run(now))
        .catch((error: unknown) => {
          now.toasts.show({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
        });
    },
  };
}

/** Listens for shortcuts anywhere on the page. Gives what ends it. */
export function takeKeys(editor: Editor): () => void {
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as Element;
    const isText = target.matches('input, textarea, select, [contenteditable]');
    const isControl = target.matches(
      'button, a, [role=slider], [role=spinbutton], [role=combobox], [role=option], [role=treeitem], [role=radio], [role=tab], [role=menuitem]',
    );
    if (editor.dialog.get() && !event.ctrlKey && !event.metaKey) return;
    for (const action of editor.actions.all) {
      if (isText && !action.inText) continue;
      const keys = action.keys?.find((one) => matchesKeys(event, one, isMac));
      if (keys === undefined) continue;
      // A button takes Space and Enter for itself, and letters may be meant for it too.
      if (isControl && !/Mod|Alt|F1/.test(keys) && keys !== 'Escape') continue;
      if (action.isEnabled?.(editor) === false) continue;
      event.preventDefault();
      editor.actions.do(action.id);
      return;
    }
  }
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}
