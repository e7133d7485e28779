import { boolean, choice, defineNode, float } from '@moodwire/engine';

const RELATIONS = ['less than', 'at most', 'equal to', 'other than', 'at least', 'more than'] as const;
type Relation = (typeof RELATIONS)[number];

export const compare = defineNode({
  type: 'number/compare',
  title: 'Compare',
  version: 1,
  summary: 'Asks how two numbers stand to each other and answers yes or no, for a Switch or a While to go by.',
  inputs: {},
  params: {
    a: float({ default: 0, help: 'The number that is asked about. Type it in, or link one to it.' }),
    is: choice(RELATIONS, {
      default: 'more than',
      help: 'What is asked of a: whether it is less than b, at most b, and so on.',
    }),
    b: float({ default: 0, help: 'The number that it is held against. Type it in, or link one to it.' }),
  },
  outputs: { yes: boolean() },
  runsOn: 'host',
  run({ params: { a, is, b } }) {
    return { yes: holds(a, is, b) };
  },
});

function holds(a: number, is: Relation, b: number): boolean {
  switch (is) {
    case 'less than':
      return a < b;
    case 'at most':
      return a <= b;
    case 'equal to':
      return a === b;
    case 'other than':
      return a !== b;
    case 'at least':
      return a >= b;
    case 'more than':
      return a > b;
  }
}
