import { createRegistry, emptyGraph, type Graph, resolveGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import { formInputs, setInput } from '../../../packages/editor/src/app/form-inputs.js';
import { comparedNode, formOutputs, hasSameShape, livePreview } from '../../../packages/editor/src/app/form-outputs.js';
import { hindrances } from '../../../packages/editor/src/app/hindrances.js';
import { suggestedInputs, suggestedOutputs } from '../../../packages/editor/src/app/suggestions.js';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { expose, moveExposed, removeExposed } from '../../../packages/editor/src/edit/interface.js';
import type { GraphRun } from '../../../packages/editor/src/session/graph-run.js';

const registry = createRegistry(packs);
const resolve = (graph: Graph) => resolveGraph(graph, registry);

const load: Graph['nodes'][string] = { type: 'image/load', params: { file: 'photos/coffee.jpg' } };
const edit: Graph['nodes'][string] = {
  type: 'emotion/edit',
  inputs: { image: 'load.image' },
  params: { target: 'awe' },
};
const save: Graph['nodes'][string] = { type: 'image/save', inputs: { image: 'edit.image' } };

const graph = (more: Partial<Graph> = {}): Graph => ({
  ...emptyGraph('A photo in awe'),
  nodes: { load, edit, save },
  ...more,
});

test('the form asks for the inputs of the interface in its order, with the values of the graph', () => {
  const one = graph({
    interface: { inputs: { emotion: 'edit.target', photo: 'load.file', strength: 'edit.strength' } },
  });
  const inputs = formInputs(one, resolve(one));
  expect(inputs.map(({ name, kind }) => [name, kind])).toEqual([
    ['emotion', 'param'],
    ['photo', 'param'],
    ['strength', 'param'],
  ]);
  expect(inputs.map((input) => input.kind === 'param' && input.value)).toEqual(['awe', 'photos/coffee.jpg', 1]);
});

test('an input that names several params sets all of them, in one step that is undone at once', () => {
  const one = graph({
    nodes: { load, edit, other: { type: 'emotion/edit', inputs: { image: 'load.image' } } },
    interface: { inputs: { emotion: ['edit.target', 'other.target'] } },
  });
  const document = createDocumentStore(one);
  const [input] = formInputs(one, resolve(one));
  if (input?.kind !== 'param') throw new Error('no param');
  document.edit('Set emotion', (draft) => setInput(draft, input.places, 'fear'));
  expect(document.get().nodes['edit']?.params?.['target']).toBe('fear');
  expect(document.get().nodes['other']?.params?.['target']).toBe('fear');
  expect(document.history.get().steps).toHaveLength(1);
  document.undo();
  expect(document.get()).toEqual(one);
});

test('an input that leads into a subgraph sets the param of the node that runs it', () => {
  const one = graph({
    nodes: { load, part: { type: 'subgraph/awed', inputs: { image: 'load.image' } } },
    interface: { inputs: { emotion: 'part.emotion' } },
    subgraphs: {
      awed: {
        interface: { inputs: { image: 'edit.image', emotion: 'edit.target' }, outputs: { image: 'edit.image' } },
        nodes: { edit: { type: 'emotion/edit', params: { target: 'awe' } } },
      },
    },
  });
  const [input] = formInputs(one, resolve(one));
  if (input?.kind !== 'param') throw new Error('no param');
  const document = createDocumentStore(one);
  document.edit('Set emotion', (draft) => setInput(draft, input.places, 'fear'));
  expect(document.get().nodes['part']?.params).toEqual({ emotion: 'fear' });
  expect(resolve(document.get()).problems).toEqual([]);
});

test('what no form can give, what a link gives and what leads nowhere are told apart', () => {
  const one = graph({
    nodes: { load, words: { type: 'text/template' }, edit: { ...edit, inputs: { target: 'words.text' } } },
    interface: { inputs: { photo: 'edit.image', emotion: 'edit.target', gone: 'nothing.file' } },
  });
  const inputs = formInputs(one, resolve(one));
  expect(inputs.map(({ name, kind }) => [name, kind])).toEqual([
    ['photo', 'outside'],
    ['emotion', 'fed'],
    ['gone', 'lost'],
  ]);
  const hindering = hindrances([], inputs);
  expect(hindering).toHaveLength(1);
  expect(hindering[0]).toMatchObject({ kind: 'outside', name: 'photo', port: { kind: 'image' } });
});

test('pictures come first in the result, and the name of the file of one that is shown is left out', () => {
  const interface_ = {
    outputs: { where: 'save.file', wide: 'size.width', felt: 'show.emotion', picture: 'save.image' },
  };
  const nodes: Graph['nodes'] = {
    load,
    edit,
    save,
    size: { type: 'image/size', inputs: { image: 'load.image' } },
    show: { type: 'emotion/describe', inputs: { image: 'load.image', mllm: 'model.mllm' } },
    model: { type: 'model/load' },
  };
  const one = graph({ nodes, interface: interface_ });
  expect(formOutputs(one, resolve(one)).map(({ name, look }) => [name, look])).toEqual([
    ['picture', 'picture'],
    ['wide', 'value'],
    ['felt', 'emotion'],
  ]);
  const alone = graph({ interface: { outputs: { where: 'save.file' } } });
  expect(formOutputs(alone, resolve(alone)).map(({ name, look }) => [name, look])).toEqual([['where', 'text']]);
});

test('one photo and one picture are compared, and more of either are not', () => {
  const outputs = { outputs: { image: 'save.image' } };
  const one = graph({ interface: outputs });
  expect(comparedNode(one, formOutputs(one, resolve(one)))).toBe('load');
  const two = graph({ nodes: { load, edit, save, other: load }, interface: outputs });
  expect(comparedNode(two, formOutputs(two, resolve(two)))).toBeUndefined();
  const both = graph({ interface: { outputs: { image: 'save.image', before: 'load.image' } } });
  expect(comparedNode(both, formOutputs(both, resolve(both)))).toBeUndefined();
});

test('pictures have the same shape when their sides differ by rounding alone', () => {
  expect(hasSameShape({ width: 600, height: 400 }, { width: 301, height: 200 })).toBe(true);
  expect(hasSameShape({ width: 600, height: 400 }, { width: 400, height: 600 })).toBe(false);
  expect(hasSameShape({ width: 600, height: 0 }, { width: 600, height: 0 })).toBe(false);
});

test('the preview is that of a node that runs now, in a run that goes on', () => {
  const run: GraphRun = {
    job: 'one',
    state: 'running',
    isPreview: false,
    failures: [],
    started: 0,
    nodes: { load: { state: 'done', milliseconds: 1 }, edit: { state: 'running', since: 0, preview: 'data:1' } },
  };
  expect(livePreview(run)).toBe('data:1');
  expect(livePreview({ ...run, state: 'done' })).toBeUndefined();
  expect(livePreview(undefined)).toBeUndefined();
});

test('a graph without a form is offered its photo, its emotion and its strength first, by names that people know', () => {
  const one = graph();
  const offered = suggestedInputs(one, resolve(one));
  expect(offered.slice(0, 3).map(({ name, node, port }) => [name, `${node}.${port}`])).toEqual([
    ['photo', 'load.file'],
    ['emotion', 'edit.target'],
    ['strength', 'edit.strength'],
  ]);
  expect(offered.some(({ node }) => node === 'save')).toBe(false);
  expect(suggestedOutputs(one, resolve(one)).map(({ node, port }) => `${node}.${port}`)).toEqual(['save.image']);
});

test('what is in the form is not offered again', () => {
  const document = createDocumentStore(graph());
  for (const offered of [
    ...suggestedInputs(graph(), resolve(graph())),
    ...suggestedOutputs(graph(), resolve(graph())),
  ]) {
    document.edit('Expose', (draft) => void expose(draft, offered.side, offered.node, offered.port));
  }
  const after = document.get();
  const offered = suggestedInputs(after, resolve(after)).map(({ node, port }) => `${node}.${port}`);
  expect(offered).not.toContain('load.file');
  expect(offered).not.toContain('edit.target');
  expect(suggestedOutputs(after, resolve(after))).toEqual([]);
  expect(resolve(after).problems).toEqual([]);
});

test('parts of the interface are sorted and removed, and only that changes', () => {
  const document = createDocumentStore(
    graph({ interface: { inputs: { photo: 'load.file', emotion: 'edit.target', strength: 'edit.strength' } } }),
  );
  const names = () => Object.keys(document.get().interface?.inputs ?? {});
  document.edit('Sort', (draft) => moveExposed(draft, 'inputs', 'strength', 0));
  expect(names()).toEqual(['strength', 'photo', 'emotion']);
  expect(document.edit('Sort', (draft) => moveExposed(draft, 'inputs', 'emotion', 9))).toBe(false);
  document.edit('Remove', (draft) => removeExposed(draft, 'inputs', 'photo'));
  expect(names()).toEqual(['strength', 'emotion']);
  document.undo();
  expect(names()).toEqual(['strength', 'photo', 'emotion']);
});
