import type { Graph } from '@moodwire/engine/graph';
import { useEffect, useState } from 'react';
import type { SavedGraph } from '../api/api.js';
import { GraphThumbnail } from './graph-thumbnail.js';
import { savedDocument } from './saved-graphs.js';

/** A saved graph's picture, where it has one; else the graph, drawn in small. */
export function SavedPicture({ saved }: { readonly saved: SavedGraph }) {
  const [graph, setGraph] = useState<Graph>();
  useEffect(() => {
    let isGone = false;
    if (saved.thumbnail === undefined && saved.problem === undefined) {
      void savedDocument(saved).then((document) => {
        if (!isGone) setGraph(document);
      });
    }
    return () => {
      isGone = true;
    };
  }, [saved]);
  if (saved.thumbnail !== undefined) return <img src={saved.thumbnail} alt="" loading="lazy" />;
  return graph ? <GraphThumbnail body={graph} /> : null;
}
