import type { ShownCanvas, Tool } from '../canvas/shown-canvas.js';
import type { DraftStore } from '../draft/draft-store.js';
import type { Catalogue } from '../kinds/catalogue.js';
import type { Jobs } from '../run/jobs.js';
import type { Runner } from '../run/runner.js';
import type { Session } from '../session/session.js';
import type { Settings } from '../settings/settings.js';
import type { Readable, Store } from '../store/store.js';
import type { Toasts } from '../toast/toasts.js';
import type { Dialog } from './dialog.js';

/** The whole editor, as actions and panels reach it. */
export type Editor = {
  readonly catalogue: Catalogue;
  readonly settings: Store<Settings>;
  readonly sessions: Store<readonly Session[]>;
  readonly active: Store<Session>;
  readonly jobs: Jobs;
  readonly runner: Runner;
  /** The names of the server's models. */
  readonly models: Readable<readonly string[]>;
  readonly toasts: Toasts;
  readonly actions: Actions;
  /** The canvas that is shown, while one is. */
  readonly canvas: Store<ShownCanvas | undefined>;
  /** The nodes that were copied last, as text. */
  readonly copied: Store<string | undefined>;
  /** What the pointer does on empty canvas. */
  readonly tool: Store<Tool>;
  /** What is kept in this browser of all that is open. */
  readonly drafts: DraftStore;
  /** What is open above everything. */
  readonly dialog: Store<Dialog | undefined>;
  /** Says something to those who hear the page, and in the status bar. */
  readonly status: Store<string>;
};

/** Something that a person can do: by a shortcut, a menu, or the command palette. */
export type Action = {
  /** Such as `edit.undo`; also the key of its title in the words. */
  readonly id: string;
  /** Shortcuts such as `Mod+Z`, `Shift+A`, `Delete`; Mod is Cmd on a Mac and Ctrl elsewhere. */
  readonly keys?: readonly string[];
  /** Does it also work while one types? */
  readonly inText?: boolean;
  isEnabled?(editor: Editor): boolean;
  run(editor: Editor): unknown;
};

export type Actions = {
  readonly all: readonly Action[];
  /** Does one, where it can be done now. What fails is told as a toast. */
  do(id: string): void;
};
