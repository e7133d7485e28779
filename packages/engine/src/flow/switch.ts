import { MoodwireError } from '../node/failure.js';
import type { FlowNode } from '../node/node.js';
import { bool } from '../port/param.js';
import { any, lazy, optional } from '../port/ports.js';

export const switchNode: FlowNode = {
  type: 'flow/switch',
  title: 'Switch',
  version: 1,
  summary: 'Lets one of two values through. What leads to the other is not even computed.',
  inputs: { yes: optional(lazy(any())), no: optional(lazy(any())) },
  params: { on: bool({ default: true, help: 'On lets "yes" through, off lets "no" through. A link can decide it.' }) },
  outputs: { value: any() },
  runsOn: 'engine',
  async flow({ params, demand, items, hold, read }) {
    const side = params['on'] ? 'yes' : 'no';
    const value = await demand(side);
    if (value === undefined) {
      const advice = 'link a node to it; one that is linked, or what it needs, is muted or bypassed';
      throw new MoodwireError(`"${side}" is chosen, but nothing comes to it: ${advice}`);
    }
    return { value: 'digest' in value ? value : hold(await Promise.all((await items(value)).map(read))) };
  },
};
