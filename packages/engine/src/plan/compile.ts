import type { LinkedBody } from '../graph/linked.js';
import { consumersOf } from './consumers.js';
import { flatten } from './flatten.js';
import { outputsOf, type Program, readsFiles } from './program.js';

const programs = new WeakMap<LinkedBody, Map<string, Program>>();

/**
 * The program of a graph that is called with these inputs of its interface. Throws `RangeError` when its subgraphs add
 * up to more nodes than can be run.
 */
export function programOf(body: LinkedBody, given: readonly string[]): Program {
  let known = programs.get(body);
  if (!known) {
    known = new Map();
    programs.set(body, known);
  }
  const key = JSON.stringify(given);
  let program = known.get(key);
  if (!program) {
    program = body.isPlain && given.length === 0 ? plainProgram(body) : flatten(body, given);
    known.set(key, program);
  }
  return program;
}

function plainProgram(body: LinkedBody): Program {
  const { nodes, order, isForward, scope } = body;
  return {
    nodes,
    order,
    isForward,
    outputs: body.outputs,
    targets: {
      has: (id) => scope.places.has(id),
      get(id) {
        const at = scope.places.get(id);
        return at === undefined ? undefined : outputsOf(nodes[at]!, at);
      },
    },
    readsFiles: readsFiles(nodes),
    get consumers() {
      body.memo.consumers ??= consumersOf(nodes);
      return body.memo.consumers;
    },
  };
}
