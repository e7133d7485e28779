import { type Port, type Problem, portName } from '@moodwire/engine/graph';
import type { FormInput } from './form-inputs.js';

/** Why a graph cannot start from its form: a problem of the graph, or something that must come from outside. */
export type Hindrance =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'outside'; readonly name: string; readonly port: Port };

/** All that keeps the form from starting, each thing once. */
export function hindrances(problems: readonly Problem[], inputs: readonly FormInput[]): readonly Hindrance[] {
  return [
    ...problems.map((problem) => ({ kind: 'problem', problem }) as const),
    ...inputs.flatMap((input) =>
      input.kind === 'outside' && input.isRequired
        ? [{ kind: 'outside', name: input.name, port: input.port } as const]
        : [],
    ),
  ];
}

/** The type of a port in words, without what only networks know of it. */
export const plainType = ({ kind, of }: Port): string => portName(of ? { kind, of } : { kind });
