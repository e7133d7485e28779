/** The graph that the address asks for, as Moodwire's own editor gets it. */
export async function fetchGraph() {
  const name = new URLSearchParams(location.search).get('graph');
  const response = await fetch(`/graphs/${name}`);
  if (!response.ok) throw new Error(`no graph "${name}": ${response.status}`);
  return (await response.json()).graph;
}
