import type { Inputs, NodeDefinition, Outputs, Params } from '../node/node.js';
import { unfit } from '../value/plain.js';
import { paramProblem } from './declared-param.js';
import { portProblem } from './declared-port.js';
import { said } from './said.js';

/** A copy of what was declared, or what is wrong with it; its type where that can be read. */
export type Checked =
  | { readonly type: string; readonly node: NodeDefinition }
  | { readonly type: string | undefined; readonly wrong: string };

type Field = keyof NodeDefinition;
type Fields = Record<Field, unknown>;
type Parts = { inputs: Record<string, unknown>; params: Record<string, unknown>; outputs: Record<string, unknown> };

const FIELDS: readonly Field[] = [
  ...(['type', 'title', 'version', 'summary', 'inputs', 'params', 'outputs', 'runsOn'] as const),
  ...(['cache', 'fingerprint', 'run'] as const),
];
const PARTS = ['inputs', 'params', 'outputs'] as const;
const TYPE = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const PORT = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Checks one declaration of a pack, which may be anything. Each field is read once: a getter may say another thing later. */
export function checkDeclaration(declared: unknown): Checked {
  if (typeof declared !== 'object' || declared === null) {
    return { type: undefined, wrong: `${said(declared)} is no node; declare it with defineNode` };
  }
  let type: string | undefined;
  try {
    const fields = {} as Fields;
    for (const field of FIELDS) {
      fields[field] = Reflect.get(declared, field);
      if (field === 'type' && typeof fields.type === 'string') type = fields.type;
    }
    const parts = copyParts(fields);
    const wrong = typeof parts === 'string' ? parts : (partsProblem(fields, parts) ?? fieldProblem(fields));
    if (wrong !== undefined || typeof parts === 'string') return { type, wrong: wrong ?? '' };
    return { type: type!, node: nodeOf(declared, fields, parts) };
  } catch (error) {
    return { type, wrong: `it cannot be read: ${said(error)}` };
  }
}

/** Ports and params are plain data. A copy has no getters and no Proxy, and is not the pack's to change any more. */
function copyParts(fields: Fields): Parts | string {
  const copies: Partial<Parts> = {};
  for (const part of PARTS) {
    const given = fields[part];
    if (!isObject(given) || Array.isArray(given) || !Object.values(given).every(isObject)) {
      return `"${part}" must be an object of objects`;
    }
    try {
      copies[part] = structuredClone(given) as Record<string, unknown>;
    } catch (error) {
      return `"${part}" must be plain data, as image() and float() give it: ${said(error)}`;
    }
  }
  return copies as Parts;
}

function partsProblem(fields: Fields, parts: Parts): string | undefined {
  if (typeof fields.type !== 'string' || !TYPE.test(fields.type)) {
    return `a type is written "category/name", lower case with hyphens`;
  }
  for (const part of PARTS) {
    for (const [name, port] of Object.entries(parts[part])) {
      if (!PORT.test(name)) return `port ${said(name)} must be a letter, then letters, digits or "_"`;
      if (part === 'params') continue;
      const wrong = portProblem(port, part === 'inputs');
      if (wrong !== undefined) return `${part.slice(0, -1)} "${name}": ${wrong}`;
    }
  }
  for (const [name, param] of Object.entries(parts.params)) {
    if (Object.hasOwn(parts.inputs, name)) return `"${name}" is both an input and a param`;
    const wrong = paramProblem(name, param);
    if (wrong !== undefined) return wrong;
  }
  const odd = unfit(parts);
  return odd && `found ${odd.found} among its ports and params; expected ${odd.expected}`;
}

function fieldProblem({
  title,
  version,
  summary,
  runsOn,
  cache,
  fingerprint,
  run,
  inputs,
}: Fields): string | undefined {
  const wrong = (name: string, found: unknown, expected: string) =>
    `its "${name}" is ${said(found)}; expected ${expected}`;
  if (typeof title !== 'string' || title === '') return wrong('title', title, 'a name for people');
  if (typeof summary !== 'string') return wrong('summary', summary, 'a sentence');
  if (!Number.isSafeInteger(version) || (version as number) < 0) {
    return wrong('version', version, 'a whole number, raised when the same inputs give another result');
  }
  if (runsOn !== 'host' && runsOn !== 'backend') return wrong('runsOn', runsOn, '"host" or "backend"');
  if (runsOn === 'backend' && Object.values(inputs as Inputs).some((port) => 'lazy' in port)) {
    return 'it has a lazy input and runs on a backend; only what runs on the host can ask for inputs later';
  }
  if (cache !== undefined && cache !== 'never') return wrong('cache', cache, '"never", or leave it out');
  if (typeof run !== 'function') return wrong('run', run, 'a function');
  if (fingerprint !== undefined && typeof fingerprint !== 'function') {
    return wrong('fingerprint', fingerprint, 'a function, or leave it out');
  }
  return undefined;
}

/** The functions stay those of the declaration itself, whatever it is an instance of. */
function nodeOf(declared: object, fields: Fields, parts: Parts): NodeDefinition {
  const { run, fingerprint } = fields as { run: NodeDefinition['run']; fingerprint: NodeDefinition['fingerprint'] };
  return {
    type: fields.type as string,
    title: fields.title as string,
    version: fields.version as number,
    summary: fields.summary as string,
    inputs: parts.inputs as Inputs,
    params: parts.params as Params,
    outputs: parts.outputs as Outputs,
    runsOn: fields.runsOn as NodeDefinition['runsOn'],
    ...(fields.cache === 'never' ? { cache: 'never' as const } : {}),
    ...(fingerprint ? { fingerprint: (context) => Reflect.apply(fingerprint, declared, [context]) } : {}),
    run: (context) => Reflect.apply(run, declared, [context]),
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
