import { serializeGraph } from '@moodwire/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routesOf } from '../../../packages/editor/src/document/body.js';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { linkId, linksOf } from '../../../packages/editor/src/edit/links.js';
import { reopened, shipped } from './graphs.js';
import { doEdit, randomEdits } from './random-edits.js';

const begun = fc.constantFrom(
  'affective-edit',
  'examples/subgraph',
  'examples/map-cross',
  'examples/for',
  'emotion-sheet',
);

test('whatever is done, the graph can be saved and opened, and each step undone and done again to the byte', () => {
  fc.assert(
    fc.property(begun, randomEdits, (name, edits) => {
      const document = createDocumentStore(shipped(name));
      const texts = [serializeGraph(document.get())];
      for (const edit of edits) {
        const steps = document.history.get().steps.length;
        doEdit(document, edit);
        if (document.history.get().steps.length === steps) continue;
        const text = serializeGraph(document.get());
        expect(serializeGraph(reopened(document.get()))).toBe(text);
        texts.push(text);
      }
      for (let at = texts.length - 2; at >= 0; at--) {
        document.undo();
        expect(serializeGraph(document.get())).toBe(texts[at]);
      }
      for (let at = 1; at < texts.length; at++) {
        document.redo();
        expect(serializeGraph(document.get())).toBe(texts[at]);
      }
      document.goTo(0);
      expect(serializeGraph(document.get())).toBe(texts[0]);
      document.goTo(texts.length - 1);
      expect(serializeGraph(document.get())).toBe(texts.at(-1));
    }),
    { numRuns: 80 },
  );
});

test('whatever is done, no points of a link are left without their link', () => {
  fc.assert(
    fc.property(begun, randomEdits, (name, edits) => {
      const document = createDocumentStore(shipped(name));
      for (const edit of edits) doEdit(document, edit);
      for (const body of [document.get(), ...Object.values(document.get().subgraphs ?? {})]) {
        const ids = linksOf(body).map(linkId);
        for (const id of Object.keys(routesOf(body))) expect(ids).toContain(id);
      }
    }),
    { numRuns: 60 },
  );
});
