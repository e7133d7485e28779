import type { Editor } from '../editor/editor.js';

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
