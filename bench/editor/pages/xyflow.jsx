import {
  applyEdgeChanges,
  applyNodeChanges,
  Background,
  Handle,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import './xyflow.css';
import { memo, useCallback, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { INPUTS, linksOf, MODES, OUTPUTS } from '../graph.mjs';
import { fetchGraph } from './fetch-graph.js';
import { tellReady } from './tell-ready.js';

const [WIDTH, HEADER, ROW, WIDGET] = [220, 34, 24, 32];
const HEIGHT = HEADER + ROW * INPUTS.length + WIDGET * 3 + 12;
const rowTop = (row) => HEADER + ROW * (row + 0.5);

const BlendNode = memo(function BlendNode({ id, data }) {
  const { updateNodeData } = useReactFlow();
  const change = (event) => updateNodeData(id, { [event.target.name]: event.target.value });
  return (
    <div className="blend" data-node={id}>
      <header data-node-header>Blend</header>
      {INPUTS.map((name, row) => (
        <div className="row" key={name}>
          <Handle type="target" position={Position.Left} id={name} style={{ top: rowTop(row) }} />
          <span>{name}</span>
          {OUTPUTS[row] && (
            <>
              <span>{OUTPUTS[row]}</span>
              <Handle type="source" position={Position.Right} id={OUTPUTS[row]} style={{ top: rowTop(row) }} />
            </>
          )}
        </div>
      ))}
      <label className="widget">
        amount
        <input
          className="nodrag"
          name="amount"
          type="range"
          min="0"
          max="1"
          step="0.01"
          value={data.amount}
          onChange={change}
        />
      </label>
      <label className="widget">
        mode
        <select className="nodrag" name="mode" value={data.mode} onChange={change}>
          {MODES.map((mode) => (
            <option key={mode}>{mode}</option>
          ))}
        </select>
      </label>
      <label className="widget">
        note
        <input className="nodrag" name="note" type="text" value={data.note} onChange={change} />
      </label>
    </div>
  );
});

const nodeTypes = { blend: BlendNode };

/** Sizes and handles are given, so that xyflow need not draw every node once to find them. */
const handles = [
  ...INPUTS.map((id, row) => ({ id, type: 'target', position: Position.Left, x: -3, y: rowTop(row) - 3 })),
  ...OUTPUTS.map((id, row) => ({ id, type: 'source', position: Position.Right, x: WIDTH - 3, y: rowTop(row) - 3 })),
].map((handle) => ({ ...handle, width: 6, height: 6 }));

const toNodes = ({ nodes, layout }) =>
  Object.entries(nodes).map(([id, { params }]) => ({
    id,
    type: 'blend',
    position: layout.nodes[id],
    data: params,
    initialWidth: WIDTH,
    initialHeight: HEIGHT,
    handles,
  }));

const toEdges = (graph) =>
  linksOf(graph).map(({ source, output, target, input }) => ({
    id: `${target}.${input}`,
    source,
    sourceHandle: output,
    target,
    targetHandle: input,
  }));

/** xyflow tells of its start before it knows how large its window is, and so before any node is drawn. */
function tellOnceNodesAreDrawn() {
  if (document.querySelector('[data-node]')) tellReady();
  else requestAnimationFrame(tellOnceNodesAreDrawn);
}

function Editor({ graph }) {
  const [nodes, setNodes] = useState(() => toNodes(graph));
  const [edges, setEdges] = useState(() => toEdges(graph));
  const onNodesChange = useCallback((changes) => setNodes((now) => applyNodeChanges(changes, now)), []);
  const onEdgesChange = useCallback((changes) => setEdges((now) => applyEdgeChanges(changes, now)), []);
  const { fitView, zoomTo } = useReactFlow();
  useEffect(() => {
    const press = ({ key }) => {
      if (key === 'f') fitView();
      if (key === '1') zoomTo(1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [fitView, zoomTo]);
  return (
    <div data-testid="canvas" tabIndex={-1}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        nodeTypes={nodeTypes}
        onlyRenderVisibleElements
        onInit={tellOnceNodesAreDrawn}
        minZoom={0.01}
        maxZoom={2}
        colorMode="dark"
      >
        <Background />
      </ReactFlow>
    </div>
  );
}

const graph = await fetchGraph();
createRoot(document.getElementById('root')).render(
  <ReactFlowProvider>
    <Editor graph={graph} />
  </ReactFlowProvider>,
);
