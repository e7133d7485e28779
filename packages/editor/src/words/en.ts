/** Every string of the editor, by room. Where a number or a name goes in, it is a function. */
export const en = {
  // The frame: top bar, tabs, status bar, toasts
  // -----
  shell: {
    run: 'Run',
    close: 'Close',
    dismiss: 'Dismiss',
    messages: 'Messages',
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
  run: {
    job: (number: number) => `Run ${number}`,
    states: { queued: 'queued', running: 'running', done: 'done', failed: 'failed', cancelled: 'cancelled' },
    node: {
      queued: 'queued',
      running: 'running',
      runningAt: (done: number, total: number) => `running, step ${done} of ${total}`,
      cached: 'cached',
      done: (time: string) => `done in ${time}`,
      failed: 'failed',
      bypass: 'bypassed',
      mute: 'muted',
    },
  },
  // -----

  // Panels
  // -----
  panel: {
    retry: 'Try again',
    loading: 'Loading…',
    failed: (why: string) => `It could not be loaded: ${why}`,
    undo: 'Undo',
    queue: {
      title: 'Queue and history',
      running: 'Running',
      next: 'Next',
      history: 'History',
      nothing: 'Nothing runs',
      nothingHelp: 'Press Run to see how it goes here.',
      noHistory: 'What ran is kept here.',
      noHistoryHelp: 'Open it again, run it again, or compare two runs.',
      percent: (name: string, percent: number) => (name === '' ? `${percent} %` : `${name} · ${percent} %`),
      progress: (title: string) => `Progress of ${title}`,
      waits: (turn: number) => (turn === 1 ? 'starts next' : `${turn - 1} before it`),
      cancel: (title: string) => `Cancel ${title}`,
      first: (title: string) => `Move ${title} to the front`,
      up: (title: string) => `Move ${title} up`,
      down: (title: string) => `Move ${title} down`,
      more: 'Load older runs',
      open: 'Open graph',
      again: 'Run again',
      download: 'Download',
      picture: 'View',
      compare: 'Compare',
      delete: 'Delete',
      deleted: (count: number) => (count === 1 ? 'The run was deleted' : `${count} runs were deleted`),
      selected: (count: number) => `${count} selected`,
      compareHelp: 'Select one more with Shift or Ctrl to compare.',
      started: (title: string) => `${title} was queued again`,
      lost: 'The server is not heard. Trying again…',
      took: (time: string) => `took ${time}`,
    },
    compare: {
      title: 'Compare runs',
      outputs: 'Results',
      differences: 'What differs',
      same: 'Same graph, same inputs.',
      none: 'none',
      missing: 'not given',
      input: (name: string) => `input ${name}`,
      open: 'Open side by side',
      time: 'Time',
      faster: (percent: number) => `${percent} % faster`,
      slower: (percent: number) => `${percent} % slower`,
      added: 'added',
      removed: 'removed',
      name: 'What',
    },
    backends: {
      title: 'Machines',
      server: 'This server',
      up: (time: string) => `up ${time}`,
      stopping: 'stopping',
      jobs: (running: number, queued: number) => `${running} running, ${queued} waiting`,
      jobsRow: 'Jobs',
      none: 'All runs on this machine',
      noneHelp: 'To run the networks on a machine with a GPU, start a backend there and name it here:',
      there: 'On that machine',
      here: 'Here',
      answers: 'answers',
      silent: 'does not answer',
      now: 'Runs now',
      runs: (count: number) => (count === 0 ? 'nothing' : count === 1 ? '1 run' : `${count} runs`),
      memory: 'Memory',
      memoryOf: (used: string, limit: string) => `${used} of ${limit}`,
      held: 'In use',
      values: (count: number, size: string) => `${count} values, ${size}`,
      devices: 'Devices',
      models: 'Models',
      done: 'Nodes',
      doneOf: (done: number, failed: number) => (failed === 0 ? `${done} done` : `${done} done, ${failed} failed`),
      moved: 'Moved',
      movedOf: (sent: string, received: string) => `${sent} in, ${received} out`,
      cache: 'Kept results',
      disk: 'On disk',
      inMemory: 'In memory',
      clear: 'Clear…',
      clearAsk: 'Forget all kept results? Runs will compute them again.',
      clearYes: 'Clear',
      cleared: 'Kept results were cleared',
    },
    history: {
      title: 'History',
      opened: 'Opened',
      empty: 'Each change you make is listed here.',
      emptyHelp: 'Click one to go back to it.',
      undone: 'undone',
      current: 'now',
    },
    problems: {
      title: 'Problems',
      none: 'No problems',
      noneHelp: 'The graph can run as it is.',
      graph: 'The graph',
      failures: 'The last run',
      expected: (expected: string) => `Expected ${expected}.`,
      found: (found: string) => `Found ${found}.`,
      jump: (where: string) => `Go to ${where}`,
      count: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
      fixed: 'Fix',
    },
    fixes: {
      removeLink: () => 'Remove the link',
      useInstead: (name: string) => `Use “${name}”`,
      removeParam: () => 'Remove the setting',
      reset: (value: string) => (value === '' ? 'Reset' : `Reset to ${value}`),
      clamp: (value: string) => `Set to ${value}`,
      changeType: (type: string) => `Change to ${type}`,
      keepFirst: () => 'Keep the first link',
      mapEach: () => 'Run for each',
      stopMapping: () => 'Run once',
      removeValue: () => 'Keep the link',
      breakCircle: () => 'Break the circle',
      removeFromInterface: (name: string) => `Remove “${name}” from the interface`,
      connect: () => 'Connect a node…',
    },
    templates: {
      title: 'Templates',
      search: 'Search templates',
      none: 'No template has that name.',
      nodes: (count: number) => (count === 1 ? '1 node' : `${count} nodes`),
      open: (title: string) => `Open ${title}`,
      blank: 'Blank graph',
      blankHelp: 'Start from nothing',
    },
    graphs: {
      title: 'Graphs',
      search: 'Search graphs',
      own: 'Saved',
      shipped: 'Templates',
      none: 'No graphs are saved yet.',
      noneHelp: 'Save this one with its name, or start from a template.',
      noMatch: 'No graph has that name.',
      browse: 'Browse templates',
      rename: (title: string) => `Rename ${title}`,
      newName: 'New name',
      delete: (title: string) => `Delete ${title}`,
      deleted: (title: string) => `${title} was deleted`,
      restored: (title: string) => `${title} is back`,
    },
    outline: {
      title: 'Outline',
      tree: 'Nodes of the graph',
      empty: 'The graph is empty.',
      emptyHelp: 'Add a node to begin.',
      input: (name: string, from: string) => `input ${name} from ${from}`,
      unfed: (name: string) => `input ${name}, not connected`,
      optional: (name: string) => `input ${name}, optional, not connected`,
      param: (name: string, value: string) => `${name}: ${value}`,
      output: (name: string, to: string) => `output ${name} to ${to}`,
      unused: (name: string) => `output ${name}, not used`,
      problems: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
      and: ', ',
      removed: (title: string) => `${title} was removed`,
      emptyText: 'empty',
      unknown: 'unknown kind',
    },
    shortcuts: {
      title: 'Keyboard shortcuts',
      search: 'Search shortcuts',
      none: 'No shortcut has that name.',
      or: 'or',
      groups: {
        edit: 'Edit',
        view: 'View',
        file: 'File',
        run: 'Run',
        node: 'Nodes',
        select: 'Select',
        go: 'Go',
        canvas: 'Canvas',
        app: 'Editor',
        panel: 'Panels',
        graph: 'Graph',
        other: 'Other',
      },
    },
  },
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
