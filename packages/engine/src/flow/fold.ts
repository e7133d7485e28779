import { MoodwireError } from '../node/failure.js';
import type { AnyNode, FlowNode } from '../node/node.js';
import { subgraph } from '../port/param.js';
import { list } from '../port/ports.js';
import { carryProblem, without } from './body.js';
import { createRounds } from './rounds.js';

const params = { body: subgraph({ help: 'The subgraph that each round runs; its input "item" gets the next item.' }) };

export const foldNode: FlowNode = {
  type: 'flow/fold',
  title: 'Fold',
  version: 1,
  summary:
    'Runs a subgraph for one item of a list after the other. What it gives under the name of an input goes into the next round.',
  inputs: {},
  params,
  outputs: {},
  runsOn: 'engine',
  derive(body) {
    const item = body.inputs['item'] ?? body.params['item']?.port;
    if (!item) return 'an input "item"';
    const wrong = carryProblem(body);
    if (wrong !== undefined) return wrong;
    return {
      ...foldNode,
      inputs: { ...without(body.inputs, 'item', 'index'), items: list(item) },
      params: { ...without(body.params, 'item', 'index', 'body'), ...params },
      outputs: body.outputs,
      flow: (context) => runFold(context, body),
    };
  },
  async flow() {
    throw new MoodwireError('a Fold has no body: name a subgraph');
  },
};

const runFold = async (context: Parameters<FlowNode['flow']>[0], body: AnyNode) => {
  const items = await context.items(context.inputs['items']!);
  const rounds = createRounds(context, body);
  const hasIndex = Object.hasOwn(body.inputs, 'index') || Object.hasOwn(body.params, 'index');
  for (const [index, item] of items.entries()) {
    await rounds.next(hasIndex ? { item, index: context.hold(index) } : { item });
    context.progress(index + 1, items.length);
  }
  return rounds.results();
};
