/** Where does someone land after signing in? In a workspace never named yet: naming it. Else where they wanted to go, else the inbox. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { safeNext } from '../../links.ts';
import { welcomePage } from '../../paths.ts';
import { meOptions } from '../../sync/me.ts';
import { workspaceQuery } from '../settings/settings-data.ts';
import { isUnnamed } from './first-run.ts';

/** Forgets everything fetched as somebody else (or nobody), then goes on. */
export function useEnter(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    client.clear();
    const next = safeNext(new URLSearchParams(window.location.search).get('next'));
    const me = await client.fetchQuery(meOptions);
    const workspace = me.role === 'owner' ? await client.fetchQuery(workspaceQuery) : null;
    await router.navigate({ to: workspace !== null && isUnnamed(workspace) ? welcomePage : next, replace: true });
  };
}
