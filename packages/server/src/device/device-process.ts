import { createBackendServer, createHoldings, createNodeWorker } from '@moodwire/engine';
import { createHost } from '../host/host.js';
import { pipeToParent } from '../link/local-pipe.js';
import { loadRegistry } from '../pack/load-registry.js';
import { AGENT } from './agent.js';
import type { LocalDeviceOptions } from './local-device.js';
import { LOCAL_LIMITS, LOCAL_WINDOW } from './local-limits.js';

// Ctrl-C reaches the whole process group; the app decides when a device stops.
process.on('SIGINT', () => {});

const { modelRoots, config, device } = JSON.parse(process.argv[2] ?? '{}') as LocalDeviceOptions;
// The app has said what is wrong with the packs.
const { registry } = await loadRegistry({ config: config ?? false });
const holdings = createHoldings();
const server = createBackendServer({
  worker: createNodeWorker(registry, createHost({ modelRoots, ...(device ? { device } : {}) }), holdings),
  holdings,
  agent: AGENT,
  nodes: {},
  devices: [],
  memoryBytes: Number.MAX_SAFE_INTEGER,
  graceMs: 0,
  mostSessions: 1,
  limits: LOCAL_LIMITS,
  window: LOCAL_WINDOW,
  isShared: false,
  onLog() {},
});
const pipe = pipeToParent(LOCAL_LIMITS.message);
server.accept(pipe, 'the app', () => process.exit(0));
