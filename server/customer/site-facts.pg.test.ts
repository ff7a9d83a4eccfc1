/** Anna’s shop signs what it knows of her: nobody asks for it, and what somebody says later stands beside it, never in its place. */
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteFact, presentFacts } from '../case/case.ts';
import type { LoadedChannel } from '../channel/channel.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import type { Here } from '../platform/here.ts';
import { customerOf } from './visitor.ts';
import { identify } from './identify.ts';

const key = 'anna-flower-shop-secret-0123456789abcdef';
const channelId = '01932f00-0000-7000-8000-000000000001';
let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops(() => {});
});
afterAll(() => shops.close());

const jwt = (said: object) =>
  new SignJWT({ sub: 'anna-17', name: 'Anna', ...said })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(channelId)
    .setIssuedAt(tuesdayAt / 1_000)
    .setExpirationTime(tuesdayAt / 1_000 + 600)
    .sign(new TextEncoder().encode(key));

/** Anna opens the messenger, signed in on the site; then what `more` does. Gives what is known of her. */
async function signedIn(said: object, more: (here: Here, customerId: string) => Promise<unknown> = async () => {}) {
  const token = await jwt(said);
  const { platform } = shops.web.base;
  const channel = { id: channelId, settings: {}, secrets: { identityKey: key } } as unknown as LoadedChannel;
  return shops.lantern.inside(async (tx) => {
    const here: Here = { platform, tx, workspaceId: shops.lantern.id, at: tuesdayAt };
    const visitor = await identify(here, channel, token, null);
    const { customerId } = (await customerOf(tx, shops.lantern.id, visitor))!;
    await more(here, customerId);
    return (await presentFacts(tx, shops.lantern.id, customerId)).map(({ kind, value, source, stands, ending }) => [
      kind,
      value,
      source,
      stands,
      ending,
    ]);
  });
}

test('her telephone number, birthday and address are known from the site’s signature; what is none of these is left out', async () => {
  const known = await signedIn({ phone_number: '+49 30 123456', birthdate: '1985-03-03', address: { formatted: 'Elm Road 4\nBath' } });
  expect(known.toSorted()).toEqual([
    ['address', 'Elm Road 4 Bath', 'site', true, null],
    ['birthday', '1985-03-03', 'site', true, null],
    ['phone', '+4930123456', 'site', true, null],
  ]);
  expect(await signedIn({ phone_number: 'call me', birthdate: 17 })).toHaveLength(3);
});

test('a form that says otherwise is kept beside it as said; the site’s own next word takes the place of its last', async () => {
  const said = { kind: 'birthday', label: '', messageId: null, caseId: null, proof: 'claimed', source: 'form', by: 'customer' } as const;
  const birthdays = (all: Awaited<ReturnType<typeof signedIn>>) => all.filter(([kind]) => kind === 'birthday');
  const after = await signedIn({}, (here, customerId) => noteFact(here, customerId, { ...said, value: '1985-03-04' }));
  expect(birthdays(after).toSorted()).toEqual([
    ['birthday', '1985-03-03', 'site', true, null],
    ['birthday', '1985-03-04', 'form', false, 'outranked'],
  ]);
  const moved = await signedIn({ birthdate: '1985-03-05' });
  expect(birthdays(moved).filter(([, , , stands]) => stands)).toEqual([['birthday', '1985-03-05', 'site', true, null]]);
});
