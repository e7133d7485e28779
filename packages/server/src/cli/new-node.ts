import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { createRegistry, messageOf } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { addImport, addToList } from '../pack/add-to-list.js';
import { entryOfFolder } from '../pack/entry-file.js';
import { CONFIG_NAME, findConfig } from '../pack/find-config.js';
import { type NodeNames, nodeFiles, nodeNames } from '../pack/node-files.js';
import { CommandError, EXIT } from './exit.js';
import { type ConfigFlag, openRegistry } from './open-registry.js';
import { print, printable } from './say.js';

export type NewNodeFlags = ConfigFlag & { readonly pack: string };

/** A file to make or to change, or what the person at the keyboard has to write into it. */
type Step =
  | { readonly file: string; readonly text: string; readonly what: string; readonly isNew: boolean }
  | { readonly file: string; readonly advice: string };

/** `moodwire new node`: a node that works, its test, the pack around it, and the line of the config that names it. */
export async function newNodeCommand(type: string, flags: NewNodeFlags): Promise<void> {
  const names = nodeNames(type);
  if (!names) throw new CommandError(`${type}: expected category/name, lower case${suggestion(type)}`, EXIT.usage);
  const { registry } = await openRegistry(flags);
  const folder = resolve(flags.pack);
  const found = entryOfFolder(folder);
  const index = 'file' in found ? found.file : join(folder, 'index.mjs');
  const node = join(folder, names.category, `${names.name}.mjs`);
  const test = join(folder, names.category, `${names.name}.test.mjs`);
  if (registry.get(type)) throw new CommandError(`${type}: ${whereNode(type, node)}; choose another name`, EXIT.wrong);
  const texts = nodeFiles(names);
  const steps: Step[] = [
    { file: node, text: texts.node, what: 'the node', isNew: true },
    { file: test, text: texts.test, what: 'its test', isNew: true },
    packStep(index, node, names, folder),
    ...configSteps(folder, flags),
  ];
  for (const { file } of steps.slice(0, 2)) {
    if (existsSync(file)) throw new CommandError(`${file}: this file exists; choose another name`, EXIT.wrong);
  }
  for (const step of steps) await take(step);
  const here = relative(process.cwd(), test);
  print(printable(`next: npx moodwire nodes ${type}`));
  print(printable(`      node ${preload(test)}--test ${here.includes(' ') ? JSON.stringify(here) : here}`));
}

/** Where the node is that has the name already. */
function whereNode(type: string, file: string): string {
  if (existsSync(file)) return `there is such a node already, in ${file}`;
  const ships = createRegistry(packs).get(type) !== undefined;
  return `there is such a node already, in ${ships ? 'Moodwire itself' : 'a pack that the config names'}`;
}

async function take(step: Step): Promise<void> {
  const shown = relative(process.cwd(), step.file);
  if ('advice' in step) return print(printable(`to do: in ${shown}, ${step.advice}`));
  try {
    await mkdir(dirname(step.file), { recursive: true });
    await writeFile(step.file, step.text, { flag: step.isNew ? 'wx' : 'w' });
  } catch (error) {
    throw new CommandError(
      `${step.file}: it can't be written (${messageOf(error)}); choose another --pack`,
      EXIT.wrong,
    );
  }
  print(printable(`${step.isNew ? 'wrote' : 'changed'} ${shown}: ${step.what}`));
}

/** The pack's first file, with the node among its nodes. */
function packStep(index: string, node: string, { identifier, category }: NodeNames, folder: string): Step {
  const importLine = `import { ${identifier} } from '${pathFrom(dirname(index), node)}';`;
  if (!existsSync(index)) {
    const text = `// @ts-check\n${importLine}\n\nexport const pack = { name: '${packName(folder, category)}', nodes: [${identifier}] };\n`;
    return { file: index, text, what: 'the pack', isNew: true };
  }
  const text = readFileSync(index, 'utf8');
  const advice = `add \`${importLine}\` and ${identifier} to the nodes of its pack`;
  const listed = new RegExp(`\\b${identifier}\\b`).test(text) ? undefined : addToList(text, 'nodes', identifier);
  if (listed === undefined) return { file: index, advice };
  return { file: index, text: addImport(listed, importLine), what: 'the pack, with the node', isNew: false };
}

/** A pack is called as its folder, when that is a name. */
function packName(folder: string, otherwise: string): string {
  return /([\w-]+)$/.exec(folder)?.[1] ?? otherwise;
}

/** The config that holds here, with the pack among its packs; nothing to do when it names it already. */
function configSteps(folder: string, flags: NewNodeFlags): Step[] {
  const found = typeof flags.config === 'string' ? { file: resolve(flags.config) } : findConfig();
  const file = found && 'file' in found ? found.file : resolve(CONFIG_NAME);
  const name = pathFrom(dirname(file), folder);
  const entry = `'${name}'`;
  if (!existsSync(file)) {
    const text = `/** Packs that Moodwire loads: folders, files and npm packages, found from here. */\nexport const packs = [${entry}];\n`;
    return [{ file, text, what: 'names the pack', isNew: true }];
  }
  const text = readFileSync(file, 'utf8');
  if ([`'${name}'`, `"${name}"`, `'${name}/'`, `"${name}/"`].some((written) => text.includes(written))) return [];
  const changed = addToList(text, 'packs', entry);
  if (changed === undefined) return [{ file, advice: `add ${entry} to its packs` }];
  return [{ file, text: changed, what: 'names the pack', isNew: false }];
}

/** How a program in `folder` writes the path of `file`. */
function pathFrom(folder: string, file: string): string {
  const way = relative(folder, file).replaceAll('\\', '/');
  return way.startsWith('.') ? way : `./${way}`;
}

/** What Node needs to find the engine from a pack that lies where it is not installed. */
function preload(test: string): string {
  const { resolve: find } = createRequire(test);
  const finds = (name: string): boolean => {
    try {
      return find(name) !== '';
    } catch {
      return false;
    }
  };
  if (finds('@moodwire/engine')) return '';
  if (finds('moodwire/register')) return '--import moodwire/register ';
  return `--import ${new URL('../register.js', import.meta.url).href} `;
}

/** `, such as film/grain`, out of what was said where that can be done. */
function suggestion(type: string): string {
  const parts = type
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .map((part) => part.replace(/^[^a-z]+|-+$/g, ''))
    .filter((part) => part !== '');
  const better = parts.length === 1 ? `my/${parts[0]}` : parts.slice(0, 2).join('/');
  return `, such as ${nodeNames(better) ? better : 'film/grain'}.`;
}
