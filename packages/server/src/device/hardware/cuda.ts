import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CudaState, cudaOf, type Missing, missingText } from './missing.js';
import type { Gpu } from './nvidia-smi.js';
import { runProgram } from './program.js';

/** The folder of the onnxruntime-node that runs networks in this app. */
function runtimeFolder(): string {
  const nodes = createRequire(import.meta.url).resolve('@moodwire/nodes');
  return dirname(createRequire(nodes).resolve('onnxruntime-node/package.json'));
}

const LIBRARIES = ['libonnxruntime_providers_cuda.so', 'libonnxruntime_providers_shared.so'];
const LDD_TIMEOUT_MS = 30_000;
const TRY_TIMEOUT_MS = 120_000; // the first use of a GPU may compile kernels for it

/**
 * Looks, in this order, at what is usually missing, so that all that is missing is told of at once; and in the end tries
 * it, which is the only proof.
 */
export async function checkCuda(gpus: readonly Gpu[], runtime = runtimeFolder()): Promise<CudaState> {
  const platform = `${process.platform}/${process.arch}`;
  if (platform !== 'linux/x64') {
    const why = `onnxruntime-node has CUDA for linux/x64 only, and this is ${platform}`;
    return { isUsable: false, why, remedy: 'use the CPU' };
  }
  const beside = join(runtime, 'bin', 'napi-v6', process.platform, process.arch);
  const absent = LIBRARIES.find((library) => !existsSync(join(beside, library)));
  if (absent) return missingText([{ what: 'provider', file: join(beside, absent), runtime }]);

  const library = join(beside, LIBRARIES[0]!);
  const ldd = await runProgram('ldd', [library], LDD_TIMEOUT_MS);
  if (ldd && ldd.code !== 0) return missingText([{ what: 'damaged', file: library, runtime }]);
  const [wanted, missing] = readLdd(ldd?.out ?? '');
  const cuda = cudaOf(wanted);
  const lacks: Missing[] = [];
  if (missing.length > 0) lacks.push({ what: 'libraries', names: missing, cuda });
  const driver = gpus.find((gpu) => gpu.driver !== undefined)?.driver;
  if (driver !== undefined) lacks.push({ what: 'driver', driver, cuda });
  const told = missingText(lacks);
  if (!told.isUsable) return told;

  const why = await tryProvider('cuda', { runtime });
  return why === undefined ? told : missingText([{ what: 'tried', why, cuda }]);
}

/** The libraries that `ldd` names, and those of them that it does not find. */
function readLdd(text: string): [wanted: string[], missing: string[]] {
  const lines = [...text.matchAll(/^\s*(\S+) => (not found|\S+)/gm)];
  return [lines.map((line) => line[1]!), lines.filter((line) => line[2] === 'not found').map((line) => line[1]!)];
}

/** Runs a small network with a provider, in a process of its own. Why that failed; nothing when it worked. */
export function tryProvider(
  provider: string,
  { runtime = runtimeFolder(), timeoutMs = TRY_TIMEOUT_MS }: { readonly runtime?: string; readonly timeoutMs?: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const script = fileURLToPath(new URL('try-provider.js', import.meta.url));
    const child = fork(script, [runtime, provider], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    let said: { why?: string } | undefined;
    let printed = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (printed.length < 65_536) printed += chunk.toString('utf8');
    });
    child.on('message', (message: { why?: string }) => {
      said = message;
    });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => resolve(`no process could be started (${error.message})`));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (said) resolve(said.why === undefined ? undefined : plainReason(said.why, printed));
      else if (isLate) resolve(`it did not end within ${timeoutMs / 1000} seconds`);
      else resolve(plainReason(`its process ended (${signal ?? `code ${code}`})`, printed));
    });
  });
}

/** The runtime throws little and logs the reason. */
function plainReason(thrown: string, printed: string): string {
  const [, logged] = /Failed to load library \S+ with error: (.+)/.exec(printed) ?? [];
  const line = (logged ?? thrown).split('\n', 1)[0]!;
  return line.replace(/\p{C}/gu, '').slice(0, 300);
}
