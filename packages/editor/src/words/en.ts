/** Every string of the editor, by room. Where a number or a name goes in, it is a function. */
export const en = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: 'Run',
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
