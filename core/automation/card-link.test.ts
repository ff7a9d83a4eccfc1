import { describe, expect, test } from 'vitest';
import { fillLink, templateTrouble, type CardIds } from './card-link.ts';

const jonas: CardIds = { customerId: '0199-a', externalId: 'K-7', email: 'jonas@post.example', phone: null, caseNumber: '12' };

describe('the link of a card', () => {
  test('leads to the customer in the other system', () => {
    expect(fillLink('https://crm.lantern.example/find?mail={email}&case={caseNumber}#{externalId}', jonas)).toEqual({
      url: 'https://crm.lantern.example/find?mail=jonas%40post.example&case=12#K-7',
    });
  });

  test('is not made of half: what is not known is named', () => {
    expect(fillLink('https://crm.lantern.example/{phone}/{email}', { ...jonas, email: '' })).toEqual({ missing: ['phone', 'email'] });
  });

  test('leads nowhere else, whatever an id is', () => {
    const template = 'https://crm.lantern.example/people/{externalId}/orders?q={email}';
    for (const hostile of [
      '/../../admin',
      '@evil.example/',
      '?q=all&',
      '#',
      'a b\r\nx: y',
      '//evil.example',
      '\\evil',
      '%2e%2e',
      '…{email}',
      '\ud800',
    ]) {
      const filled = fillLink(template, { ...jonas, externalId: hostile, email: hostile }) as { url: string };
      const url = new URL(filled.url);
      expect(url.origin).toBe('https://crm.lantern.example');
      expect(url.pathname.split('/')).toHaveLength(4);
      expect(decodeURIComponent(url.pathname.split('/')[2]!)).toBe(hostile.toWellFormed());
      expect([...url.searchParams]).toEqual([['q', hostile.toWellFormed()]]);
    }
    for (const dots of ['.', '..']) expect(fillLink(template, { ...jonas, externalId: dots })).toEqual({ missing: ['externalId'] });
  });

  test('is refused as a template where it could not be trusted', () => {
    expect(templateTrouble('https://crm.lantern.example/{customerId}')).toBeNull();
    expect(templateTrouble('https://crm.intranet/{customerId}')).toBeNull();
    expect(templateTrouble('http://crm.lantern.example/{email}')).toBe('not_https');
    expect(templateTrouble('javascript:alert("{email}")')).toBe('not_https');
    expect(templateTrouble('https://mia:secret@crm.example/{email}')).toBe('not_https');
    expect(templateTrouble('https://crm.example\\@evil.example/{email}')).toBe('not_https');
    expect(templateTrouble('https://crm.example/{email} ')).toBe('not_https');
    expect(templateTrouble('https:///{email}')).toBe('not_https');
    expect(templateTrouble('https://{externalId}.crm.example/')).toBe('blank_in_host');
    expect(templateTrouble('https://{email}')).toBe('blank_in_host');
    expect(templateTrouble('https://crm.example/{password}')).toBe('unknown_blank');
    expect(templateTrouble('https://crm.example/{{email}}')).toBe('unknown_blank');
    expect(templateTrouble('https://crm.example/{email')).toBe('unknown_blank');
    expect(templateTrouble('https://crm.example/all')).toBe('no_blank');
  });
});
