/** How does a name, a label or a title come in? As one line of characters that are seen; which these are is `core/kernel/one-line.ts`. */
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';

/** 1 to `max` characters (UTF-16 units) once the unseen ones are gone; a name of nothing else is refused. */
export const plainName = (max: number) => z.string().overwrite(oneLine).min(1).max(max);
/** The same where there may be none. */
export const plainLine = (max: number) => z.string().overwrite(oneLine).max(max);
