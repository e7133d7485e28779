export type { Backend, BackendListener, BackendTask } from './backend/backend.js';

export {
  createEngine,
  type Engine,
  type EngineOptions,
  type Run,
  type RunOptions,
  type RunResult,
} from './execute/engine.js';
export type { RunEvent } from './execute/events.js';
export type { Failure } from './execute/session.js';

export * from './graph.js';
export { digest } from './key/digest.js';
export { createResources, type Host, type Resources } from './node/host.js';
export { leftOut } from './plan/left-out.js';
export { createFrameReader, encodeFrame } from './protocol/frame.js';
export { LostValue } from './store/lost.js';
export { openStore, type Store, type Stored, type StoredOutput } from './store/store.js';
export { readSafetensorsHeader } from './value/safetensors.js';
