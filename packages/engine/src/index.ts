export type { Backend, BackendListener, BackendTask, Handle } from './backend/backend.js';
export type { Results } from './cache/memory-cache.js';
export {
  createEngine,
  type Engine,
  type EngineOptions,
  type Run,
  type RunOptions,
  type RunResult,
} from './execute/engine.js';
export type { RunEvent } from './execute/events.js';
export type { Failure } from './execute/execute.js';
export { createLimit, type Limit } from './execute/limit.js';
export { bindInputs } from './graph/bind.js';
export { buildGraph, type GraphBuilder, type Ref } from './graph/build.js';
export { closest, didYouMean } from './graph/closest.js';
export { emptyGraph, type Graph, type GraphNode, graphJsonSchema } from './graph/document.js';
export { type Endpoint, parseEndpoint } from './graph/link.js';
export { type Parsed, parseGraph, parseGraphText } from './graph/parse.js';
export { formatProblem, type Problem } from './graph/problem.js';
export { serializeGraph } from './graph/serialize.js';
export { validateGraph } from './graph/validate.js';
export { digest } from './key/digest.js';
export { MoodwireError } from './node/failure.js';
export { createResources, type Host, type Resources } from './node/host.js';
export * from './node/node.js';
export { createRegistry, type Pack, type Registry } from './pack/registry.js';
export * from './port/param.js';
export * from './port/port.js';
export * from './port/ports.js';
export { createFrameReader, encodeFrame } from './protocol/frame.js';
export * from './random/philox.js';
export * from './value/diffusion.js';
export * from './value/emotion.js';
export * from './value/image.js';
export * from './value/tensor.js';
export * from './value/value.js';
