import { MoodwireError, type NetworkDevice } from '@moodwire/engine';
import type { Hardware } from './hardware.js';

/** A device that networks are to run on. Each has a process of its own. */
export type ChosenDevice = {
  /** `cpu`, or `cuda:` and the number of the GPU. */
  readonly name: string;
  /** What people know it by, such as `NVIDIA L4`. */
  readonly label: string;
  readonly memoryBytes?: number;
  /** For `createHost` in its process. */
  readonly device: NetworkDevice;
  /** What is to be added to the environment of its process, so that it sees its own GPU and no other. */
  readonly environment: Readonly<Record<string, string>>;
};

export type Chosen = {
  readonly devices: readonly ChosenDevice[];
  /** Why a GPU that is there is not used, for the person at the keyboard. */
  readonly note?: string;
};

const EXPECTED = 'expected auto, cpu, cuda, or the GPUs that are meant, such as cuda:0,1';

/**
 * The devices that `asked` asks for: `auto` is every GPU that can be used, or else the CPU. Throws `MoodwireError` with
 * what is missing and how to get it when GPUs are asked for that cannot be used.
 */
export function chooseDevices(
  asked: string,
  hardware: Hardware,
  precision: NetworkDevice['precision'] = 'float32',
): Chosen {
  const { gpus, cuda, cpu } = hardware;
  const onCpu: ChosenDevice = {
    name: 'cpu',
    label: cpu.name,
    memoryBytes: cpu.memoryBytes,
    device: { provider: 'cpu', precision },
    environment: {},
  };
  if (asked === 'cpu') return { devices: [onCpu] };
  const isAuto = asked === 'auto';
  const numbers = isAuto || asked === 'cuda' ? undefined : numbersIn(asked);
  if (!cuda.isUsable) {
    const told = `${cuda.why}; ${cuda.remedy}`;
    if (!isAuto) throw new MoodwireError(`networks can't run on cuda here: ${told}`);
    if (gpus.length === 0) return { devices: [onCpu] };
    return { devices: [onCpu], note: `${gpus.map(({ name }) => name).join(', ')} is not used: ${told}` };
  }
  const all = allGpus(hardware, precision);
  if (numbers === undefined) return { devices: all };
  const known = all.map(({ name }) => name);
  const devices = numbers.map((number) => {
    const found = all.find(({ name }) => name === `cuda:${number}`);
    if (!found) throw new MoodwireError(`there is no GPU cuda:${number}: there ${listed(known)}`);
    return found;
  });
  return { devices };
}

/** The numbers in `cuda:0,1` and in `cuda:0,cuda:1`. */
function numbersIn(asked: string): number[] {
  if (!/^cuda:\d{1,4}(,(cuda:)?\d{1,4})*$/.test(asked)) {
    throw new MoodwireError(`found the devices "${asked.slice(0, 100)}", ${EXPECTED}`);
  }
  const numbers = asked.replaceAll('cuda:', '').split(',').map(Number);
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (twice !== undefined) throw new MoodwireError(`cuda:${twice} is named twice in "${asked}": name each GPU once`);
  return numbers;
}

function allGpus({ gpus }: Hardware, precision: NetworkDevice['precision']): ChosenDevice[] {
  const device = { provider: 'cuda', precision } as const;
  // A container may have a GPU and no nvidia-smi: it worked when it was tried, so it is there.
  if (gpus.length === 0) return [{ name: 'cuda:0', label: 'NVIDIA GPU', device, environment: {} }];
  return gpus.map(({ index, uuid, name, memoryBytes }) => ({
    name: `cuda:${index}`,
    label: name,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    device,
    // CUDA's own order is by speed, and nvidia-smi's by the bus.
    environment: { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: uuid ?? String(index) },
  }));
}

const listed = (names: readonly string[]): string =>
  names.length === 1 ? `is ${names[0]}` : `are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
