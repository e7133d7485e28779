import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { graphJsonSchema, parseGraph, parseGraphText } from '@moodwire/engine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, picker, realGraphs } from './mutate.js';

const published = fileURLToPath(new URL('../../docs/graph.schema.json', import.meta.url));

test('docs/graph.schema.json is the schema that validates: `npx vitest run test/engine/schema.test.ts -u` writes it', async () => {
  await expect(`${JSON.stringify(graphJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(published);
});

test('the schema says what it is and keeps fields that it does not know', () => {
  const schema = graphJsonSchema();
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema['required']).toEqual(['format', 'version', 'nodes']);
  expect(schema['additionalProperties']).toEqual({});
});

describe('another validator of JSON Schema', () => {
  const matches = new Ajv2020({ strict: true, strictTypes: false }).compile(
    JSON.parse(readFileSync(published, 'utf8')) as Record<string, unknown>,
  );
  /** Without what only an object in memory holds. */
  const asJson = (data: unknown): unknown => JSON.parse(JSON.stringify(data) ?? 'null');

  test('accepts every graph of the repository, as it stands or brought up to date', () => {
    const folder = new URL('../../', import.meta.url);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(graphs|test\/fixtures\/graphs|examples)\/.*\.json$/.test(name.replaceAll('\\', '/')),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const text = readFileSync(new URL(name, folder), 'utf8');
      if (!text.includes('moodwire.graph')) continue;
      const parsed = parseGraphText(text);
      if (!('graph' in parsed)) expect.fail(`${name}: ${JSON.stringify(parsed.problems)}`);
      expect(matches(asJson(parsed.graph)), `${name}: ${JSON.stringify(matches.errors)}`).toBe(true);
      const { version } = JSON.parse(text) as { version: number };
      if (version === 2) expect(matches(JSON.parse(text)), `${name}: ${JSON.stringify(matches.errors)}`).toBe(true);
    }
  });

  test('accepts what the parser accepts and refuses what it refuses', () => {
    let [accepted, refused] = [0, 0];
    const documents = fc.noShrink(fc.nat()).map((number) => {
      const pick = picker(number);
      const parsed = parseGraphText(realGraphs[pick(realGraphs.length)]!.toString());
      return mutate('graph' in parsed ? parsed.graph : {}, pick);
    });
    fc.assert(
      fc.property(documents, (made) => {
        const data = JSON.parse(JSON.stringify(made) ?? 'null') as unknown;
        if (isOnlyOurs(data)) return;
        const isGraph = 'graph' in parseGraph(data);
        if (isGraph) accepted++;
        else refused++;
        if (matches(data) !== isGraph) {
          const { problems } = parseGraph(data);
          expect.fail(
            `${JSON.stringify(matches.errors)} against ${JSON.stringify(problems)} in ${JSON.stringify(data)}`,
          );
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(300);
  });

  test('differs from the parser in what a schema cannot say', () => {
    const graph = (more: string) => JSON.parse(`{"format":"moodwire.graph","version":2,"nodes":{}${more}}`) as unknown;
    const differences = {
      'a document of version 1 is brought up to date first': { format: 'moodwire.graph', version: 1, nodes: {} },
      'a name that JavaScript takes for the parent of an object': graph(',"x":{"__proto__":1}'),
      'more than 100 levels': graph(`,"x":${'['.repeat(200)}${']'.repeat(200)}`),
      'a number that JSON cannot write': graph(',"x":1e999'),
    };
    for (const [name, data] of Object.entries(differences)) {
      const isGraph = 'graph' in parseGraph(data);
      expect([isGraph, matches(data)], name).toEqual([name.startsWith('a document'), !name.startsWith('a document')]);
    }
  });
});

/** What the two are known to tell apart; a test of its own says what it is. */
function isOnlyOurs(data: unknown): boolean {
  const isOlder = (data as { version?: unknown } | null)?.version === 1;
  return isOlder || /"__proto__":/.test(JSON.stringify(data));
}
