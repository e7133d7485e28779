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
  canvas: {
  },
  // -----

  // Nodes, their states, and what they show
  // -----
  node: {
  },
  // -----

  // Widgets
  // -----
  widget: {
  },
  // -----

  // Values that are looked at
  // -----
  look: {
  },
  // -----

  // The search palettes
  // -----
  palette: {
    addNode: 'Add a node',
    findNode: 'Find a node…',
    findCommand: 'Find a command, node or graph…',
    commands: 'Commands',
    nodes: 'Nodes of this graph',
    graphs: 'Graphs',
    recent: 'Recent',
    goTo: (name: string) => `Go to: ${name}`,
    open: (name: string) => `Open: ${name}`,
    nothing: (query: string) =>
      query.trim() === '' ? 'There is nothing that fits.' : `Nothing found for “${query.trim()}”.`,
    found: (count: number) => (count === 1 ? '1 found' : `${count} found`),
    takes: (type: string) => `takes ${type}`,
    gives: (type: string) => `gives ${type}`,
    connectTo: (port: string) => `→ ${port}`,
    connectFrom: (port: string) => `${port} →`,
    choose: 'choose',
    insert: 'insert',
    insertAndConnect: 'insert & connect',
    byPort: 'by type of port',
    doIt: 'do it',
    close: 'close',
    categories: {
      image: 'Picture',
      emotion: 'Emotion',
      latent: 'Latent',
      model: 'Model',
      mask: 'Mask',
      list: 'List',
      number: 'Number',
      text: 'Text',
      flow: 'Flow',
      subgraph: 'Subgraphs of this graph',
      other: 'Other',
    },
  },
  // -----

  // Titles of actions, by their ids
  // -----
  actions: {
  },
  // -----

  // Runs, queue and history
  // -----
  run: {
  },
  // -----

  // Panels
  // -----
  panel: {
  },
  // -----

  // Opening, saving and sharing
  // -----
  files: {
    linkTooLong:
      'This graph is too large for a link: programs cut links off after 64 kB. Save it on the server, or download it and send the file.',
    linkTooLongToOpen:
      'This link is too long to hold a graph: Moodwire makes none above 64 kB. Ask for the file instead.',
    linkDamaged:
      'The graph in this link is damaged; perhaps the link was cut off. Ask for it once more, or for the file.',
    linkNotGraph: (problem: string) => `The link holds no graph that can be opened: ${problem}`,
    leftOutOfLink: (names: string) =>
      `Left out, since they lie on this machine alone: ${names}. Who opens the link chooses files of their own.`,
  },
  // -----

  // The app view
  // -----
  app: {
  },
  // -----
};
