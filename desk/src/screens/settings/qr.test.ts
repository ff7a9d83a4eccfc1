/** Would a phone read the code? The digest is of a code that an independent reader (jsQR) read back, as it did lengths 1 to 180. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { qrOf } from './qr.ts';

describe('QR code of an authenticator link', () => {
  it('Mia’s link gives the very squares an independent reader understood', () => {
    const rows = qrOf('otpauth://totp/Meanwhile:mia@lantern.example?secret=JBSWY3DPEHPK3PXP');
    const text = rows?.map((row) => row.map((dark) => (dark ? 1 : 0)).join('')).join('\n') ?? '';
    expect(createHash('sha256').update(text).digest('hex')).toBe('ba93a3b27aa6836e9b341df9eb76d6a8f23adbf4134b4942d2d0968d1366fa21');
  });
  it('grows with the text and gives up where it would not fit', () => {
    expect(qrOf('x')?.length).toBe(21);
    expect(qrOf('x'.repeat(180))?.length).toBe(53);
    expect(qrOf('x'.repeat(181))).toBeNull();
  });
});
