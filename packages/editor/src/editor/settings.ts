import type { Language } from '../words/words.js';

/** What a person set for this browser. */
export type Settings = {
  readonly theme: 'dark' | 'light' | 'system';
  readonly language: Language;
  /** Does a change of a slider run the graph at once? */
  readonly isLive: boolean;
  readonly snapsToGrid: boolean;
  readonly showsMinimap: boolean;
  /** The panel at the left, and whether the one at the right is open. */
  readonly leftPanel?: PanelName;
  readonly isRightOpen: boolean;
  /** `graph`: the canvas; `app`: the graph's interface as a form. */
  readonly view: 'graph' | 'app';
};

export const PANELS = ['outline', 'nodes', 'graphs', 'history', 'problems', 'backends'] as const;
export type PanelName = (typeof PANELS)[number];
