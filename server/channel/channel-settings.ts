/**
 * What may be set on a channel of each type, and which secrets may it hold? Strict: an unknown setting is refused. Settings are shown to
 * members, so nothing secret belongs in them; secrets are sealed and never shown again.
 */
import { createPublicKey } from 'node:crypto';
import { canonicalDomain, canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { webhookTypes, type ChannelType } from '../channel-registry.ts';

export type Settings = Record<string, unknown>;

const origin = z.string().max(limits.originChars).refine(isOrigin, 'An origin like https://shop.example, without a path.');
const messengerSettings = z.strictObject({
  allowedOrigins: z.array(origin).max(limits.originsPerChannel).default([]),
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'A colour like #1f6feb.')
    .optional(),
  identityRequired: z.boolean().default(false),
});
const emailSettings = z.strictObject({
  address: z.string().max(limits.addressChars),
  senderName: z
    .string()
    .regex(/^[^\p{Cc}]*$/u, 'A name has no control characters.')
    .overwrite(oneLine)
    .max(limits.nameChars)
    .default(''),
  aliases: z.array(z.string().max(limits.addressChars)).max(limits.aliasesPerChannel).default([]),
  replyDomain: z.string().max(limits.domainChars).optional(),
  /** Forwarders whose word on a sender is believed (ARC): a list's or a university's mail domain. Nobody's unless it stands here. */
  trustedSealers: z.array(z.string().max(limits.domainChars)).max(limits.sealersPerChannel).optional(),
  /** Under every answer from here, after the writer's own; `{agent}` and `{brand}` are filled in. HTML is made strict when it is used. */
  signature: z.string().max(limits.signatureChars).optional(),
  signatureHtml: z.string().max(limits.signatureHtmlChars).optional(),
  /** How much of what was said before goes along with an answer. */
  history: z.enum(['none', 'last', 'full']).optional(),
});

/** What is known of an account at a provider stands here (`connect.routes.ts`); nobody changes it by hand. */
const accountSettings = z.strictObject({});
const schemas: Readonly<Record<string, z.ZodType<Settings>>> = { messenger: messengerSettings, email: emailSettings };

/** Sound settings in the form that is stored: addresses and domains canonical, defaults filled in. */
export function checkSettings(type: ChannelType, settings: Settings): Settings | Refusal {
  const parsed = (schemas[type] ?? accountSettings).safeParse(settings);
  if (!parsed.success)
    return refuse('bad_request', parsed.error.issues.map((issue) => `settings.${issue.path.join('.')}: ${issue.message}`).join(' '));
  return type === 'email' ? canonicalMail(parsed.data as z.output<typeof emailSettings>) : parsed.data;
}

/** Sound settings after this change. What a provider said of its account stays, and is nobody's to change. */
export function changeSettings(type: ChannelType, old: Settings, change: Settings): Settings | Refusal {
  if (!webhookTypes.includes(type)) return checkSettings(type, mergeSettings(old, change));
  const refused = checkSettings(type, change);
  return isRefusal(refused) ? refused : old;
}

/** What an owner changed laid over what is there; null takes a setting out. */
function mergeSettings(old: Settings, change: Settings): Settings {
  return Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== null));
}

/**
 * Addresses at which this channel is written to; each belongs to one channel of the whole installation. `@domain` stands for the reply
 * addresses at a domain of their own: answers to our mails come in there, and several channels may share it. An account at a provider has one door
 * alone.
 */
export function claimedAddresses(type: ChannelType, settings: Settings): string[] {
  const { accountId } = settings;
  if (webhookTypes.includes(type)) return typeof accountId === 'string' ? [`${type}:${accountId.toLowerCase()}`] : [];
  if (type !== 'email') return [];
  const { address, aliases, replyDomain } = settings as { address: string; aliases: string[]; replyDomain?: string };
  return [...new Set([address, ...aliases, ...(replyDomain === undefined ? [] : [`@${replyDomain}`])])];
}

function canonicalMail(settings: z.output<typeof emailSettings>): Settings | Refusal {
  const address = canonicalEmail(settings.address);
  if (isRefusal(address)) return refuse('address_invalid', address.detail);
  const aliases: string[] = [];
  for (const alias of settings.aliases) {
    const canonical = canonicalEmail(alias);
    if (isRefusal(canonical)) return refuse('address_invalid', canonical.detail);
    aliases.push(canonical);
  }
  const sealers = settings.trustedSealers?.map((sealer) => canonicalDomain(sealer));
  if (sealers?.some((sealer) => sealer === null) === true) return refuse('address_invalid', 'A trusted forwarder is not a domain name.');
  const known = { ...settings, address, aliases, ...(sealers === undefined ? {} : { trustedSealers: sealers }) };
  if (settings.replyDomain === undefined) return known;
  const replyDomain = canonicalDomain(settings.replyDomain);
  return replyDomain === null ? refuse('address_invalid', 'The reply domain is not a domain name.') : { ...known, replyDomain };
}

/** Exactly an origin, as a browser writes it in the header of that name. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === value;
}

export type SecretName = 'identityKey' | 'identityKeyOld' | 'inboundSecret' | 'inboundSecretOld' | 'mailgunKey' | 'sendgridKey';
/** The old one of a pair goes on being good while a site or a provider changes to the new one. Those of an account are set by connecting it alone. */
const secretsOf: Readonly<Record<string, readonly SecretName[]>> = {
  messenger: ['identityKey', 'identityKeyOld'],
  email: ['inboundSecret', 'inboundSecretOld', 'mailgunKey', 'sendgridKey'],
};

/** Null = sound. Says what is wrong without repeating the secret. */
export function checkSecret(type: ChannelType, name: string, value: string): Refusal | null {
  if (!((secretsOf[type] ?? []) as readonly string[]).includes(name))
    return refuse('bad_request', 'secrets: this channel has no secret of that name.');
  const bad = type === 'email' ? inboundSecretTrouble(name, value) : identityKeyTrouble(value);
  return bad === null ? null : refuse('bad_request', `secrets.${name}: ${bad}`);
}

/** What proves a provider that hands mail over. Ours is part of an address, so it is made of letters that need no escaping there. */
function inboundSecretTrouble(name: string, value: string): string | null {
  if (name === 'mailgunKey') return /^[\x21-\x7e]{16,200}$/.test(value) ? null : 'the signing key as Mailgun shows it.';
  if (name === 'sendgridKey') return isCurveKey(value) ? null : 'the public key as SendGrid shows it.';
  return /^[A-Za-z0-9_-]{32,100}$/.test(value) ? null : '32 to 100 letters, digits, - and _.';
}

/** A public key on a curve in base64 of its DER (RFC 5480). */
function isCurveKey(text: string): boolean {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyType === 'ec';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** HS256 secret of at least 256 bits (RFC 7518 §3.2), or an Ed25519 public key as JWK (RFC 8037). */
function identityKeyTrouble(value: string): string | null {
  if (!value.trimStart().startsWith('{')) return Buffer.byteLength(value) >= 32 ? null : 'a shared secret has at least 32 bytes.';
  const jwk = z.object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    d: z.undefined().optional(),
  });
  return jwk.safeParse(jsonOf(value)).success ? null : 'a public key is an Ed25519 JWK without its private part.';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
