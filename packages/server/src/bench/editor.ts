import { CommandError, EXIT } from '../cli/exit.js';
import { benchScript, runScript, type ScriptFlags } from './bench-script.js';

/** `moodwire bench editor`: the editor against other editors, on the same graphs in the same browser. */
export async function benchEditor(flags: ScriptFlags): Promise<void> {
  const { main, hasPeers } = benchScript('editor');
  if (!hasPeers) {
    throw new CommandError(
      'bench editor needs the editors that it measures, and what drives a browser: `npm ci --prefix bench` installs them.',
      EXIT.usage,
    );
  }
  await runScript(main, flags);
}
