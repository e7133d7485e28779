/** What of the engine also runs in a browser: these folders, and graph.ts, which is their public face. */
const BROWSER_HALF = '(flow|graph|node|pack|port|random|value)(/|\\.ts$)';

/** The arrows between the rooms: server → nodes → engine, server → engine, editor → engine's graph, and nothing else. */
module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'engine-knows-no-other-room',
      severity: 'error',
      from: { path: '^packages/engine/' },
      to: { path: '^packages/(nodes|server)/|^@moodwire/nodes|^moodwire$' },
    },
    {
      name: 'engine-imports-no-runtime',
      comment: 'No ML runtime and no image library in the engine.',
      severity: 'error',
      from: { path: '^packages/engine/' },
      to: { path: 'node_modules/(onnxruntime|sharp|ws|rete)' },
    },
    {
      name: 'nodes-know-only-the-engine',
      severity: 'error',
      from: { path: '^packages/nodes/' },
      to: { path: '^packages/server/|^moodwire$' },
    },
    {
      name: 'nodes-know-no-http',
      severity: 'error',
      from: { path: '^packages/nodes/' },
      to: { path: '^(node:)?(http|https|http2|net|ws)$' },
    },
    {
      name: 'editor-knows-only-the-graph',
      comment: 'The editor speaks to the server over HTTP, and shares what documents are with it.',
      severity: 'error',
      from: { path: '^packages/editor/' },
      to: {
        path: '^packages/(engine|nodes|server)/|^@moodwire/(engine|nodes)|^moodwire$',
        pathNot: '^packages/engine/(src|dist)/graph\\.(d\\.)?[jt]s$|^@moodwire/engine/graph$',
      },
    },
    {
      name: 'editor-runs-in-a-browser',
      severity: 'error',
      from: { path: '^packages/editor/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-knows-the-editor',
      comment: 'The server serves what was built of it.',
      severity: 'error',
      from: { pathNot: '^packages/editor/' },
      to: { path: '^packages/editor/|^@moodwire/editor' },
    },
    {
      name: 'browser-half-stays-in-it',
      comment:
        'Documents, ports and validation also run in a browser: they reach each other and zod, and nothing else.',
      severity: 'error',
      from: { path: `^packages/engine/src/${BROWSER_HALF}` },
      to: { pathNot: `^packages/engine/src/${BROWSER_HALF}|(^|/)node_modules/zod/` },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
