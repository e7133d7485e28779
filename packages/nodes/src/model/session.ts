import { availableParallelism } from 'node:os';
import type { Host, ModelPart, Tensor, TypedArray } from '@moodwire/engine';
import * as ort from 'onnxruntime-node';
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
    const session = await understood(part.name, file, 'is no network that can be loaded', () =>
      ort.InferenceSession.create(bytes, {
        executionProviders: [part.provider],
        intraOpNumThreads: availableParallelism(),
        // Threads that wait by spinning take a core each from whatever else runs.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      }),
    );
    return wrap(session, part.name, file);
  });
}

function wrap(session: ort.InferenceSession, model: string, file: string): Session {
  return {
    async run<O extends string>(feeds: Readonly<Record<string, Tensor>>, outputs: readonly O[]) {
      const given: Record<string, ort.Tensor> = {};
      for (const [input, value] of Object.entries(feeds)) given[input] = toOrt(value);
      const made = await understood(model, file, 'cannot be run', () => session.run(given, [...outputs]));
      const results = outputs.map((output) => [output, fromOrt(made[output]!)] as const);
      return Object.fromEntries(results) as Record<O, Tensor>;
    },
  };
}

function toOrt(value: Tensor): ort.Tensor {
  return new ort.Tensor(value.dtype as ort.Tensor.Type, value.data as never, [...value.shape]);
}

function fromOrt(value: ort.Tensor): Tensor {
  return { dtype: value.type as Tensor['dtype'], shape: value.dims, data: value.data as TypedArray };
}
