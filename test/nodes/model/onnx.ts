/** Writes small .onnx files: just as much of protobuf and of ONNX's schema as tests need. */

const ELEMENT = { float32: 1, int64: 7, float16: 10 } as const;

export type OnnxValue = {
  readonly name: string;
  readonly type: keyof typeof ELEMENT;
  /** A name stands for an extent that is open. */
  readonly shape: readonly (number | string)[];
};

export type OnnxGraph = {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly { readonly op: string; readonly inputs: readonly string[]; readonly output: string }[];
};

type Field = readonly [number: number, content: number | string | readonly Field[]];

export function onnx({ inputs, outputs, nodes }: OnnxGraph): Buffer {
  const graph: Field[] = [
    ...nodes.map(({ op, inputs: from, output }): Field => {
      return [1, [...from.map((name): Field => [1, name]), [2, output], [4, op]]];
    }),
    [2, 'graph'],
    ...inputs.map((value): Field => [11, describe(value)]),
    ...outputs.map((value): Field => [12, describe(value)]),
  ];
  return message([
    [1, 8],
    [7, graph],
    [8, [[2, 17]]],
  ]);
}

function describe({ name, type, shape }: OnnxValue): readonly Field[] {
  const extents = shape.map((extent): Field => [1, [[typeof extent === 'number' ? 1 : 2, extent]]]);
  const tensor: Field[] = [
    [1, ELEMENT[type]],
    [2, extents],
  ];
  return [
    [1, name],
    [2, [[1, tensor]]],
  ];
}

function message(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.flatMap(([number, content]) => field(number, content)));
}

function field(number: number, content: Field[1]): Buffer[] {
  if (typeof content === 'number') return [varint(number * 8), varint(content)];
  const bytes = typeof content === 'string' ? Buffer.from(content) : message(content);
  return [varint(number * 8 + 2), varint(bytes.length), bytes];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
