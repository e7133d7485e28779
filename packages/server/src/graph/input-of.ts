import type { Graph, Json, Problem } from '@moodwire/engine';

/** The input of the interface whose given value has a problem: people know it by this name, not by the node's. */
export function inputOf(
  { code, node, port }: Problem,
  { interface: face }: Graph,
  given: Readonly<Record<string, Json>>,
): string | undefined {
  if (code !== 'bad-param' && code !== 'wrong-type') return undefined;
  const places = Object.entries(face?.inputs ?? {});
  return places.find(([name, at]) => Object.hasOwn(given, name) && [at].flat().includes(`${node}.${port}`))?.[0];
}
