/**
 * Are these two the same address? The one function that brings an email address, phone number or other identity into the form that is stored,
 * compared, counted and put into URLs. What two parsers could read differently is refused, not repaired. It proves nothing: see `proof.ts`.
 */
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';

/** `site`: the subject of a token signed by the customer's site. Channels may add schemes of their own, in lower case. */
export type IdentityScheme = 'email' | 'phone' | 'site' | 'visitor' | 'external' | (string & {});
export type IdentityRefusalCode = 'email_invalid' | 'phone_invalid' | 'identity_invalid';

const opaqueLimit = 255;
const schemeShape = /^[a-z][a-z0-9-]{0,31}$/;
const visitorShape = /^[A-Za-z0-9_-]{16,128}$/;

/** The canonical value, or why there is none. Idempotent; never throws, whatever text comes in. */
export function canonicalIdentity(scheme: IdentityScheme, value: string): string | Refusal<IdentityRefusalCode> {
  if (scheme === 'email') return canonicalEmail(value);
  if (scheme === 'phone') return canonicalPhone(value);
  if (scheme === 'visitor') return visitorShape.test(value) ? value : refuse('identity_invalid', 'Not one of our visitor ids.');
  return canonicalOpaque(scheme, value);
}

/**
 * One plain address, `local@domain`, lower case, the domain in its ASCII form. Refused: comments, quotes, display names, several addresses,
 * source routes, address literals, a trailing dot, `%` and `!` routing, control, invisible or look-alike (compatibility) characters.
 * Plus tags and dots stay: they are different addresses to many providers.
 */
export function canonicalEmail(value: string): string | Refusal<'email_invalid'> {
  const bad = (detail: string) => refuse('email_invalid', detail);
  if (value.length > 320) return bad('Longer than an email address can be.');
  const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
  const at = trimmed.indexOf('@');
  if (at < 1 || at !== trimmed.lastIndexOf('@')) return bad('An address has exactly one @.');
  const local = canonicalLocalPart(trimmed.slice(0, at));
  if (local === null) return bad('The part before the @ contains something we do not accept.');
  const domain = canonicalDomain(trimmed.slice(at + 1));
  if (domain === null) return bad('The part after the @ is not a domain name.');
  if (utf8Length(local) > 64 || utf8Length(local) + 1 + domain.length > 254) return bad('Longer than an email address can be.');
  return `${local}@${domain}`;
}

/** Dot-separated atoms (RFC 5321, RFC 6531 letters) without the two routing characters. */
const localShape = /^[\p{L}\p{N}\p{M}#$&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}#$&'*+/=?^_`{|}~-]+)*$/u;

function canonicalLocalPart(local: string): string | null {
  if (!local.isWellFormed() || !localShape.test(local)) return null;
  const lower = local.normalize('NFC').toLowerCase().normalize('NFC');
  return lower === lower.normalize('NFKC') && localShape.test(lower) ? lower : null;
}

const domainInput = /^[\p{L}\p{N}\p{M}.-]+$/u;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const asciiDomain = new RegExp(`^${label}(?:\\.${label})*$`);

/** Lower-case ASCII form (IDNA by the URL parser), or null. Numbers are no domains: `1.2.3.4` and `0x7f` would become addresses. */
export function canonicalDomain(domain: string): string | null {
  if (domain.length > 253 || !domain.isWellFormed() || !domainInput.test(domain)) return null;
  if (!URL.canParse(`http://${domain}/`)) return null;
  const { hostname } = new URL(`http://${domain}/`);
  if (hostname.length > 253 || !asciiDomain.test(hostname)) return null;
  return /^\d+$/.test(hostname.slice(hostname.lastIndexOf('.') + 1)) ? null : hostname;
}

/** E.164: `+` and 7 to 15 digits. The usual separators are dropped; a number without its country is refused, we would have to guess. */
export function canonicalPhone(value: string): string | Refusal<'phone_invalid'> {
  if (value.length > 40) return refuse('phone_invalid', 'Longer than a phone number can be.');
  const digits = value.trim().replaceAll(/[\s().\-/\u2010-\u2013]/g, '');
  if (!/^\+[1-9]\d{6,14}$/.test(digits)) return refuse('phone_invalid', 'A phone number starts with + and its country code.');
  return digits;
}

/** Ids of sites and providers are kept to the letter: trimming or changing case could make two people one. */
function canonicalOpaque(scheme: string, value: string): string | Refusal<'identity_invalid'> {
  if (!schemeShape.test(scheme)) return refuse('identity_invalid', 'Unknown kind of identity.');
  if (
    value === '' ||
    value.length > opaqueLimit ||
    !value.isWellFormed() ||
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value) ||
    value.trim() !== value
  ) {
    return refuse('identity_invalid', 'Empty, too long, or with characters an id does not have.');
  }
  return value;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
