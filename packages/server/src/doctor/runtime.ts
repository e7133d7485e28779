import { createRequire } from 'node:module';
import { messageOf } from '@moodwire/engine';
import type { Finding } from './finding.js';

const LEAST = [20, 19] as const;

/** Is this Node new enough? */
export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const found = `Node ${version} on ${process.platform} ${process.arch}`;
  const isNew = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
  if (isNew) return { what: 'node', state: 'ok', found };
  return { what: 'node', state: 'wrong', found, advice: `install Node ${LEAST.join('.')} or newer` };
}

const NATIVE = [
  ['sharp', 'reads and writes pictures'],
  ['onnxruntime-node', 'runs networks'],
  ['libsql', 'keeps the queue of moodwire serve'],
] as const;

/** Do the parts load that are built for each platform? */
export async function checkNative(): Promise<Finding[]> {
  const require = createRequire(createRequire(import.meta.url).resolve('@moodwire/nodes'));
  return Promise.all(
    NATIVE.map(async ([name, what]): Promise<Finding> => {
      try {
        // Where it is a dependency of the nodes, it is found from there.
        await import(name).catch(() => import(require.resolve(name)));
        return { what: name, state: 'ok', found: `loads, and ${what}` };
      } catch (error) {
        const advice = `run npm ci again on this machine: a node_modules of another platform has another ${name}`;
        return { what: name, state: 'wrong', found: `does not load: ${messageOf(error).split('\n')[0]}`, advice };
      }
    }),
  );
}
