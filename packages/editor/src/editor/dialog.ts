import type { Point } from '../document/body.js';

/** What can be open above the canvas. */
export type Dialog =
  | { readonly kind: 'commands' }
  | { readonly kind: 'nodes'; readonly at: Point; readonly from?: LooseLink }
  | { readonly kind: 'connect'; readonly node: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'templates' }
  | { readonly kind: 'save-as' }
  | { readonly kind: 'save-conflict'; readonly conflict: ConflictChoices }
  | { readonly kind: 'open-elsewhere'; readonly name: string; openCopy(): void; takeOver(): unknown }
  | { readonly kind: 'share-link'; readonly url: string; readonly note?: string }
  | { readonly kind: 'picture'; readonly url: string; readonly title: string }
  | { readonly kind: 'compare'; readonly before: string; readonly after: string; readonly title: string }
  | { readonly kind: 'runs'; readonly jobs: readonly [string, string] }
  | { readonly kind: 'confirm'; readonly text: string; readonly action: string; readonly onYes: () => void };

/** A link that was let go over nothing: from an output or an input of a node, or from a param. */
export type LooseLink = { readonly node: string; readonly port: string; readonly side: 'input' | 'output' };

/** A graph that is saved on the server in another version: what can be done. */
export type ConflictChoices = {
  readonly name: string;
  /** When the other version was saved; nothing where the graph is gone from there. */
  readonly modified?: number;
  loadTheirs(): Promise<unknown>;
  saveCopy(): void;
  overwrite(): Promise<unknown>;
};
