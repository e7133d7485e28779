export { createLocalDevice } from './device/local-device.js';
export { createHost, type HostOptions } from './host/host.js';
export { dataFolder, modelRoots, shippedGraph } from './host/places.js';
export { registry } from './host/registry.js';
export { type LoadedRegistry, loadRegistry, type RegistryOptions } from './pack/load-registry.js';
