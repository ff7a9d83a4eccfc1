/** What does someone paste into a website? The embed line, the claims of an identity token and a fresh key to sign it. Storing the key is the server's. */

/** The line for a page. `hostedPage` is `https://desk.example/m/<channel>`: the script lives on the same server. The colour is there before our frame is. */
export function embedLine(channelId: string, hostedPage: string, accent: unknown): string {
  const colour = typeof accent === 'string' && /^#[0-9a-f]{6}$/i.test(accent) ? ` data-accent="${accent}"` : '';
  return `<script async src="${new URL('/messenger.js', hostedPage).href}" data-channel="${channelId}"${colour}></script>`;
}

export const identifyLine = "window.Meanwhile('identify', token)";

/** The claims `channels/messenger/site-identity.ts` checks: the audience is the channel, at most 24 hours from issue to expiry. `nowAt` in ms. */
export function identityExample(channelId: string, nowAt: number): string {
  const issuedS = Math.floor(nowAt / 1_000);
  const person = { sub: 'C-10442', name: 'Ada Brandt', email: 'ada@example.com', email_verified: true };
  return JSON.stringify({ aud: channelId, ...person, iat: issuedS, exp: issuedS + 3_600 }, null, 2);
}

/** 32 random bytes as base64url: as long as the hash, as HS256 wants it (RFC 7518 §3.2). */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
