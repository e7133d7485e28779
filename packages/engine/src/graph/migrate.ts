type Document = Readonly<Record<string, unknown>>;

/** What turns a document of a version into the next one, by the version that it takes. Never sees what is no object. */
const MIGRATIONS: Readonly<Record<number, (document: Document) => Document>> = { 1: toVersion2 };

/** The document in the newest version. One of a version that nothing migrates comes back as it is. */
export function migrate(document: Document): Document {
  for (;;) {
    const step = typeof document['version'] === 'number' ? MIGRATIONS[document['version']] : undefined;
    if (!step) return document;
    document = step(document);
  }
}

/**
 * Version 2 gave a meaning to `mode` and `map` of a node and to `subgraphs`. Where a document of version 1 had fields of
 * these names they meant nothing: they are kept under names that still mean nothing.
 */
function toVersion2(document: Document): Document {
  const { nodes } = document;
  const renamed = isObject(nodes)
    ? Object.fromEntries(
        Object.entries(nodes).map(([id, node]) => [id, isObject(node) ? rename(node, ['mode', 'map']) : node]),
      )
    : nodes;
  return { ...rename(document, ['subgraphs']), version: 2, ...(nodes === undefined ? {} : { nodes: renamed }) };
}

function rename(object: Document, fields: readonly string[]): Document {
  if (!fields.some((field) => Object.hasOwn(object, field))) return object;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [fields.includes(key) ? freeName(object, key) : key, value]),
  );
}

function freeName(object: Document, field: string): string {
  let name = `version-1-${field}`;
  while (Object.hasOwn(object, name)) name = `version-1-${name}`;
  return name;
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
