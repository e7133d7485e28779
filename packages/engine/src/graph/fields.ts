/** The fields that each part of a saved graph knows, in the order in which they are written. */
export const GRAPH_FIELDS = ['format', 'version', 'title', 'description', 'interface', 'nodes', 'layout', 'subgraphs'];
export const BODY_FIELDS = ['title', 'description', 'interface', 'nodes', 'layout'];
export const NODE_FIELDS = ['type', 'title', 'mode', 'map', 'inputs', 'params'];
export const MAP_FIELDS = ['by', 'atOnce'];
export const INTERFACE_FIELDS = ['inputs', 'outputs'];
export const LAYOUT_FIELDS = ['nodes', 'groups', 'notes', 'routes'];
export const PLACE_FIELDS = ['x', 'y'];
