/** Whether networks can run on NVIDIA GPUs here; if not, `why` says what is missing, and `remedy` what to do. */
export type CudaState =
  | { readonly isUsable: true }
  | { readonly isUsable: false; readonly why: string; readonly remedy: string };

/** Something that stands between onnxruntime-node and a GPU. */
export type Missing =
  | { readonly what: 'provider' | 'damaged'; readonly file: string; readonly runtime: string }
  | { readonly what: 'libraries'; readonly names: readonly string[]; readonly cuda: number | undefined }
  | { readonly what: 'driver'; readonly driver: string; readonly cuda: number | undefined }
  | { readonly what: 'tried'; readonly why: string; readonly cuda: number | undefined };

/**
 * NVIDIA's apt packages of each CUDA that onnxruntime-node's library may be built for, and the oldest driver for it. The
 * library itself says which CUDA that is: the versions that are published under one name have changed it before.
 */
const CUDA = new Map([
  [12, { libraries: 'cuda-libraries-12-9', driver: 525 }],
  [13, { libraries: 'cuda-libraries-13-0', driver: 580 }],
]);

const librariesOf = (cuda: number | undefined): string =>
  CUDA.get(cuda ?? 0)?.libraries ?? (cuda === undefined ? 'cuda-libraries-13-0' : `cuda-libraries-${cuda}-0`);

const cudnnOf = (cuda: number | undefined): string => `cudnn9-cuda-${cuda ?? 13}`;

const REPOSITORY = "from NVIDIA's apt repository, which docs/gpu.md adds";

/** The CUDA that these libraries belong to. */
export function cudaOf(libraries: readonly string[]): number | undefined {
  for (const name of libraries) {
    const [, major] = /^lib(?:cudart|cublas|cublasLt)\.so\.(\d{1,3})$/.exec(name) ?? [];
    if (major !== undefined) return Number(major);
  }
  return undefined;
}

/** All that is missing in one sentence, with the commands that mend it; usable when nothing is. */
export function missingText(missing: readonly Missing[]): CudaState {
  const told = missing.map(tell).filter((one) => one !== undefined);
  if (told.length === 0) return { isUsable: true };
  return {
    isUsable: false,
    why: told.map(([why]) => why).join(', and '),
    remedy: [...new Set(told.map(([, remedy]) => remedy))].join('; then '),
  };
}

function tell(missing: Missing): [why: string, remedy: string] | undefined {
  switch (missing.what) {
    case 'provider':
      return [`there is no ${missing.file}`, `fetch it with \`${install(missing.runtime)}\``];
    case 'damaged':
      return [`${missing.file} is no library that can be read`, `fetch it again with \`${install(missing.runtime)}\``];
    case 'libraries':
      return tellLibraries(missing.names, missing.cuda);
    case 'driver': {
      const oldest = CUDA.get(missing.cuda ?? 0)?.driver;
      if (oldest === undefined || Number.parseInt(missing.driver, 10) >= oldest) return undefined;
      const why = `the driver is ${missing.driver}, and CUDA ${missing.cuda} needs ${oldest} or newer`;
      return [why, 'install a newer one with `sudo apt-get install -y cuda-drivers` and start the machine again'];
    }
    case 'tried': {
      const { why, cuda } = missing;
      if (/cudnn/i.test(why)) {
        return [`cuDNN 9 is not found (${why})`, `run \`sudo apt-get install -y ${cudnnOf(cuda)}\`, ${REPOSITORY}`];
      }
      return [`a small network failed there (${why})`, 'see the table in docs/gpu.md'];
    }
  }
}

function tellLibraries(names: readonly string[], cuda: number | undefined): [string, string] {
  const packages = new Set<string>();
  for (const name of names) {
    if (name.startsWith('libcuda.so')) continue;
    packages.add(name.startsWith('libcudnn') ? cudnnOf(cuda) : librariesOf(cuda));
  }
  // A machine that lacks CUDA lacks cuDNN as well, which the library looks for only later.
  if (packages.size > 0) packages.add(cudnnOf(cuda));
  const steps = packages.size > 0 ? [`run \`sudo apt-get install -y ${[...packages].join(' ')}\`, ${REPOSITORY}`] : [];
  if (names.some((name) => name.startsWith('libcuda.so'))) {
    steps.push(
      'install the driver with `sudo apt-get install -y cuda-drivers`, or start the container with `--gpus all`',
    );
  }
  const are = names.length === 1 ? 'is' : 'are';
  return [`${names.join(', ')} ${are} not found, which onnxruntime's CUDA library needs`, steps.join('; ')];
}

const install = (runtime: string): string =>
  `ONNXRUNTIME_NODE_INSTALL=true node ${runtime.includes(' ') ? `'${runtime}'` : runtime}/script/install.js`;
