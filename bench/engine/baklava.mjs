import { MODULUS } from './shapes.mjs';

export const baklava = {
  name: 'baklava',
  packages: ['@baklavajs/core', '@baklavajs/engine'],
  caches: false,
  means:
    'a new DependencyEngine and `runOnce`, then `runOnce`, which keeps the order. Building the editor is not measured',
  async build(shape) {
    const { Editor, Node, NodeInterface } = await import('@baklavajs/core');
    const { allowMultipleConnections, DependencyEngine } = await import('@baklavajs/engine');

    class Sum extends Node {
      type = 'Sum';
      inputs = {};
      outputs = { sum: new NodeInterface('sum', 0) };
      constructor({ kind, plus, from }) {
        super();
        this.plus = plus;
        if (kind === 'total') this.inputs.items = new NodeInterface('items', []).use(allowMultipleConnections);
        else for (let i = 0; i < from.length; i++) this.inputs[`i${i}`] = new NodeInterface(`i${i}`, 0);
        this.many = kind === 'total';
        this.initializeIo();
      }
      calculate(inputs) {
        let sum = this.plus;
        for (const value of this.many ? inputs.items : Object.values(inputs)) sum += value;
        return { sum: sum % MODULUS };
      }
    }

    const editor = new Editor();
    const nodes = shape.nodes.map((node) => editor.graph.addNode(new Sum(node)));
    for (const [at, { kind, from }] of shape.nodes.entries()) {
      for (const [i, source] of from.entries()) {
        const input = kind === 'total' ? nodes[at].inputs.items : nodes[at].inputs[`i${i}`];
        editor.graph.addConnection(nodes[source].outputs.sum, input);
      }
    }

    let engine;
    let made;
    const run = async () => {
      made = await engine.runOnce(undefined);
    };
    return {
      fresh: () => () => {
        engine = new DependencyEngine(editor);
        return run();
      },
      again: run,
      edit(next) {
        nodes[shape.changed].plus = next;
        return run;
      },
      values: () => shape.sinks.map((at) => made.get(nodes[at].id).get('sum')),
    };
  },
};
