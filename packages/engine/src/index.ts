export type { Backend, BackendListener, BackendTask, Source, Transfer } from './backend/backend.js';
export { createHoldings } from './backend/holdings.js';
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
export { CPU, createResources, type Host, type NetworkDevice, type Resources } from './node/host.js';
export { leftOut } from './plan/left-out.js';
export type { DeviceInfo, Limits, Welcome } from './protocol/messages.js';
export { type ChunkHeader, type Pipe, type PipeReceiver, ProtocolError } from './protocol/pipe.js';
export {
  createFrameDecoder,
  type FrameDecoder,
  type FrameDecoderOptions,
  type FrameEvents,
} from './protocol/websocket-decoder.js';
export {
  CHUNK_HEADER_BYTES,
  closePayload,
  frameHeadBytes,
  MAX_CHUNK_BYTES,
  OPCODE,
  writeChunkHeader,
  writeFrameHead,
} from './protocol/websocket-frame.js';
export { maskInto, unmask } from './protocol/websocket-mask.js';
export { createRemoteBackend, type ModelFile, type RemoteBackend } from './remote/remote-backend.js';
export { createNodeWorker } from './serve/node-worker.js';
export { createRelayWorker } from './serve/relay-worker.js';
export { type BackendServer, createBackendServer } from './serve/server.js';
export type { ModelStore } from './serve/server-options.js';
export { LostValue } from './store/lost.js';
export { openStore, type Store, type Stored, type StoredOutput } from './store/store.js';
export { readSafetensorsHeader } from './value/safetensors.js';
