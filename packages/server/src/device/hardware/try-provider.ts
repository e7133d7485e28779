import { createRequire } from 'node:module';

// Run in a process of its own: a library that does not fit the driver may end it. Says over the channel to its parent
// whether onnxruntime can run a convolution, which needs cuDNN, on the provider that it is told of.

/** As much of onnxruntime-node as is used here, whose folder is told of: the app itself does not depend on it. */
type Runtime = {
  readonly Tensor: new (type: string, data: Float32Array, shape: readonly number[]) => { readonly data: Float32Array };
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<{ y: { data: Float32Array } }> }>;
  };
};

/** A network of one node: y = conv(x, w), both 3 × 3. */
const CONVOLUTION =
  'CAg6bwoPCgF4CgF3EgF5IgRDb252EgVncmFwaFobCgF4EhYKFAgBEhAKAggBCgIIAQoCCAMKAggDWhsKAXcSFgoUCAESEAoCCAEKAggBCgIIAwoCCANiGwoBeRIWChQIARIQCgIIAQoCCAEKAggBCgIIAUICEBE=';

const [folder = '', provider = ''] = process.argv.slice(2);

async function attempt(): Promise<string | undefined> {
  const { InferenceSession, Tensor }: Runtime = createRequire(import.meta.url)(folder);
  const session = await InferenceSession.create(Buffer.from(CONVOLUTION, 'base64'), {
    executionProviders: [provider],
    // Without this the runtime would quietly fall back on the CPU.
    extra: { session: { disable_cpu_ep_fallback: provider === 'cpu' ? '0' : '1' } },
  });
  const ones = () => new Tensor('float32', new Float32Array(9).fill(1), [1, 1, 3, 3]);
  const { y } = await session.run({ x: ones(), w: ones() });
  const found = y.data[0];
  return found === 9 ? undefined : `it found ${found} for 9`;
}

const why = await attempt().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
process.send?.({ why }, () => process.exit(0));
