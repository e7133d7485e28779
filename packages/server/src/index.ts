export { createLocalDevice } from './device/local-device.js';
export { close, type Packs } from './engine/shared-engine.js';
export { GraphError, RunError } from './graph/errors.js';
export { createHost, type HostOptions } from './host/host.js';
export { dataFolder, modelRoots, shippedGraph } from './host/places.js';
export { registry } from './host/registry.js';
export { type LoadedGraph, type LoadOptions, loadGraph, type Values } from './library/load-graph.js';
export { type Job, type RunOptions, run } from './library/run.js';
export { type LoadedRegistry, loadRegistry, type RegistryOptions } from './pack/load-registry.js';
