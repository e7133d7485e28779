import { availableParallelism } from 'node:os';
import type { Host, ModelPart, Tensor, TypedArray } from '@moodwire/engine';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { understood } from './broken.js';
import { readModelFile } from './model-file.js';

/** A network that is loaded and ready. */
export type Session = {
  /** Runs the network. Only the outputs that are named are computed. Shapes and dtypes are the network's own. */
  run<O extends string>(feeds: Readonly<Record<string, Tensor>>, outputs: readonly O[]): Promise<Record<O, Tensor>>;
};

/** The network of `file`, loaded once for each process. Its hash is checked first. */
export function openSession(host: Host, part: ModelPart, file: string): Promise<Session> {
  return host.resources.get(`session:${part.hash}:${part.provider}:${file}`, async () => {
    const bytes = await readModelFile(host, part, file);
    // Here and not above, so that a process that runs no network does not load the runtime.
    const ort = await import('onnxruntime-node');
    const session = await understood(part.name, file, 'is no network that can be loaded', () =>
      ort.InferenceSession.create(bytes, {
        executionProviders: [part.provider],
        intraOpNumThreads: availableParallelism(),
        // Threads that wait by spinning take a core each from whatever else runs.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      }),
    );
    return wrap(session, ort.Tensor, part.name, file);
  });
}

function wrap(session: InferenceSession, Value: typeof OrtTensor, model: string, file: string): Session {
  return {
    async run<O extends string>(feeds: Readonly<Record<string, Tensor>>, outputs: readonly O[]) {
      const given: Record<string, OrtTensor> = {};
      for (const [input, value] of Object.entries(feeds))
        given[input] = new Value(value.dtype as OrtTensor.Type, value.data as never, [...value.shape]);
      const made = await understood(model, file, 'cannot be run', () => session.run(given, [...outputs]));
      const results = outputs.map((output) => [output, fromOrt(made[output]!)] as const);
      return Object.fromEntries(results) as Record<O, Tensor>;
    },
  };
}

function fromOrt(value: OrtTensor): Tensor {
  return { dtype: value.type as Tensor['dtype'], shape: value.dims, data: value.data as TypedArray };
}
