import { MODULUS } from './shapes.mjs';

const place = { x: 0, y: 0, width: 200 };

export const rivet = {
  name: 'rivet-core',
  packages: ['@ironclad/rivet-core'],
  caches: false,
  means: 'a new GraphProcessor and `processGraph`, then `processGraph`',
  async build(shape) {
    const { GraphProcessor, NodeImpl, nodeDefinition, NodeRegistration } = await import('@ironclad/rivet-core');
    const values = new Map();

    class Sum extends NodeImpl {
      static create() {
        return { type: 'sum', title: 'Sum', id: 'sum', visualData: place, data: { plus: 0, inputs: 0 } };
      }
      getInputDefinitions() {
        const inputs = [];
        for (let i = 0; i < this.data.inputs; i++) {
          inputs.push({ id: `i${i}`, title: `i${i}`, dataType: 'number', required: true });
        }
        return inputs;
      }
      getOutputDefinitions() {
        return [{ id: 'sum', title: 'Sum', dataType: 'number' }];
      }
      async process(inputs) {
        let sum = this.data.plus;
        for (let i = 0; i < this.data.inputs; i++) sum += inputs[`i${i}`].value;
        sum %= MODULUS;
        values.set(this.chartNode.id, sum);
        return { sum: { type: 'number', value: sum } };
      }
    }

    const registry = new NodeRegistration().register(nodeDefinition(Sum, 'Sum'));
    const nodes = shape.nodes.map(({ kind, plus, from }, at) => ({
      type: 'sum',
      title: kind,
      id: `n${at}`,
      visualData: place,
      data: { plus, inputs: from.length },
    }));
    const connections = shape.nodes.flatMap(({ from }, at) =>
      from.map((source, i) => ({
        outputNodeId: `n${source}`,
        outputId: 'sum',
        inputNodeId: `n${at}`,
        inputId: `i${i}`,
      })),
    );
    const graph = { metadata: { id: 'main', name: 'main', description: '' }, nodes, connections };
    const project = {
      metadata: { id: 'bench', title: 'bench', description: '', mainGraphId: 'main' },
      graphs: { main: graph },
      plugins: [],
    };
    const context = { settings: {}, tokenizer: { on() {}, getTokenCountForString: () => 0 } };

    let processor;
    const run = () => processor.processGraph(context);
    return {
      fresh() {
        values.clear();
        return () => {
          processor = new GraphProcessor(project, 'main', registry);
          return run();
        };
      },
      again: run,
      edit(next) {
        nodes[shape.changed].data.plus = next;
        return run;
      },
      values: () => shape.sinks.map((at) => values.get(`n${at}`)),
    };
  },
};
