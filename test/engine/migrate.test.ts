import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatProblem, type Graph, parseGraph, parseGraphText, serializeGraph, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowRegistry as registry } from './flow-bench.js';

const folder = (name: string) => fileURLToPath(new URL(`../fixtures/graphs/${name}`, import.meta.url));
const versions = ['version-1', 'version-2'];
const fixtures = versions.flatMap((version) =>
  readdirSync(folder(version))
    .filter((name) => name.endsWith('.json'))
    .map((name) => [version, name] as const),
);

function read(text: string): Graph {
  const parsed = parseGraphText(text);
  if (!('graph' in parsed)) expect.fail(JSON.stringify(parsed.problems));
  return parsed.graph;
}

describe('a graph of an older version', () => {
  test('is there for each version', () => {
    for (const version of versions) expect(fixtures.filter(([of]) => of === version).length).toBeGreaterThan(2);
  });

  for (const [version, name] of fixtures) {
    const text = readFileSync(folder(`${version}/${name}`), 'utf8');

    test(`${version}/${name} becomes exactly the document that is kept beside it: -u writes it`, async () => {
      await expect(serializeGraph(read(text))).toMatchFileSnapshot(folder(`migrated/${version}-${name}`));
    });

    test(`${version}/${name} is changed by no second migration`, () => {
      const once = read(text);
      expect(parseGraph(once)).toEqual({ graph: once, problems: [] });
      expect(serializeGraph(read(serializeGraph(once)))).toBe(serializeGraph(once));
    });

    test(`${version}/${name} can be run`, () => {
      expect(validateGraph(read(text), registry)).toEqual([]);
    });

    test(`${version}/${name} keeps each of its values, under its name or one that means nothing`, () => {
      const kept = valuesOf(read(text));
      for (const [path, value] of valuesOf(JSON.parse(text) as unknown)) {
        if (path === 'version') continue;
        expect(
          [...kept].filter(([of]) => plain(of) === plain(path)).map(([, one]) => one),
          path,
        ).toContainEqual(value);
      }
      expect(kept.size).toBe(valuesOf(JSON.parse(text) as unknown).size);
    });
  }
});

const plain = (path: string): string => path.replaceAll('version-1-', '');

/** Everything that is no object, by its path. */
function valuesOf(json: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof json !== 'object' || json === null) return into.set(path, json);
  for (const [key, value] of Object.entries(json)) valuesOf(value, path === '' ? key : `${path}/${key}`, into);
  return into;
}

test('a field whose new name is taken is given another, and neither is lost', () => {
  const { nodes } = read(readFileSync(folder('version-1/kept-names-taken.json'), 'utf8'));
  expect(nodes['one']).toEqual({
    type: 'test/number',
    'version-1-version-1-version-1-mode': 1,
    'version-1-mode': 2,
    'version-1-version-1-mode': 3,
  });
});

describe('a version that nothing reads', () => {
  const line = (version: string) => {
    const parsed = parseGraphText(`{"format":"moodwire.graph"${version},"nodes":{}}`);
    return parsed.problems.map((problem) => `${problem.code} | ${formatProblem(problem)}`).join('\n');
  };

  test('is refused, and what is read is said', () => {
    const all = [
      '',
      ',"version":0',
      ',"version":-1',
      ',"version":-0',
      ',"version":1.5',
      ',"version":2.5',
      ',"version":"1"',
    ];
    const more = [',"version":null', ',"version":[2]', ',"version":true', ',"version":1e999', ',"version":-1e999'];
    expect([...all, ...more].map(line)).toMatchInlineSnapshot(`
      [
        "bad-field | version: found nothing, expected a whole number from 1 to 2. Add "version": 2, or the version that the graph was written for.",
        "bad-field | version: found 0, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found -1, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found 0, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found 1.5, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found 2.5, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found "1", expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found null, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found [2], expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found true, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found Infinity, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
        "bad-field | version: found -Infinity, expected a whole number from 1 to 2. Open a graph that Moodwire saved.",
      ]
    `);
  });

  test('is refused as a newer one where it is newer', () => {
    expect([',"version":3', ',"version":1e300'].map(line)).toMatchInlineSnapshot(`
      [
        "newer-version | found version 3, expected version 2 or older. Update Moodwire to open this graph.",
        "newer-version | found version 1e+300, expected version 2 or older. Update Moodwire to open this graph.",
      ]
    `);
  });
});
