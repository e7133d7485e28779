import { LGraph, LGraphCanvas, LGraphNode, LiteGraph } from '@comfyorg/litegraph';
import '@comfyorg/litegraph/style.css';
import { DEFAULTS, INPUTS, linksOf, MODES, OUTPUTS, TYPE } from '../graph.mjs';
import { fetchGraph } from './fetch-graph.js';
import { tellReady } from './tell-ready.js';

class BlendNode extends LGraphNode {
  constructor() {
    super('Blend');
    for (const name of INPUTS) this.addInput(name, 'text');
    for (const name of OUTPUTS) this.addOutput(name, 'text');
    this.addWidget('slider', 'amount', DEFAULTS.amount, null, { min: 0, max: 1, step2: 0.01 });
    this.addWidget('combo', 'mode', DEFAULTS.mode, null, { values: MODES });
    this.addWidget('text', 'note', DEFAULTS.note, null);
  }
}
LiteGraph.registerNodeType(TYPE, BlendNode);

const canvas = document.querySelector('canvas');
document.body.style.margin = '0';
canvas.width = innerWidth;
canvas.height = innerHeight;

const saved = await fetchGraph();
const graph = new LGraph();
const byId = new Map();
for (const [id, { params }] of Object.entries(saved.nodes)) {
  const node = LiteGraph.createNode(TYPE);
  const { x, y } = saved.layout.nodes[id];
  node.pos = [x, y];
  node.setSize([220, node.computeSize()[1]]);
  for (const widget of node.widgets) widget.value = params[widget.name];
  graph.add(node, true);
  byId.set(id, node);
}
for (const { source, output, target, input } of linksOf(saved)) {
  byId.get(source).connect(OUTPUTS.indexOf(output), byId.get(target), INPUTS.indexOf(input));
}

const view = new LGraphCanvas(canvas, graph);
view.ds.min_scale = 0.01;
// So that a sweep of the wheel takes as many events here as elsewhere: here an event is a step, however far it turns.
view.zoom_speed = 1.04;

const bounds = () => {
  const boxes = graph.nodes.map(({ boundingRect }) => boundingRect);
  const [left, top] = [0, 1].map((side) => Math.min(...boxes.map((box) => box[side])));
  const [right, bottom] = [0, 1].map((side) => Math.max(...boxes.map((box) => box[side] + box[side + 2])));
  return [left, top, right - left, bottom - top];
};
window.addEventListener('keydown', ({ key }) => {
  if (key === 'f') view.ds.fitToBounds(bounds(), { zoom: 0.9 });
  if (key === '1') view.ds.changeScale(1);
  view.setDirty(true, true);
});

/** Nodes are pixels here, so the page says where they are. */
window.bench = {
  isEmpty(x, y) {
    const [graphX, graphY] = view.ds.convertCanvasToOffset([x, y]);
    return graph.getNodeOnPos(graphX, graphY) == null;
  },
  headers: () =>
    graph.nodes.map(({ pos }) => {
      const [x, y] = view.ds.convertOffsetToCanvas([pos[0] + 80, pos[1] - 15]);
      return { x, y };
    }),
  nodeWidth: () => graph.nodes[0].size[0] * view.ds.scale,
};

view.onRender = () => {
  view.onRender = undefined;
  tellReady();
};
