import type { NodeDefinition } from '@moodwire/engine';
import { expect } from 'vitest';

type Explained = Pick<NodeDefinition, 'type' | 'summary' | 'params'>;

/** A pack has these nodes, and each of them and of their params says in a sentence what it is for. */
export function expectHelp(nodes: readonly Explained[], types: readonly string[]): void {
  expect(nodes.map((node) => node.type)).toEqual(types);
  for (const node of nodes) {
    expect(node.summary).toMatch(/^[A-Z].{20,}\.$/);
    for (const param of Object.values(node.params)) expect(param.help).toMatch(/^[A-Z].{10,}\.$/);
  }
}
