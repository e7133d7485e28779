import { fileURLToPath } from 'node:url';
import { graphJsonSchema } from '@moodwire/engine';
import { expect, test } from 'vitest';

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
