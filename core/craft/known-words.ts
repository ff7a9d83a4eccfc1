/** How is what we know said to its customer in place of asking for it? English and German; the writer may change it. */
import type { KnownFact } from './writing.ts';

type Words = Readonly<Record<KnownFact['kind'], string>>;
const english: Words = {
  order: 'Your order number is {value}, as you told us.',
  account: 'Your customer number is {value}, as you told us.',
  phone: 'We have your phone number as {value}.',
  email: 'We have your email address as {value}.',
  name: 'We have your name as {value}.',
  address: 'We have your address as {value}.',
  birthday: 'We have your date of birth as {value}.',
  other: '{label}: {value}, as you told us.',
};
const german: Words = {
  order: 'Ihre Bestellnummer ist {value}, wie Sie uns geschrieben haben.',
  account: 'Ihre Kundennummer ist {value}, wie Sie uns geschrieben haben.',
  phone: 'Ihre Telefonnummer haben wir: {value}.',
  email: 'Ihre E-Mail-Adresse haben wir: {value}.',
  name: 'Ihren Namen haben wir: {value}.',
  address: 'Ihre Anschrift haben wir: {value}.',
  birthday: 'Ihr Geburtsdatum haben wir: {value}.',
  other: '{label}: {value}, wie Sie uns gesagt haben.',
};

/** A birthday is said as a day of that language. */
export function knownWords({ kind, label = '', value }: KnownFact, locale: string): string {
  const isGerman = /^de\b/i.test(locale);
  const shown =
    kind === 'birthday'
      ? new Intl.DateTimeFormat(isGerman ? 'de' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(value))
      : value;
  return (isGerman ? german : english)[kind].replace('{label}', () => label).replace('{value}', () => shown);
}
