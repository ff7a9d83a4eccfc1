/**
 * Does a forwarder we chose to trust say that the sender was right when the mail reached it (ARC, RFC 8617)? Only a whole, valid chain whose
 * last seal and signature are that forwarder's counts, and only its word on DMARC for this very From. Everybody else's seal is ignored.
 */
import type { ARCResult } from 'mailauth';

/** Tags of the ARC-Seal with this instance, from the raw header: the seal, not the message signature, vouches for the results. */
function sealerOf(header: string, instance: number): string | null {
  for (const [, value = ''] of header.matchAll(/^arc-seal[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)/gim)) {
    const tags = new Map(
      value.split(';').map((tag) => {
        const equals = tag.indexOf('=');
        return [tag.slice(0, equals).trim().toLowerCase(), tag.slice(equals + 1).trim()] as const;
      }),
    );
    if (tags.get('i') === String(instance)) return tags.get('d')?.toLowerCase() ?? null;
  }
  return null;
}

interface StatedDmarc {
  readonly result?: unknown;
  readonly header?: { readonly from?: unknown };
}

/**
 * The trusted sealer's domain when it states `dmarc=pass` for `fromDomain`, else null. `header` is the mail's raw header, `sealers` the
 * channel's list (lower case).
 */
export function trustedSealer(
  arc: ARCResult | false | undefined,
  header: string,
  fromDomain: string,
  sealers: readonly string[],
): string | null {
  if (!arc || arc.status.result !== 'pass' || typeof arc.i !== 'number' || !arc.signature) return null;
  const sealer = sealerOf(header, arc.i);
  if (sealer === null || !sealers.includes(sealer)) return null;
  // Whoever keeps a trusted signature and puts results of their own under a seal of their own is not trusted, nor is a signature over half a body.
  if (arc.signature.signingDomain?.toLowerCase() !== sealer || arc.signature.status.underSized) return null;
  const dmarc = arc.authenticationResults?.['dmarc'] as StatedDmarc | undefined;
  const from = typeof dmarc?.header?.from === 'string' ? dmarc.header.from.toLowerCase().split('@').at(-1) : null;
  return dmarc?.result === 'pass' && from === fromDomain ? sealer : null;
}
