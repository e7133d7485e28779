import { MODULUS } from './shapes.mjs';

export const litegraph = {
  name: 'litegraph',
  packages: ['@comfyorg/litegraph'],
  caches: false,
  means: "ComfyUI's fork, synchronous: `updateExecutionOrder` and `runStep`, then `runStep`. Building is not measured",
  async build(shape) {
    const { LGraph, LGraphNode, LiteGraph } = await import('@comfyorg/litegraph');
    LiteGraph.MAX_NUMBER_OF_NODES = shape.nodes.length + 1;

    class Sum extends LGraphNode {
      onExecute() {
        let sum = this.plus;
        for (let i = 0; i < this.inputs.length; i++) sum += this.getInputData(i);
        this.setOutputData(0, sum % MODULUS);
      }
    }

    const graph = new LGraph();
    const nodes = shape.nodes.map(({ kind, plus, from }, at) => {
      const node = new Sum(kind);
      node.id = at + 1;
      node.plus = plus;
      for (let i = 0; i < from.length; i++) node.addInput(`i${i}`, 'number');
      node.addOutput('sum', 'number');
      graph.add(node, true);
      return node;
    });
    for (const [at, { from }] of shape.nodes.entries()) {
      for (const [i, source] of from.entries()) nodes[source].connect(0, nodes[at], i);
    }

    const run = () => graph.runStep(1);
    return {
      fresh: () => () => {
        graph.updateExecutionOrder();
        run();
      },
      again: run,
      edit(next) {
        nodes[shape.changed].plus = next;
        return run;
      },
      values: () => shape.sinks.map((at) => nodes[at].outputs[0]._data),
    };
  },
};
