/** Which screens are there? One line each: the path, where it stands (`shell` with the rail, `bare` without) and its lazily loaded component. */
import type { ComponentType } from 'react';

export interface ScreenEntry {
  /** TanStack Router path, e.g. `/channels/$channelId`; `{-$name}` is optional. */
  readonly path: string;
  readonly frame: 'shell' | 'bare';
  readonly load: () => Promise<{ readonly Screen: ComponentType }>;
}

export const screens: readonly ScreenEntry[] = [
];
