import { afterEach, describe, expect, test, vi } from 'vitest';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { graphOf } from './graphs.js';

afterEach(() => vi.useRealTimers());

const node = (value: number) => ({ type: 'number/value', params: { value } });

function opened() {
  const document = createDocumentStore(graphOf({ a: node(1), b: node(2), c: node(3) }));
  const set = (value: number, options = {}) =>
    document.edit('set', (draft) => void Object.assign(draft.nodes['a']!, { params: { value } }), {
      merge: 'a',
      ...options,
    });
  const labels = () => document.history.get().steps.map(({ label }) => label);
  return { document, set, labels };
}

describe('the history of a document', () => {
  test('has one step for what is dragged or typed, until it settles or pauses', () => {
    vi.useFakeTimers();
    const { document, set, labels } = opened();
    for (const value of [2, 3, 4]) set(value);
    expect(labels()).toEqual(['set']);
    document.settle();
    set(5);
    expect(labels()).toHaveLength(2);
    vi.advanceTimersByTime(5_000);
    set(6);
    expect(labels()).toHaveLength(3);
    document.undo();
    document.undo();
    expect(document.get().nodes['a']).toEqual(node(4));
    document.undo();
    expect(document.get().nodes['a']).toEqual(node(1));
  });

  test('has one step for a gesture that rests', () => {
    vi.useFakeTimers();
    const { document, set, labels } = opened();
    set(2, { isHeld: true });
    vi.advanceTimersByTime(60_000);
    set(3, { isHeld: true });
    expect(labels()).toEqual(['set']);
    document.undo();
    expect(document.get().nodes['a']).toEqual(node(1));
  });

  test('has no step for what changes nothing', () => {
    const { document, set, labels } = opened();
    expect(document.edit('nothing', () => {})).toBe(false);
    expect(set(1)).toBe(true);
    document.undo();
    expect(document.get().nodes['a']).toEqual(node(1));
    expect(labels()).toHaveLength(1);
  });

  test('brings nodes back to where they stood among the others', () => {
    const { document } = opened();
    document.edit('delete', (draft) => {
      delete draft.nodes['a'];
      delete draft.nodes['b'];
    });
    document.undo();
    expect(Object.keys(document.get().nodes)).toEqual(['a', 'b', 'c']);
    document.redo();
    expect(Object.keys(document.get().nodes)).toEqual(['c']);
  });

  test('brings back the order from before a step that was made of several edits', () => {
    const { document } = opened();
    for (const id of ['a', 'b']) document.edit('drag', (draft) => void delete draft.nodes[id], { merge: 'drag' });
    expect(document.history.get().steps).toHaveLength(1);
    document.undo();
    expect(Object.keys(document.get().nodes)).toEqual(['a', 'b', 'c']);
  });

  test('says what was undone and done again, and goes to any step at once', () => {
    const { document, labels } = opened();
    for (const label of ['one', 'two', 'three']) {
      document.edit(label, (draft) => void Object.assign(draft.nodes, { [label]: node(0) }));
    }
    expect(labels()).toEqual(['one', 'two', 'three']);
    expect(document.undo()).toBe('three');
    expect(document.redo()).toBe('three');
    document.goTo(0);
    expect(Object.keys(document.get().nodes)).toEqual(['a', 'b', 'c']);
    expect(document.undo()).toBeUndefined();
    document.goTo(2);
    expect(Object.keys(document.get().nodes)).toEqual(['a', 'b', 'c', 'one', 'two']);
    document.edit('other', (draft) => void delete draft.nodes['a']);
    expect(labels()).toEqual(['one', 'two', 'other']);
    expect(document.redo()).toBeUndefined();
  });

  test('keeps the last 500 steps', () => {
    const { document, labels } = opened();
    for (let at = 0; at < 620; at++) document.edit(`${at}`, (draft) => void Object.assign(draft, { title: `${at}` }));
    expect(labels()).toHaveLength(500);
    document.goTo(0);
    expect(document.get().title).toBe('119');
  });
});
