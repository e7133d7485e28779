import { MoodwireError } from '../node/failure.js';
import type { AnyNode, FlowNode } from '../node/node.js';
import { int, subgraph } from '../port/param.js';
import { carryProblem, without } from './body.js';
import { createRounds } from './rounds.js';

const params = {
  body: subgraph({ help: 'The subgraph that each round runs; its output "again" says whether another follows.' }),
  limit: int({ default: 1000, min: 1, max: 100_000, help: 'More rounds than this are an error.' }),
};

export const whileNode: FlowNode = {
  type: 'flow/while',
  title: 'While',
  version: 1,
  summary:
    'Runs a subgraph until its output "again" is false. What it gives under the name of an input goes into the next round.',
  inputs: {},
  params,
  outputs: {},
  runsOn: 'engine',
  derive(body) {
    if (body.outputs['again']?.kind !== 'boolean' && body.outputs['again']?.kind !== 'any') {
      return 'an output "again" that is true or false';
    }
    const wrong = carryProblem(body);
    if (wrong !== undefined) return wrong;
    return {
      ...whileNode,
      inputs: without(body.inputs, 'index'),
      params: { ...without(body.params, 'index', 'body', 'limit'), ...params },
      outputs: without(body.outputs, 'again'),
      flow: (context) => runWhile(context, body),
    };
  },
  async flow() {
    throw new MoodwireError('a While has no body: name a subgraph');
  },
};

const runWhile = async (context: Parameters<FlowNode['flow']>[0], body: AnyNode) => {
  const limit = Number(context.params['limit']);
  const rounds = createRounds(context, body);
  const hasIndex = Object.hasOwn(body.inputs, 'index') || Object.hasOwn(body.params, 'index');
  for (let index = 0; index < limit; index++) {
    const made = await rounds.next(hasIndex ? { index: context.hold(index) } : {});
    context.progress(index + 1, limit);
    const again = await context.read(made['again']!);
    if (typeof again !== 'boolean') throw new MoodwireError(`"again" is ${typeof again}, expected true or false`);
    if (!again) return rounds.results();
  }
  throw new MoodwireError(`still not done after ${limit} rounds: raise "limit", or let "again" become false sooner`);
};
