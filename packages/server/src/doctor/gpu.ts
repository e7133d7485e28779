import { readHardware } from '../device/hardware/hardware.js';
import type { Finding } from './finding.js';

/** Is there a GPU, and can it be used? */
export async function checkGpu(): Promise<Finding> {
  const { cpu, gpus, cuda } = await readHardware();
  const processor = `${cpu.cores} × ${cpu.name}`;
  if (gpus.length === 0) return { what: 'device', state: 'ok', found: `${processor}; no NVIDIA GPU` };
  const names = gpus.map(({ name }) => name).join(', ');
  if (cuda.isUsable) return { what: 'device', state: 'ok', found: `${processor}; ${names}` };
  return { what: 'device', state: 'warning', found: `${names}, which can't be used: ${cuda.why}`, advice: cuda.remedy };
}
