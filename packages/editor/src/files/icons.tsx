import type { ReactNode } from 'react';
import { Icon } from '../overlay/icon.js';

const icon =
  (shape: ReactNode, size = 16) =>
  () => <Icon size={size}>{shape}</Icon>;

export const CrossIcon = icon(<path d="M4 4l8 8M12 4l-8 8" />, 14);
export const LoadIcon = icon(<path d="M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10" />);
export const CopyIcon = icon(<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />);
export const OverwriteIcon = icon(<path d="M8 13.5V6M4.5 9L8 5.5 11.5 9M3 2.5h10" />);
export const TakeIcon = icon(<path d="M2.5 8h8M7.5 5l3 3-3 3M10 2.5h3.5v11H10" />);
export const GraphIcon = icon(<path d="M2.5 3.5h4v3h-4zM9.5 9.5h4v3h-4zM6.5 5h2v6h1" />);
export const DropIcon = icon(<path d="M8 2v7M5 6.5L8 9.5l3-3M2.5 10v3.5h11V10" />, 28);
