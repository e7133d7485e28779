import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as engine from '@moodwire/engine';
import * as graph from '@moodwire/engine/graph';
import typescript from 'typescript';
import { expect, test } from 'vitest';

const entry = fileURLToPath(import.meta.resolve('@moodwire/engine/graph'));

/** Every module that this one loads, by path or name, itself among them. Packages are not looked into. */
function loadedBy(path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const { fileName: name } of typescript.preProcessFile(readFileSync(path, 'utf8')).importedFiles) {
    if (name.startsWith('.')) loadedBy(join(dirname(path), name), loaded);
    else loaded.add(name);
  }
  return loaded;
}

test('the graph entry loads nothing of Node, so that a browser can', () => {
  const loaded = [...loadedBy(entry)];
  expect(loaded).toContain(join(dirname(entry), 'graph/validate.js'));
  expect(loaded.filter((name) => !name.startsWith(dirname(entry)))).toEqual(['zod']);
  for (const path of loaded.filter((name) => name.endsWith('.js'))) {
    expect(readFileSync(path, 'utf8'), path).not.toMatch(/\b(Buffer|process|require|__dirname)\b[.(]/);
  }
});

test('the graph entry gives what the engine gives, the very same things', () => {
  const whole: Record<string, unknown> = engine;
  expect(Object.keys(graph)).toContain('validateGraph');
  for (const [name, thing] of Object.entries(graph)) expect(whole[name], name).toBe(thing);
});
