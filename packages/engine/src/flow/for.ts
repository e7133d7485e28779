import { MoodwireError } from '../node/failure.js';
import type { AnyNode, FlowNode } from '../node/node.js';
import { int, subgraph } from '../port/param.js';
import { carryProblem, without } from './body.js';
import { createRounds } from './rounds.js';

const params = {
  body: subgraph({ help: 'The subgraph that each round runs.' }),
  count: int({ default: 1, min: 0, max: 100_000, help: 'How many rounds.' }),
};

export const forNode: FlowNode = {
  type: 'flow/for',
  title: 'For',
  version: 1,
  summary:
    'Runs a subgraph a number of times. What it gives under the name of an input goes into the next round; an input "index" gets 0, 1, 2 …',
  inputs: {},
  params,
  outputs: {},
  runsOn: 'engine',
  derive(body) {
    const wrong = carryProblem(body);
    if (wrong !== undefined) return wrong;
    return {
      ...forNode,
      inputs: without(body.inputs, 'index'),
      params: { ...without(body.params, 'index', 'body', 'count'), ...params },
      outputs: body.outputs,
      flow: (context) => runFor(context, body),
    };
  },
  async flow() {
    throw new MoodwireError('a For has no body: name a subgraph');
  },
};

const runFor = async (context: Parameters<FlowNode['flow']>[0], body: AnyNode) => {
  const count = Number(context.params['count']);
  const rounds = createRounds(context, body);
  const hasIndex = Object.hasOwn(body.inputs, 'index') || Object.hasOwn(body.params, 'index');
  for (let index = 0; index < count; index++) {
    await rounds.next(hasIndex ? { index: context.hold(index) } : {});
    context.progress(index + 1, count);
  }
  return rounds.results();
};
