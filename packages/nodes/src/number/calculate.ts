import { choice, defineNode, float, integer, MoodwireError, number } from '@moodwire/engine';

const OPERATIONS = ['add', 'subtract', 'multiply', 'divide', 'remainder', 'power', 'smaller', 'larger'] as const;
type Operation = (typeof OPERATIONS)[number];

export const calculate = defineNode({
  type: 'number/calculate',
  title: 'Calculate',
  version: 1,
  summary: 'Works out one number from two, such as half a width or a sum that grows with each round.',
  inputs: {},
  params: {
    a: float({ default: 0, help: 'The first number. Type it in, or link one to it.' }),
    operation: choice(OPERATIONS, {
      default: 'add',
      help: 'What to do with a and b. Remainder is what division leaves over; smaller and larger pick one of them.',
    }),
    b: float({ default: 0, help: 'The second number. Type it in, or link one to it.' }),
  },
  outputs: { result: number(), rounded: integer() },
  runsOn: 'host',
  run({ params: { a, operation, b } }) {
    const result = work(a, operation, b);
    if (!Number.isFinite(result)) {
      throw new MoodwireError(`${a} ${operation} ${b} has no answer that is a number: give other numbers`);
    }
    return { result, rounded: Math.round(result) };
  },
});

function work(a: number, operation: Operation, b: number): number {
  switch (operation) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'divide':
    case 'remainder':
      if (b === 0) throw new MoodwireError(`${a} cannot be divided by 0: give another b`);
      return operation === 'divide' ? a / b : a % b;
    case 'power':
      return a ** b;
    case 'smaller':
      return Math.min(a, b);
    case 'larger':
      return Math.max(a, b);
  }
}
