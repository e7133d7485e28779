/** The parts of an OpenAPI document that the page shows. */
type Schema = {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
};

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

type Operation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
};

type Document = {
  readonly info?: { readonly title?: string; readonly version?: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

type Entry = { readonly path: string; readonly method: string; readonly operation: Operation; readonly id: string };

/** An OpenAPI document as a page for people: static, without a script. `style` is where its style sheet is found. */
export function apiPage(openapi: object, style: string): string {
  const { info = {}, paths = {} } = openapi as Document;
  const entries: Entry[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return { path, method, operation, id: operation.operationId ?? `${method}-${path}` };
    }),
  );
  const tags = [...new Set(entries.map(({ operation }) => operation.tags?.[0] ?? 'other'))];
  const of = (tag: string) => entries.filter(({ operation }) => (operation.tags?.[0] ?? 'other') === tag);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(info.title ?? 'API')} API</title>
<link rel="stylesheet" href="${plain(style)}">
</head>
<body>
<nav aria-label="Operations">
<p class="brand"><a href="#top">${plain(info.title ?? 'API')}</a> <small>${plain(info.version ?? '')}</small></p>
${tags.map((tag) => `<h2>${plain(tag)}</h2>\n<ul>${of(tag).map(navItem).join('')}</ul>`).join('\n')}
</nav>
<main id="top">
<header><h1>${plain(info.title ?? '')} API</h1><p>${plain(info.description ?? '')} <a href="/api/v1/openapi.json">OpenAPI document</a></p></header>
${tags.map((tag) => `<section><h2>${plain(tag)}</h2>${of(tag).map(article).join('\n')}</section>`).join('\n')}
</main>
</body>
</html>
`;
}

const navItem = ({ path, method, id, operation }: Entry): string =>
  `<li><a href="#${plain(id)}" title="${plain(operation.summary ?? '')}">${badge(method)} <span>${plain(short(path))}</span></a></li>`;

const short = (path: string): string => path.replace(/^\/api\/v1/, '');

const badge = (method: string): string => `<b class="${plain(method)}">${plain(method.toUpperCase())}</b>`;

function article({ path, method, operation, id }: Entry): string {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(({ name, in: place, required = false, schema = {}, description: about }) =>
    row(name, { ...schema, description: about ?? schema.description ?? '' }, required, place),
  );
  const answers = Object.entries(responses).filter(([status]) => !/XX$/i.test(status));
  return `<article id="${plain(id)}">
<h3>${badge(method)} <code>${plain(path)}</code></h3>
<p class="summary">${plain(summary)}</p>
${description ? `<p>${prose(description)}</p>` : ''}
${rows.length > 0 ? `<h4>Parameters</h4>${table(rows)}` : ''}
${contents('Body', requestBody?.content)}
${answers.map(([status, answer]) => answerOf(status, answer.content)).join('')}
<h4>Try it</h4><pre><code>${plain(curl(method, path, requestBody?.content))}</code></pre>
</article>`;
}

/** An answer folded up: most are looked up, not read. */
function answerOf(status: string, content: Content | undefined): string {
  const all = Object.entries(content ?? {});
  const types = all.map(([type, { schema }]) => [type, ...(schema === undefined ? [] : [typeName(schema)])].join(' '));
  if (all.length === 0) return '';
  const tables = all.map(([, { schema }]) => (schema === undefined ? '' : schemaTable(schema, 0))).join('');
  const head = `Answer ${plain(status)} <small>${plain(types.join(', '))}</small>`;
  return tables === '' ? `<h4>${head}</h4>` : `<details><summary>${head}</summary>${tables}</details>`;
}

function contents(title: string, content: Content | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => {
      const shown = schema === undefined ? '' : schemaTable(schema, 0);
      const what = schema === undefined ? '' : ` <span class="type">${plain(typeName(schema))}</span>`;
      return `<h4>${plain(title)} <small>${plain(type)}</small>${what}</h4>${shown}`;
    })
    .join('');
}

/** What an object holds, and what those hold, down to where nobody reads on. */
function schemaTable(schema: Schema, depth: number): string {
  const object = schema.items ?? schema;
  const fields = Object.entries(object.properties ?? {});
  if (fields.length === 0 || depth > 2) return '';
  const rows = fields.map(([name, field]) => {
    const inner = schemaTable(field, depth + 1);
    const more = inner === '' ? '' : `<tr class="inner"><td colspan="3">${inner}</td></tr>`;
    return row(name, field, object.required?.includes(name) ?? false) + more;
  });
  return table(rows);
}

const table = (rows: readonly string[]): string => `<table>${rows.join('')}</table>`;

function row(name: string, schema: Schema, isRequired: boolean, place?: string): string {
  const notes = [
    ...(schema.minimum === undefined ? [] : [`from ${schema.minimum}`]),
    ...(schema.maximum === undefined ? [] : [`to ${schema.maximum}`]),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ].join(', ');
  const where = place === undefined ? '' : ` <small>${plain(place)}</small>`;
  return `<tr><th scope="row"><code>${plain(name)}</code>${where}</th><td class="type">${plain(typeName(schema))}${
    isRequired ? '' : ' <small>optional</small>'
  }</td><td>${prose(schema.description ?? '')}${notes === '' ? '' : ` <small>${plain(notes)}</small>`}</td></tr>`;
}

function typeName(schema: Schema): string {
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map(typeName).join(' | ');
  if (schema.items) return `list of ${typeName(schema.items)}`;
  const [values] = Object.values(schema.patternProperties ?? {});
  if (values) return `map to ${typeName(values)}`;
  return schema.title ?? (typeof schema.type === 'string' ? schema.type : 'any');
}

function curl(method: string, path: string, body: Content | undefined): string {
  const how = method === 'get' ? '' : ` -X ${method.toUpperCase()}`;
  const data = body && 'application/json' in body ? ` -H 'content-type: application/json' -d '{…}'` : '';
  return `curl${how} http://127.0.0.1:8188${path}${data}`;
}

