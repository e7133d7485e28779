import type { Tool } from '../canvas/gesture/pointer.js';
import type { Stage } from '../canvas/stage.js';
import type { Actions } from '../command/actions.js';
import type { Catalogue } from '../kinds/catalogue.js';
import type { Jobs } from '../run/jobs.js';
import type { Runner } from '../run/runner.js';
import type { Session } from '../session/session.js';
import type { Toasts } from '../shell/toasts.js';
import type { Readable, Store } from '../store/store.js';
import type { Dialog } from './dialog.js';
import type { Settings } from './settings.js';

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
  readonly canvas: Store<Stage | undefined>;
  /** The nodes that were copied last, as text. */
  readonly copied: Store<string | undefined>;
  /** What the pointer does on empty canvas. */
  readonly tool: Store<Tool>;
  /** What is open above everything. */
  readonly dialog: Store<Dialog | undefined>;
  /** Says something to those who hear the page, and in the status bar. */
  readonly status: Store<string>;
};
