import type { AnyNode } from '@moodwire/engine';

/** A node's declaration as plain data. */
export function describeNode(node: AnyNode): Readonly<Record<string, unknown>> {
  const { type, title, version, summary, inputs, params, outputs, runsOn, cache } = node;
  return { type, title, version, summary, inputs, params, outputs, runsOn, cache: cache ?? 'results' };
}
