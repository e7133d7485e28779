import { benchScript, runScript, type ScriptFlags } from './bench-script.js';

/** `moodwire bench engine`: the engine against other engines on the same graphs. */
export async function benchEngine(flags: ScriptFlags, tell: (line: string) => void): Promise<void> {
  const { main, hasPeers } = benchScript('engine');
  if (!flags.quick && !hasPeers) {
    tell(
      'No peer is installed: Moodwire and a raw loop are measured alone. `npm ci --prefix bench` installs the peers.',
    );
  }
  await runScript(main, flags);
}
