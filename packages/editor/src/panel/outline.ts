import type { AnyNode, Json } from '@moodwire/engine/graph';
import { parseEndpoint } from '@moodwire/engine/graph';
import type { Body } from '../document/body.js';
import { linksOf } from '../edit/links.js';
import type { NodeRun } from '../session/graph-run.js';
import { durationText } from '../words/measures.js';
import type { Words } from '../words/words.js';
import { dataflowOrder } from './dataflow-order.js';

/** What an outline says of a node. */
export type OutlineNode = {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly mode?: 'bypass' | 'mute';
  readonly parts: readonly OutlinePart[];
};

/** An input, param or output of a node, in words; `leadsTo` is the node at the other end of its first link. */
export type OutlinePart = {
  readonly key: string;
  readonly kind: 'input' | 'param' | 'output';
  readonly text: string;
  readonly leadsTo?: string;
};

/** Reads a body as an outline: its nodes in the order in which results flow, each with what goes in and out. */
export function outlineOf(
  body: Body,
  kindOf: (id: string) => AnyNode | undefined,
  words: Words['panel']['outline'],
): readonly OutlineNode[] {
  const titleOf = (id: string): string => body.nodes[id]?.title ?? kindOf(id)?.title ?? id;
  const readers = new Map<string, string[]>();
  for (const { from, node } of linksOf(body)) {
    const key = `${from.node}.${from.port}`;
    const known = readers.get(key) ?? [];
    if (!known.includes(node)) readers.set(key, [...known, node]);
  }
  return dataflowOrder(body).map(({ id }) => {
    const node = body.nodes[id]!;
    const kind = kindOf(id);
    const fed = node.inputs ?? {};
    const from = (feed: string | readonly string[]): string =>
      [feed]
        .flat()
        .map((link) => {
          const end = parseEndpoint(link);
          return end ? `${titleOf(end.node)} ${end.port}` : link;
        })
        .join(words.and);
    const input = (name: string, feed: string | readonly string[]): OutlinePart => {
      const leadsTo = parseEndpoint([feed].flat()[0] ?? '')?.node;
      return {
        key: `input ${name}`,
        kind: 'input',
        text: words.input(name, from(feed)),
        ...(leadsTo !== undefined && body.nodes[leadsTo] && { leadsTo }),
      };
    };
    const open = Object.entries(kind?.inputs ?? {}).filter(([name]) => fed[name] === undefined);
    const settings = Object.entries(kind?.params ?? {}).filter(([name]) => fed[name] === undefined);
    const parts: readonly OutlinePart[] = [
      ...Object.entries(fed).map(([name, feed]) => input(name, feed)),
      ...open.map(([name, port]): OutlinePart => {
        return {
          key: `input ${name}`,
          kind: 'input',
          text: 'optional' in port ? words.optional(name) : words.unfed(name),
        };
      }),
      ...settings.map(([name, param]): OutlinePart => {
        const value = valueText(node.params?.[name] ?? (param.default as Json), words);
        return { key: `param ${name}`, kind: 'param', text: words.param(name, value) };
      }),
      ...Object.keys(kind?.outputs ?? {}).map((name): OutlinePart => {
        const to = readers.get(`${id}.${name}`) ?? [];
        const text = to.length === 0 ? words.unused(name) : words.output(name, to.map(titleOf).join(words.and));
        return { key: `output ${name}`, kind: 'output', text, ...(to[0] !== undefined && { leadsTo: to[0] }) };
      }),
    ];
    return { id, title: titleOf(id), type: node.type, parts, ...(node.mode && { mode: node.mode }) };
  });
}

function valueText(value: Json, words: Words['panel']['outline']): string {
  if (value === '') return words.emptyText;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** What a node does, in words; nothing for one that was not run. */
export function stateText(run: NodeRun | undefined, words: Words['run']['node']): string {
  switch (run?.state) {
    case undefined:
      return '';
    case 'done':
      return words.done(durationText(run.milliseconds));
    case 'running':
      return run.total === undefined ? words.running : words.runningAt(run.done ?? 0, run.total);
    case 'failed':
    case 'queued':
    case 'cached':
      return words[run.state];
  }
}

/** How a node is read aloud: "Decode, latent/decode, done in 210 ms; input edited from PER retain latent". */
export function spokenNode(
  node: OutlineNode,
  run: NodeRun | undefined,
  problems: number,
  words: Pick<Words, 'run' | 'panel'>,
): string {
  const facts = [
    node.title,
    node.type,
    node.mode === undefined ? stateText(run, words.run.node) : words.run.node[node.mode],
    problems > 0 ? words.panel.outline.problems(problems) : '',
  ];
  const inputs = node.parts.filter(({ kind, leadsTo }) => kind === 'input' && leadsTo !== undefined);
  return [facts.filter((fact) => fact !== '').join(', '), ...inputs.map(({ text }) => text)].join('; ');
}