/** Text with its \`code\`. */
const prose = (text: string): string => plain(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const plain = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);

/** The page's style sheet. */
export const API_PAGE_CSS = `:root { color-scheme: light dark; --line: light-dark(#e3e5ea, #2c303a); --soft: light-dark(#f6f7f9, #1a1d24);
  --ink: light-dark(#1d2230, #e6e8ee); --dim: light-dark(#667085, #98a1b3); --accent: light-dark(#4353c8, #93a0ff) }
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #12151b);
  display: grid; grid-template-columns: 19rem minmax(0, 1fr) }
a { color: var(--accent); text-decoration: none }
a:hover { text-decoration: underline }
code, pre { font: 13px/1.5 ui-monospace, monospace }
small { color: var(--dim); font-weight: 400 }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.25rem 1rem 3rem; background: var(--soft); border-right: 1px solid var(--line) }
nav .brand { font-size: 1.15rem; font-weight: 650; margin: 0 0 .75rem }
nav h2 { font-size: .72rem; letter-spacing: .08em; text-transform: uppercase; color: var(--dim); margin: 1.1rem 0 .3rem }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li a { display: flex; gap: .5rem; align-items: baseline; padding: .14rem .3rem; border-radius: .35rem; color: var(--ink) }
nav li a:hover { background: var(--line); text-decoration: none }
nav li span { font: 12.5px/1.5 ui-monospace, monospace; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
b { font: 700 10.5px/1 ui-monospace, monospace; min-width: 4.4em; letter-spacing: .02em }
.get { color: light-dark(#1a7f4b, #5fd39a) } .post { color: var(--accent) } .put, .patch { color: light-dark(#a15c00, #f0b35e) }
.delete { color: light-dark(#b3261e, #ff8f87) }
main { padding: 2rem clamp(1.25rem, 4vw, 4rem) 6rem; max-width: 68rem }
h1 { font-size: 1.9rem; margin: 0 0 .25rem }
section > h2 { margin: 3rem 0 .5rem; text-transform: capitalize; font-size: 1.3rem }
article { border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem 1.4rem 1.3rem; margin: 1rem 0 }
article:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent) }
h3 { margin: 0; font-size: 1rem; display: flex; gap: .8rem; align-items: baseline }
h3 code { font-size: 14.5px; overflow-wrap: anywhere }
h3 b { font-size: 12px; min-width: 0 }
.summary { font-weight: 600; margin: .4rem 0 .5rem }
article p { margin: .4rem 0 }
h4, summary { margin: 1.1rem 0 .3rem; font-size: .85rem; font-weight: 700 }
summary { cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); font-weight: 400 }
th { width: 13rem } td.type, span.type { color: var(--dim); width: 15rem; font-size: 13px; overflow-wrap: anywhere }
tr.inner > td { padding: 0 0 .4rem 1.2rem; border: 0 } tr.inner table { border-left: 2px solid var(--line) } tr.inner th { padding-left: .8rem }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; overflow: auto; margin: .2rem 0 0 }
@media (max-width: 56rem) { body { display: block } nav { position: static; height: auto; border: 0; columns: 2 } nav ul { break-inside: avoid } th, td.type { width: auto } }
`;
