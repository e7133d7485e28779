import { availableParallelism, cpus, totalmem } from 'node:os';
import { checkCuda } from './cuda.js';
import type { CudaState } from './missing.js';
import { type Gpu, readGpus, visibleGpus } from './nvidia-smi.js';

/** What a machine has to run networks on. */
export type Hardware = {
  readonly cpu: { readonly name: string; readonly cores: number; readonly memoryBytes: number };
  /** The NVIDIA GPUs that this process may use. */
  readonly gpus: readonly Gpu[];
  readonly cuda: CudaState;
};

/**
 * What this machine has. Takes seconds where there is a GPU, since it is tried. `runtime` is the folder of the
 * onnxruntime-node that is looked at: the app's own unless given.
 */
export async function readHardware(options: { readonly runtime?: string } = {}): Promise<Hardware> {
  const gpus = visibleGpus(await readGpus());
  return {
    cpu: {
      name: cpus()[0]?.model.replace(/\p{C}/gu, '').trim() || process.arch,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    gpus,
    cuda: await checkCuda(gpus, options.runtime),
  };
}
