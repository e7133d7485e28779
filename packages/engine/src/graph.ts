export { bindInputs } from './graph/bind.js';
export { buildGraph, type GraphBuilder, type Input, type Ref } from './graph/build.js';
export { closest, didYouMean } from './graph/closest.js';
export { defineGraph, type TypedGraph } from './graph/define-graph.js';
export { emptyGraph, type Graph, type GraphNode, graphJsonSchema } from './graph/document.js';
export { expand } from './graph/expand.js';
export { filesOf } from './graph/files.js';
export { type InterfaceInput, interfaceOf } from './graph/interface.js';
export { type Endpoint, parseEndpoint } from './graph/link.js';
export { type Parsed, parseGraph, parseGraphText } from './graph/parse.js';
export { formatProblem, type Problem, type Warning } from './graph/problem.js';
export { type ResolvedGraph, resolveGraph } from './graph/resolve.js';
export { serializeGraph } from './graph/serialize.js';
export { validateGraph } from './graph/validate.js';
export { textWarningsOf, warningsOf } from './graph/warnings.js';
export { MoodwireError, messageOf, stackText } from './node/failure.js';
export type { Fed, FlowContext, FlowResults } from './node/flow.js';
export {
  type AnyNode,
  defineNode,
  type FlowNode,
  type Inputs,
  type InputValues,
  type NodeDefinition,
  type Outputs,
  type OutputValues,
  type Params,
  type ParamValues,
  type RunContext,
} from './node/node.js';
export { createRegistry, type Pack, type Registry } from './pack/registry.js';
export {
  bool,
  type Curve,
  checkParam,
  choice,
  colour,
  curve,
  file,
  float,
  int,
  numbers,
  type Param,
  type ParamValue,
  seed,
  string,
  subgraph,
  texts,
} from './port/param.js';
export { type Assignability, assignable, type OptionalPort, type Port, portName, type ValueOf } from './port/port.js';
export {
  any,
  boolean,
  condition,
  either,
  emotion,
  image,
  integer,
  latent,
  lazy,
  list,
  mask,
  mllm,
  number,
  optional,
  prompt,
  text,
  unet,
  vae,
} from './port/ports.js';
export { randomNormal, randomUniform, randomWords } from './random/philox.js';
export { curveThrough } from './value/curve.js';
export type { Condition, Latent, Mask, ModelPart, Prompt } from './value/diffusion.js';
export { EMOTIONS, type Emotion, type EmotionName } from './value/emotion.js';
export type { Handle } from './value/handle.js';
export type { EncodedSource, Image } from './value/image.js';
export { type DType, floats, type Tensor, tensor } from './value/tensor.js';
export { byteLength, isTypedArray, type Json, type TypedArray, type Value } from './value/value.js';
