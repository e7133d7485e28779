import type { Words } from './words.js';

export const ko: Words = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: '실행',
  },
  // -----

  // The canvas: nodes, links, gestures
  // -----
  canvas: {},
  // -----

  // Nodes, their states, and what they show
  // -----
  node: {},
  // -----

  // Widgets
  // -----
  widget: {},
  // -----

  // Values that are looked at
  // -----
  look: {},
  // -----

  // The search palettes
  // -----
  palette: {},
  // -----

  // Titles of actions, by their ids
  // -----
  actions: {},
  // -----

  // Runs, queue and history
  // -----
  run: {},
  // -----

  // Panels
  // -----
  panel: {},
  // -----

  // Opening, saving and sharing
  // -----
  files: {},
  // -----

  // The app view
  // -----
  app: {},
  // -----
};
