import { messageOf } from '@moodwire/engine';
import { loadRegistry, type RegistryOptions } from '../pack/load-registry.js';
import type { Finding } from './finding.js';

/** Do the packs load that a config names? */
export async function checkPacks(options: RegistryOptions): Promise<Finding[]> {
  try {
    const { registry, config } = await loadRegistry(options);
    const found = `${registry.types.length} kinds of node${config === undefined ? ', no config' : `, with ${config}`}`;
    const broken = registry.problems.map((problem): Finding => {
      return {
        what: 'pack',
        state: 'warning',
        found: problem.replaceAll('\n', ' '),
        advice: 'mend it, or take it out of the config',
      };
    });
    return [{ what: 'nodes', state: 'ok', found }, ...broken];
  } catch (error) {
    return [{ what: 'nodes', state: 'wrong', found: messageOf(error), advice: 'mend the config, or give --no-config' }];
  }
}
