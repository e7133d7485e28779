import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MoodwireError } from '@moodwire/engine';
import { chooseDevices, type Hardware, readHardware, tryProvider } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const T4 = '0, GPU-9b3f5c1e-0d5a-4c7e-8a49-2f8f8e0a1b2c, 15360, 580.65.06, Tesla T4';
const L4 = '1, GPU-11111111-0d5a-4c7e-8a49-2f8f8e0a1b2c, 23034, 580.65.06, NVIDIA L4';

/** What a network is told by a runtime that works, and by one that does not. */
const WORKS = `
  exports.Tensor = class { constructor(type, data) { this.data = data; } };
  exports.InferenceSession = { create: async (bytes, { executionProviders: [provider] }) => {
    if (provider !== 'cuda') throw new Error('asked for ' + provider);
    return { run: async () => ({ y: { data: [9] } }) };
  } };`;
const fails = (code: string): string => `exports.InferenceSession = { create: async () => { ${code} } };`;

let folder: string;
let runtime: string;
const before = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-hardware-'));
  runtime = join(folder, 'onnxruntime-node');
  await mkdir(join(folder, 'bin'));
  process.env['PATH'] = `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
  delete process.env['CUDA_VISIBLE_DEVICES'];
  await program('nvidia-smi', 'exit 9');
});
afterEach(async () => {
  process.env['PATH'] = before['PATH'];
  delete process.env['CUDA_VISIBLE_DEVICES'];
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string, script: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

const gpus = (...lines: string[]) => program('nvidia-smi', `cat <<'END'\n${lines.join('\n')}\nEND`);

/** An onnxruntime-node with CUDA libraries of which `ldd` says this, and that runs networks so. */
async function cudaRuntime(index: string, ldd = 'libcudart.so.13 => /usr/lib/libcudart.so.13 (0x1)'): Promise<void> {
  const beside = join(runtime, 'bin/napi-v6', process.platform, process.arch);
  await mkdir(beside, { recursive: true });
  for (const name of ['cuda', 'shared']) await writeFile(join(beside, `libonnxruntime_providers_${name}.so`), '');
  await writeFile(join(runtime, 'index.js'), index);
  await program('ldd', `cat <<'END'\n\t${ldd.replaceAll('\n', '\n\t')}\nEND`);
}

const hardware = (): Promise<Hardware> => readHardware({ runtime });

describe('the hardware', () => {
  it('is a CPU with its cores and memory, and no GPU where there is no nvidia-smi', async () => {
    process.env['PATH'] = join(folder, 'none');
    const { cpu, gpus } = await hardware();
    expect(cpu).toEqual({ name: expect.any(String), cores: availableParallelism(), memoryBytes: expect.any(Number) });
    expect(cpu.memoryBytes).toBeGreaterThan(1e8);
    expect(gpus).toEqual([]);
  });

  it('has the GPUs that nvidia-smi lists, in the order of their numbers', async () => {
    await gpus(L4, T4);
    expect((await hardware()).gpus).toEqual([
      {
        index: 0,
        uuid: 'GPU-9b3f5c1e-0d5a-4c7e-8a49-2f8f8e0a1b2c',
        name: 'Tesla T4',
        memoryBytes: 15360 * 2 ** 20,
        driver: '580.65.06',
      },
      expect.objectContaining({ index: 1, name: 'NVIDIA L4' }),
    ]);
  });

  it('leaves out lines that describe no GPU, and fields that say nothing', async () => {
    await gpus(
      '0, [N/A], [N/A], [N/A], Odd, with a comma\x1b[2J',
      'Unable to determine the device handle for GPU 0000:01:00.0',
      '-1, GPU-1, 1, 1, below',
      '0, GPU-2, 1, 1, again',
      '1e3, GPU-3, 1, 1, no number',
      `2, ../../etc, 99999999999999999999, 1.2.3.4.5.6, ${'x'.repeat(5000)}`,
      '',
    );
    const { gpus: found } = await hardware();
    expect(found).toEqual([
      { index: 0, name: 'Odd, with a comma[2J' },
      { index: 2, name: 'x'.repeat(100) },
    ]);
  });

  it.each([
    ['fails', `echo '${T4}'; exit 9`],
    ['prints without end', 'yes 0,0,0,0,0'],
    ['prints nothing', 'true'],
  ])('has no GPU where nvidia-smi %s', async (_how, script) => {
    await program('nvidia-smi', script);
    expect((await hardware()).gpus).toEqual([]);
  });

  it('has only the GPUs that CUDA_VISIBLE_DEVICES leaves, in its order', async () => {
    await gpus(T4, L4);
    const names = async (visible: string) => {
      process.env['CUDA_VISIBLE_DEVICES'] = visible;
      return (await hardware()).gpus.map(({ index }) => index);
    };
    expect(await names('1,0')).toEqual([1, 0]);
    expect(await names('GPU-1111')).toEqual([1]);
    expect(await names('1,7,0')).toEqual([1]);
    expect(await names('')).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('whether CUDA can be used', () => {
  it('is no without the library that npm did not bring, with the command that brings it', async () => {
    const { cuda } = await hardware();
    expect(cuda).toEqual({
      isUsable: false,
      why: expect.stringMatching(/^there is no .+\/bin\/napi-v6\/linux\/x64\/libonnxruntime_providers_cuda\.so$/),
      remedy: `fetch it with \`ONNXRUNTIME_NODE_INSTALL=true node ${runtime}/script/install.js\``,
    });
  });

  it('is no without the libraries that it needs, and names all of them and their packages for that CUDA', async () => {
    for (const [cuda, packages] of [
      [12, 'cuda-libraries-12-9 cudnn9-cuda-12'],
      [13, 'cuda-libraries-13-0 cudnn9-cuda-13'],
    ] as const) {
      const found = 'libstdc++.so.6 => /lib/libstdc++.so.6 (0x00007f)';
      await cudaRuntime(WORKS, `libcublasLt.so.${cuda} => not found\n${found}\nlibcurand.so.10 => not found`);
      expect((await hardware()).cuda).toEqual({
        isUsable: false,
        why: `libcublasLt.so.${cuda}, libcurand.so.10 are not found, which onnxruntime's CUDA library needs`,
        remedy: `run \`sudo apt-get install -y ${packages}\`, from NVIDIA's apt repository, which docs/gpu.md adds`,
      });
    }
  });

  it('is no without a driver, which no package of CUDA brings', async () => {
    await cudaRuntime(WORKS, 'libcuda.so.1 => not found');
    expect((await hardware()).cuda).toMatchObject({
      why: "libcuda.so.1 is not found, which onnxruntime's CUDA library needs",
      remedy: expect.stringMatching(/^install the driver with `sudo apt-get install -y cuda-drivers`.*--gpus all/),
    });
  });

  it('is no with a driver that is too old for that CUDA', async () => {
    await cudaRuntime(WORKS);
    await gpus(T4.replace('580.65.06', '550.54.15'));
    expect((await hardware()).cuda).toMatchObject({
      why: 'the driver is 550.54.15, and CUDA 13 needs 580 or newer',
      remedy: expect.stringContaining('cuda-drivers'),
    });
  });

  it('is no where the library is damaged', async () => {
    await cudaRuntime(WORKS);
    await rm(join(folder, 'bin/ldd')); // the system's own says that an empty file is no library
    expect((await hardware()).cuda).toMatchObject({
      why: expect.stringMatching(/libonnxruntime_providers_cuda\.so is no library that can be read$/),
    });
  });

  it.each([
    ['cuDNN is not available. Install cuDNN, update', /^cuDNN 9 is not found \(/, /apt-get install -y cudnn9-cuda-13`/],
    ['CUDA failure 100: no CUDA-capable device', /^a small network failed there \(CUDA failure 100/, /docs\/gpu\.md/],
  ])('is no where a network that is tried says: %s', async (message, why, remedy) => {
    await cudaRuntime(fails(`throw new Error(${JSON.stringify(message)})`));
    expect((await hardware()).cuda).toMatchObject({
      why: expect.stringMatching(why),
      remedy: expect.stringMatching(remedy),
    });
  });

  it('is no where the process that tries it dies', async () => {
    await cudaRuntime(
      fails("process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setInterval(() => {}, 9));"),
    );
    expect((await hardware()).cuda).toMatchObject({ why: expect.stringContaining('its process ended (SIGSEGV)') });
  });

  it('is yes where all is there and a network ran', async () => {
    await cudaRuntime(WORKS);
    await gpus(T4);
    expect((await hardware()).cuda).toEqual({ isUsable: true });
  });
});

describe('trying a provider', () => {
  it('runs a network on the real runtime', async () => {
    expect(await tryProvider('cpu', {})).toBeUndefined();
  });

  it('says what the real runtime lacks for CUDA', async () => {
    const why = await tryProvider('cuda', {}); // nothing is wrong on a machine that has all of it
    if (why !== undefined) expect(why).toMatch(/cannot open shared object file|Failed to load|CUDA|provider/i);
  });

  it('is over when its time is', async () => {
    await cudaRuntime(fails('await new Promise(() => setInterval(() => {}, 9));'));
    expect(await tryProvider('cuda', { runtime, timeoutMs: 1000 })).toBe('it did not end within 1 seconds');
  });
});

describe('the devices that are chosen', () => {
  const cpu = { name: 'Some CPU', cores: 8, memoryBytes: 2 ** 34 };
  const t4 = { index: 0, uuid: 'GPU-0', name: 'Tesla T4', memoryBytes: 2 ** 34 };
  const l4 = { index: 1, name: 'NVIDIA L4' };
  const good: Hardware = { cpu, gpus: [t4, l4], cuda: { isUsable: true } };
  const bad: Hardware = { cpu, gpus: [t4], cuda: { isUsable: false, why: 'no libcudart.so.13', remedy: 'install it' } };
  const names = (asked: string, hardware = good) => chooseDevices(asked, hardware).devices.map(({ name }) => name);

  it('are all GPUs where they can be used, each with a process that sees it alone', () => {
    expect(names('auto')).toEqual(['cuda:0', 'cuda:1']);
    expect(chooseDevices('cuda', good, 'float16').devices).toEqual([
      {
        name: 'cuda:0',
        label: 'Tesla T4',
        memoryBytes: 2 ** 34,
        device: { provider: 'cuda', precision: 'float16' },
        environment: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-0' },
      },
      expect.objectContaining({ environment: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' } }),
    ]);
  });

  it('are those that are named, in that order', () => {
    expect(names('cuda:1')).toEqual(['cuda:1']);
    expect(names('cuda:1,0')).toEqual(['cuda:1', 'cuda:0']);
    expect(names('cuda:0,cuda:1')).toEqual(['cuda:0', 'cuda:1']);
  });

  it('are the CPU where it is asked for, or where there is nothing else', () => {
    expect(chooseDevices('cpu', good)).toEqual({
      devices: [
        {
          name: 'cpu',
          label: 'Some CPU',
          memoryBytes: 2 ** 34,
          device: { provider: 'cpu', precision: 'float32' },
          environment: {},
        },
      ],
    });
    expect(chooseDevices('auto', { ...bad, gpus: [] })).toEqual({
      devices: [expect.objectContaining({ name: 'cpu' })],
    });
  });

  it('are the CPU where a GPU lacks something, and it is said what', () => {
    expect(chooseDevices('auto', bad)).toEqual({
      devices: [expect.objectContaining({ name: 'cpu' })],
      note: 'Tesla T4 is not used: no libcudart.so.13; install it',
    });
  });

  it('are one GPU that nobody could list, where a network ran on it', () => {
    expect(chooseDevices('auto', { ...good, gpus: [] }).devices).toMatchObject([{ name: 'cuda:0', environment: {} }]);
  });

  it.each([
    ['cuda', bad, "networks can't run on cuda here: no libcudart.so.13; install it"],
    ['cuda:0', bad, "networks can't run on cuda here: no libcudart.so.13; install it"],
    ['cuda:2', good, 'there is no GPU cuda:2: there are cuda:0 and cuda:1'],
    ['cuda:0,0', good, 'cuda:0 is named twice in "cuda:0,0": name each GPU once'],
    ['gpu', good, 'found the devices "gpu", expected auto, cpu, cuda, or the GPUs that are meant, such as cuda:0,1'],
    ['cpu,cuda', good, 'found the devices "cpu,cuda", expected auto'],
    ['', good, 'found the devices ""'],
  ])('%j that cannot be had is told of', (asked, hardware, said) => {
    expect(() => chooseDevices(asked, hardware)).toThrow(MoodwireError);
    expect(() => chooseDevices(asked, hardware)).toThrow(said);
  });
});
