import { runProgram } from './program.js';

export type Gpu = {
  /** Its number among the machine's GPUs, in the order of the bus. */
  readonly index: number;
  /** What it is called everywhere: `GPU-…`. Nothing where the driver does not say. */
  readonly uuid?: string;
  readonly name: string;
  readonly memoryBytes?: number;
  /** The version of the driver. */
  readonly driver?: string;
};

const TIMEOUT_MS = 10_000; // a driver that wakes a GPU takes seconds
const MOST_GPUS = 64;

/** The name comes last, so that it may hold any comma. */
const FIELDS = 'index,uuid,memory.total,driver_version,name';

/** The NVIDIA GPUs of this machine; none where there is no `nvidia-smi`, or where it fails. */
export async function readGpus(): Promise<Gpu[]> {
  const args = [`--query-gpu=${FIELDS}`, '--format=csv,noheader,nounits'];
  const ended = await runProgram('nvidia-smi', args, TIMEOUT_MS);
  return ended?.code === 0 ? parseGpus(ended.out) : [];
}

/** What `nvidia-smi` prints, a GPU a line; lines that are none are left out. */
function parseGpus(text: string): Gpu[] {
  const gpus = new Map<number, Gpu>();
  for (const line of text.split('\n')) {
    const [index = '', uuid = '', memory = '', driver = '', ...name] = line.split(',').map((field) => field.trim());
    if (!/^\d{1,4}$/.test(index) || name.length === 0 || gpus.has(Number(index)) || gpus.size === MOST_GPUS) continue;
    gpus.set(Number(index), {
      index: Number(index),
      name: name.join(', ').replace(/\p{C}/gu, '').slice(0, 100) || 'NVIDIA GPU',
      ...(/^GPU-[0-9a-fA-F-]{1,60}$/.test(uuid) ? { uuid } : {}),
      ...(/^\d{1,9}$/.test(memory) ? { memoryBytes: Number(memory) * 2 ** 20 } : {}),
      ...(/^\d{1,5}(\.\d{1,5}){0,3}$/.test(driver) ? { driver } : {}),
    });
  }
  return [...gpus.values()].sort((a, b) => a.index - b.index);
}

/**
 * The GPUs that `CUDA_VISIBLE_DEVICES` leaves to this process, in its order; as CUDA reads it, the first entry that names
 * no GPU ends the list.
 */
export function visibleGpus(gpus: readonly Gpu[], visible = process.env['CUDA_VISIBLE_DEVICES']): Gpu[] {
  if (visible === undefined) return [...gpus];
  const found: Gpu[] = [];
  for (const entry of visible.split(',').map((part) => part.trim())) {
    const isNumber = /^\d+$/.test(entry);
    const gpu = gpus.find(({ index, uuid }) =>
      isNumber ? index === Number(entry) : entry.startsWith('GPU-') && uuid?.startsWith(entry),
    );
    if (!gpu || found.includes(gpu)) break;
    found.push(gpu);
  }
  return found;
}
