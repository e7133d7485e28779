import { createRegistry, either, image, integer, list, mask, text } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import { categoryColour, categoryOf } from '../../../packages/editor/src/shape/category.js';
import { isListPort, portColour, portShape } from '../../../packages/editor/src/shape/ports.js';

test('a port has the colour and form of its type', () => {
  expect([portColour(image()), portShape(image())]).toEqual(['var(--t-image)', 'circle']);
  expect([portColour(integer()), portShape(integer())]).toEqual(['var(--t-number)', 'triangle']);
  expect([portColour({ kind: 'unet' }), portShape({ kind: 'unet' })]).toEqual(['var(--t-model)', 'square']);
  expect([portColour({ kind: 'prompt' }), portShape({ kind: 'prompt' })]).toEqual(['var(--t-condition)', 'diamond']);
});

test('a list looks like its items, doubled, and a choice like its first', () => {
  expect(portColour(list(mask()))).toBe('var(--t-mask)');
  expect([isListPort(list(mask())), isListPort(mask())]).toEqual([true, false]);
  expect(portShape(either(text(), image()))).toBe('triangle');
});

test('types that nobody knows, and names of objects, look like anything', () => {
  for (const kind of ['film', 'constructor', '__proto__']) expect(portColour({ kind })).toBe('var(--t-any)');
  expect(portColour({ kind: 'list' })).toBe('var(--t-any)');
});

test('each node that ships has a category with a colour of its own', () => {
  const registry = createRegistry(packs);
  for (const type of registry.types) expect(categoryOf(type)).not.toBe('other');
  expect(categoryOf('film/grain')).toBe('other');
  expect(categoryOf('image')).toBe('other');
  expect(categoryColour('image/load')).toBe('var(--t-image)');
});
