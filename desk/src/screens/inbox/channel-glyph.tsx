/** Which channel did it come by? A small icon with its name for assistive technology. */
import { ChannelIcon } from '../../parts/channel-icon.tsx';
import { channelName, useChannelTypes } from '../../sync/channel-types.ts';

export function ChannelGlyph({ type, size = 14 }: { readonly type: string; readonly size?: number }) {
  const types = useChannelTypes();
  return <ChannelIcon type={type} size={size} role="img" aria-label={channelName(type, types)} className="shrink-0 text-faint" />;
}
