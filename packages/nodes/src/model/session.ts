import { availableParallelism } from 'node:os';
import { type Host, type ModelPart, MoodwireError, type Tensor, type TypedArray } from '@moodwire/engine';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { understood } from './broken.js';
import { fromHalves, toHalves } from './half.js';
import { manifestOf, variantOf } from './manifest.js';
import { readModelFile } from './model-file.js';

/** A network that is loaded and ready. */
export type Session = {
  /**
   * Runs the network. Only the outputs that are named are computed. Shapes and dtypes are the network's own, but for
   * float16: float32 is rounded to what an input asks for, and what comes out as float16 is widened to float32.
   */
  run<O extends string>(feeds: Readonly<Record<string, Tensor>>, outputs: readonly O[]): Promise<Record<O, Tensor>>;
};

/**
 * The network of `file`, loaded once for each process. Its hash is checked first. It runs as the part says, which is in
 * the keys of what it computes, and never on something else in silence.
 */
export async function openSession(host: Host, part: ModelPart, file: string): Promise<Session> {
  const { provider, precision } = part;
  if (provider !== 'cpu' && provider !== host.device.provider) {
    throw new MoodwireError(
      `model "${part.name}" was loaded for ${provider}, and this device runs networks on ${host.device.provider}: run again`,
    );
  }
  return host.resources.get(`session:${part.hash}:${provider}:${precision}:${file}`, async () => {
    const { manifest } = await manifestOf(host, part);
    const variant = variantOf(manifest, part, file);
    const bytes = await readModelFile(host, part, variant);
    // Here and not above, so that a process that runs no network does not load the runtime.
    const ort = await import('onnxruntime-node');
    const create = () =>
      ort.InferenceSession.create(bytes, {
        executionProviders: [provider],
        intraOpNumThreads: availableParallelism(),
        // Threads that wait by spinning take a core each from whatever else runs.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
    // On the CPU only the file can be at fault; a GPU is more often full.
    const [unloaded, unrun, remedy] =
      provider === 'cpu'
        ? ['is no network that can be loaded', 'cannot be run']
        : [`cannot be loaded on ${provider}`, `cannot be run on ${provider}`, GPU_REMEDY];
    const session = await understood(part.name, variant, unloaded, create, remedy);
    const asked: Asked = (work) => understood(part.name, variant, unrun, work, remedy);
    return wrap(session, ort.Tensor, asked);
  });
}

const GPU_REMEDY = "free some of the GPU's memory (nvidia-smi shows who has it), or see docs/gpu.md";

type Asked = <T>(work: () => Promise<T>) => Promise<T>;

function wrap(session: InferenceSession, Value: typeof OrtTensor, asked: Asked): Session {
  const halves = new Set(
    session.inputMetadata.filter((input) => input.isTensor && input.type === 'float16').map(({ name }) => name),
  );
  return {
    async run<O extends string>(feeds: Readonly<Record<string, Tensor>>, outputs: readonly O[]) {
      const given: Record<string, OrtTensor> = {};
      for (const [input, value] of Object.entries(feeds)) {
        const { dtype, data, shape } = halves.has(input) ? narrow(value) : value;
        given[input] = new Value(dtype as OrtTensor.Type, data as never, [...shape]);
      }
      const made = await asked(() => session.run(given, [...outputs]));
      const results = outputs.map((output) => [output, fromOrt(made[output]!)] as const);
      return Object.fromEntries(results) as Record<O, Tensor>;
    },
  };
}

function narrow(value: Tensor): Tensor {
  if (value.dtype !== 'float32') return value;
  return { dtype: 'float16', shape: value.shape, data: toHalves(value.data as Float32Array) };
}

function fromOrt({ type, dims, data }: OrtTensor): Tensor {
  if (type !== 'float16') return { dtype: type as Tensor['dtype'], shape: dims, data: data as TypedArray };
  // Where the language has a Float16Array the runtime gives that, else the bits.
  const { buffer, byteOffset, length } = data as Uint16Array;
  return { dtype: 'float32', shape: dims, data: fromHalves(new Uint16Array(buffer, byteOffset, length)) };
}
