/** What are the named parts of the address, such as `{channelId}`? Beside the router, so that a screen need not import what imports it. */
import { useParams } from '@tanstack/react-router';

export function useNamedParts(): Readonly<Record<string, string | undefined>> {
  return useParams({ strict: false });
}
