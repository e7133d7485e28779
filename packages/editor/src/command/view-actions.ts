import type { Action, Editor } from '../editor/editor.js';
import { zoomAt } from '../scene/viewport.js';
import type { PanelName, Settings } from '../settings/settings.js';
import { leaveTo } from './enter.js';

const zoom = (editor: Editor, to: (k: number) => number): void => {
  const stage = editor.canvas.get();
  if (!stage) return;
  const { width, height } = stage.view.size();
  stage.session.viewport.set((now) => zoomAt(now, to(now.k), { x: width / 2, y: height / 2 }));
};

const toggle = (editor: Editor, name: 'isLive' | 'snapsToGrid' | 'showsMinimap' | 'isRightOpen'): void =>
  editor.settings.set((now) => ({ ...now, [name]: !now[name] }));

/** Opens a panel at the left, or closes the one that is open. */
function togglePanel(editor: Editor, name: PanelName): void {
  editor.settings.set(({ leftPanel, ...rest }): Settings => (leftPanel === name ? rest : { ...rest, leftPanel: name }));
}

const panel = (name: PanelName, key?: string): Action => ({
  id: `view.${name}`,
  ...(key !== undefined && { keys: [key] }),
  run: (editor) => togglePanel(editor, name),
});

/** What one sees, and from where. */
export const viewActions: readonly Action[] = [
  {
    id: 'view.commands',
    keys: ['Mod+K', 'Mod+Shift+P'],
    inText: true,
    run: (editor) => editor.dialog.set({ kind: 'commands' }),
  },
  { id: 'view.shortcuts', keys: ['?', 'F1'], run: (editor) => editor.dialog.set({ kind: 'shortcuts' }) },
  { id: 'view.fit', keys: ['F', '.'], run: (editor) => editor.canvas.get()?.view.fit() },
  {
    id: 'view.fit-selected',
    keys: ['Shift+F'],
    isEnabled: (editor) => editor.active.get().selection.get().size > 0,
    run: (editor) => editor.canvas.get()?.view.fit(editor.active.get().selection.get()),
  },
  { id: 'view.zoom-in', keys: ['+', '='], run: (editor) => zoom(editor, (k) => k * 1.25) },
  { id: 'view.zoom-out', keys: ['-'], run: (editor) => zoom(editor, (k) => k / 1.25) },
  { id: 'view.zoom-100', keys: ['1'], run: (editor) => zoom(editor, () => 1) },
  {
    id: 'view.leave',
    keys: ['Alt+ArrowUp', 'U'],
    isEnabled: (editor) => editor.active.get().trail.get().length > 0,
    run(editor) {
      const session = editor.active.get();
      leaveTo(session, session.trail.get().length - 1);
    },
  },
  panel('outline', 'Alt+1'),
  panel('nodes', 'Alt+2'),
  panel('graphs', 'Alt+3'),
  panel('history', 'Alt+4'),
  panel('problems', 'Alt+5'),
  panel('backends', 'Alt+6'),
  { id: 'view.runs', keys: ['Alt+7'], run: (editor) => toggle(editor, 'isRightOpen') },
  { id: 'view.minimap', keys: ['M'], run: (editor) => toggle(editor, 'showsMinimap') },
  { id: 'view.snap', keys: ['G'], run: (editor) => toggle(editor, 'snapsToGrid') },
  { id: 'view.tool-pan', keys: ['H'], run: (editor) => editor.tool.set('pan') },
  { id: 'view.tool-box', keys: ['S'], run: (editor) => editor.tool.set('box') },
  { id: 'view.tool-lasso', keys: ['Q'], run: (editor) => editor.tool.set('lasso') },
  {
    id: 'view.app',
    keys: ['Mod+.'],
    inText: true,
    run: (editor) => editor.settings.set((now) => ({ ...now, view: now.view === 'app' ? 'graph' : 'app' })),
  },
  {
    id: 'view.theme',
    run: (editor) => editor.settings.set((now) => ({ ...now, theme: nextTheme(now.theme) })),
  },
  {
    id: 'view.language',
    run: (editor) => editor.settings.set((now) => ({ ...now, language: now.language === 'en' ? 'ko' : 'en' })),
  },
];

const nextTheme = (now: Settings['theme']): Settings['theme'] =>
  now === 'dark' ? 'light' : now === 'light' ? 'system' : 'dark';
