import { parseEndpoint } from '@moodwire/engine/graph';
import type { Body } from '../document/body.js';
import type { Resolved } from '../kinds/resolved.js';

/** The nearest node before or after one that gives a value of this type, and its output. */
export function nearestOutput(
  body: Body,
  resolved: Resolved,
  subgraph: string | undefined,
  id: string,
  type: string,
  where: 'before' | 'after',
) {
  const seen = new Set([id]);
  let open = [id];
  while (open.length > 0) {
    const next: string[] = [];
    for (const one of open) {
      for (const other of where === 'before' ? sourcesOf(body, one) : consumersOf(body, one)) {
        if (seen.has(other)) continue;
        seen.add(other);
        const outputs = Object.entries(resolved.nodeOf(other, subgraph)?.outputs ?? {});
        const output = outputs.find(([, port]) => port.kind === type)?.[0];
        if (output !== undefined) return { node: other, output };
        next.push(other);
      }
    }
    open = next;
  }
  return undefined;
}

const sourcesOf = (body: Body, id: string): string[] =>
  Object.values(body.nodes[id]?.inputs ?? {})
    .flat()
    .flatMap((link) => parseEndpoint(link)?.node ?? []);

const consumersOf = (body: Body, id: string): string[] =>
  Object.keys(body.nodes).filter((other) => sourcesOf(body, other).includes(id));
