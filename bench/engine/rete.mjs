import { MODULUS } from './shapes.mjs';

export const rete = {
  name: 'rete',
  packages: ['rete', 'rete-engine'],
  caches: true,
  means:
    '`reset()` and `fetch` of each sink; a change is `reset(node)` and `fetch`. Building the editor is not measured',
  async build(shape) {
    const { ClassicPreset, NodeEditor } = await import('rete');
    const { DataflowEngine } = await import('rete-engine');
    const socket = new ClassicPreset.Socket('number');

    class Sum extends ClassicPreset.Node {
      constructor({ kind, plus, from }) {
        super(kind);
        this.plus = plus;
        const inputs = kind === 'total' ? 1 : from.length;
        for (let i = 0; i < inputs; i++) this.addInput(`i${i}`, new ClassicPreset.Input(socket, '', kind === 'total'));
        this.addOutput('sum', new ClassicPreset.Output(socket));
      }
      data(inputs) {
        let sum = this.plus;
        for (const values of Object.values(inputs)) for (const value of values) sum += value;
        return { sum: sum % MODULUS };
      }
    }

    const editor = new NodeEditor();
    const engine = new DataflowEngine();
    editor.use(engine);
    const nodes = shape.nodes.map((node) => new Sum(node));
    for (const node of nodes) await editor.addNode(node);
    for (const [at, { kind, from }] of shape.nodes.entries()) {
      for (const [i, source] of from.entries()) {
        const input = kind === 'total' ? 'i0' : `i${i}`;
        await editor.addConnection(new ClassicPreset.Connection(nodes[source], 'sum', nodes[at], input));
      }
    }

    const sinks = shape.sinks.map((at) => nodes[at].id);
    let made = [];
    const run = async () => {
      made = await Promise.all(sinks.map((id) => engine.fetch(id)));
    };
    return {
      fresh() {
        engine.reset();
        return run;
      },
      again: run,
      edit(next) {
        const node = nodes[shape.changed];
        node.plus = next;
        return () => {
          engine.reset(node.id);
          return run();
        };
      },
      values: () => made.map(({ sum }) => sum),
    };
  },
};
