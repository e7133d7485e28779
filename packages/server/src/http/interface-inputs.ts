import {
  didYouMean,
  type Graph,
  interfaceOf,
  type Json,
  type Problem,
  portName,
  type Registry,
} from '@moodwire/engine';
import { inputValue } from '../graph/input-value.js';

/** Kinds of inputs, beside params, whose values can be written as text. */
const WRITABLE = ['text', 'number', 'integer', 'boolean', 'any'];

type Read = { readonly inputs: Readonly<Record<string, Json>>; readonly problems: readonly Problem[] };

/** What a form holds for a graph's interface, as the inputs want it: `files` by their references. What cannot be read is a problem, and left out. */
export function readFields(
  graph: Graph,
  registry: Registry,
  fields: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
): Read {
  const known = interfaceOf(graph, registry).inputs;
  const names = [...known.keys()];
  const problems: Problem[] = [];
  const inputs: Record<string, Json> = {};
  const wrong = (port: string, found: string, expected: string, hint: string): void => {
    problems.push({ code: 'unknown-interface-input', port, found, expected, hint });
  };
  for (const [name, text] of [...fields, ...files]) {
    const input = known.get(name);
    const isFile = files.has(name);
    const wantsFile = input?.param?.kind === 'file';
    if (!input) {
      const expected = names.length > 0 ? `one of ${names.join(', ')}` : 'a graph with inputs';
      wrong(name, `a field "${name}"`, expected, `These are the graph's own names.${didYouMean(name, names)}`);
    } else if (wantsFile && input.param?.access === 'write') {
      wrong(name, 'a name of a file to write', 'none', 'Results are kept by the server: leave this field out.');
    } else if (isFile && !wantsFile) {
      wrong(name, 'a file', input.param?.kind ?? portName(input.port), 'Send the value as text.');
    } else if (!input.param && !WRITABLE.includes(input.port.kind)) {
      wrong(
        name,
        'text',
        portName(input.port),
        'It cannot be sent in a form: give the graph an input that is a param.',
      );
    } else inputs[name] = isFile ? text : inputValue(input.param?.kind ?? input.port.kind, text);
  }
  return { inputs, problems };
}

/** A graph as a function, as it is told of over the API. */
export function describeInterface(graph: Graph, registry: Registry): object {
  const { inputs, outputs } = interfaceOf(graph, registry);
  return {
    inputs: Object.fromEntries(
      [...inputs].map(([name, { port, param, isRequired }]) => [name, { port, isRequired, ...(param && { param }) }]),
    ),
    outputs: Object.fromEntries([...outputs].map(([name, port]) => [name, { port }])),
  };
}
