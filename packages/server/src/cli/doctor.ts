import { checkDevice } from '../doctor/device.js';
import type { Finding } from '../doctor/finding.js';
import { checkFolders } from '../doctor/folders.js';
import { checkGpu } from '../doctor/gpu.js';
import { checkMemory } from '../doctor/memory.js';
import { checkModels } from '../doctor/models.js';
import { checkPacks } from '../doctor/packs.js';
import { checkPort } from '../doctor/port.js';
import { checkNative, checkNode } from '../doctor/runtime.js';
import { CommandError, EXIT } from './exit.js';
import type { ConfigFlag } from './open-registry.js';
import { print, printable, printEvent } from './say.js';

export type DoctorFlags = ConfigFlag & { readonly port: number; readonly json?: boolean };

const SIGNS = { ok: '✓', warning: '!', wrong: '✗' } as const;

/** `moodwire doctor`: what this machine has for Moodwire, and what to do where something is amiss. */
export async function doctorCommand({ json, port, config }: DoctorFlags): Promise<void> {
  const checks: readonly (() => Finding | Promise<Finding | readonly Finding[]>)[] = [
    checkNode,
    checkNative,
    checkMemory,
    checkFolders,
    checkModels,
    () => checkPacks({ config }),
    checkGpu,
    () => checkPort(port),
    checkDevice,
  ];
  let wrong = 0;
  for (const check of checks) {
    for (const finding of [await check()].flat()) {
      if (finding.state === 'wrong') wrong++;
      if (json) printEvent({ event: 'finding', ...finding });
      else {
        print(printable(`${SIGNS[finding.state]} ${finding.what.padEnd(16)} ${finding.found}`));
        if (finding.advice !== undefined) print(printable(`  ${''.padEnd(16)} → ${finding.advice}`));
      }
    }
  }
  if (wrong > 0) throw new CommandError(`${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`, EXIT.wrong);
  if (!json) print('all is well');
}
