import { type AnyNode, type Param, type Port, portName } from '@moodwire/engine/graph';
import { CategoryIcon } from '../node/category-icon.js';
import { SocketShape } from '../node/socket-shape.js';
import './node-picture.css';

export type NodePictureProps = {
  readonly kind: AnyNode;
  /** What will be linked: a slot, or an output. */
  readonly slot?: string | undefined;
  readonly output?: string | undefined;
};

/** A kind of node as it will stand in the graph, small, with what it is for. */
export function NodePicture({ kind, slot, output: given }: NodePictureProps) {
  const inputs = Object.entries(kind.inputs);
  const outputs = Object.entries(kind.outputs);
  const rows = Array.from({ length: Math.max(inputs.length, outputs.length) }, (_, at) => ({
    input: inputs[at],
    output: outputs[at],
  }));
  return (
    <div className="node-picture">
      <div className="node-picture-box" aria-hidden="true">
        <div className="node-picture-head">
          <CategoryIcon type={kind.type} />
          <span>{kind.title}</span>
        </div>
        <div className="node-picture-body">
          {rows.map(({ input, output }) => (
            <div className="node-picture-row" key={`${input?.[0]}:${output?.[0]}`}>
              {input && <End name={input[0]} port={input[1]} side="input" isLinked={input[0] === slot} />}
              {output && <End name={output[0]} port={output[1]} side="output" isLinked={output[0] === given} />}
            </div>
          ))}
          {Object.entries(kind.params).map(([name, param]) => (
            <Setting key={name} name={name} param={param} isLinked={name === slot} />
          ))}
        </div>
      </div>
      <p className="node-picture-summary">{kind.summary}</p>
      <p className="node-picture-type">{kind.type}</p>
    </div>
  );
}

type EndProps = {
  readonly name: string;
  readonly port: Port;
  readonly side: 'input' | 'output';
  readonly isLinked: boolean;
};

function End({ name, port, side, isLinked }: EndProps) {
  return (
    <span className={`node-picture-end node-picture-${side}`} data-linked={isLinked} title={portName(port)}>
      <i>
        <SocketShape port={port} isFilled={isLinked} />
      </i>
      {name}
    </span>
  );
}

type SettingProps = { readonly name: string; readonly param: Param; readonly isLinked: boolean };

function Setting({ name, param, isLinked }: SettingProps) {
  return (
    <div className="node-picture-setting">
      {isLinked && (
        <i>
          <SocketShape port={param.port} isFilled />
        </i>
      )}
      <span className="node-picture-end" data-linked={isLinked}>
        {name}
      </span>
      <b>{valueText(param)}</b>
    </div>
  );
}

function valueText({ kind, default: value }: Param): string {
  if (kind === 'bool') return value === true ? '✓' : '–';
  return value === '' ? '…' : String(value);
}
