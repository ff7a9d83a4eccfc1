/**
 * From where does somebody try to sign in? The address Fastify saw (forwarded headers count only behind a configured proxy), widened to
 * the network one customer of a provider holds: a whole IPv6 /64, so that rotating inside it changes nothing.
 */
import ipaddr from 'ipaddr.js';

export interface Source {
  /** One IPv4 address or one IPv6 /64. */
  readonly near: string;
  /** The IPv4 /24 or IPv6 /48 around it. */
  readonly wide: string;
}

export function sourceOf(ip: string): Source {
  if (!ipaddr.isValid(ip)) return { near: 'unknown', wide: 'unknown' };
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return { near: address.toString(), wide: network(address.toByteArray(), 3) };
  return { near: network(address.toByteArray(), 8), wide: network(address.toByteArray(), 6) };
}

function network(bytes: readonly number[], kept: number): string {
  return `${Buffer.from(bytes.slice(0, kept)).toString('hex')}/${kept * 8}`;
}
