import { test } from 'vitest';
import { verifySender } from '@meanwhile/channels/email/verify-sender.ts';
import { rawMail } from './set-up.ts';
test('probe', async () => {
  const from = 'eve@plain.example';
  const list: [string, string][] = [
    ['fold 1000', rawMail({ from, headers: [`X-Fold: a\r\n${' b\r\n'.repeat(1_000)} c`] })],
    ['fold 4000', rawMail({ from, headers: [`X-Fold: a\r\n${' b\r\n'.repeat(4_000)} c`] })],
    ['fold 10000', rawMail({ from, headers: [`X-Fold: a\r\n${' b\r\n'.repeat(10_000)} c`] })],
    ['spaces in x', rawMail({ from, headers: [`X-Spaces: a${' '.repeat(100_000)}b`] })],
    ['spaces in from', rawMail({ from: `${' '.repeat(100_000)}x <eve@plain.example>` })],
    ['tabs in sig', rawMail({ from, headers: [`DKIM-Signature: v=1; a=rsa-sha256; d=plain.example; s=s1;${' '.repeat(100_000)}h=from; bh=x; b=y`] })],
    ['semicolons in sig', rawMail({ from, headers: [`DKIM-Signature: v=1; ${'a=b;'.repeat(50_000)}`] })],
    ['h= long', rawMail({ from, headers: [`DKIM-Signature: v=1; a=rsa-sha256; d=plain.example; s=s1; h=${'from:'.repeat(40_000)}; bh=x; b=y`] })],
    ['500 sigs', rawMail({ from, headers: Array.from({ length: 500 }, (_, i) => `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=plain.example; s=s${i}; h=from; bh=eA==; b=eA==`) })],
    ['parens from', rawMail({ from: `${'('.repeat(100_000)}x <eve@plain.example>` })],
    ['angle from', rawMail({ from: `${'<'.repeat(100_000)}x <eve@plain.example>` })],
    ['quotes from', rawMail({ from: `${'"a" '.repeat(50_000)}x <eve@plain.example>` })],
    ['commas from', rawMail({ from: `${'a,'.repeat(100_000)}x <eve@plain.example>` })],
    ['ats from', rawMail({ from: `${'a@b.c,'.repeat(40_000)}x <eve@plain.example>` })],
    ['body spaces', rawMail({ from, text: `${' '.repeat(500_000)}x`, headers: [`DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=plain.example; s=s1; h=from; bh=eA==; b=eA==`] })],
    ['body lines', rawMail({ from, text: '\r\n'.repeat(500_000) + 'x', headers: [`DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=plain.example; s=s1; h=from; bh=eA==; b=eA==`] })],
    ['body lines simple', rawMail({ from, text: '\r\n'.repeat(500_000) + 'x', headers: [`DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=plain.example; s=s1; h=from; bh=eA==; b=eA==`] })],
    ['body 20MB', rawMail({ from, text: `${'word '.repeat(4_000_000)}x`, headers: [`DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=plain.example; s=s1; h=from; bh=eA==; b=eA==`] })],
    ['colons', rawMail({ from, headers: [`X${':'.repeat(100_000)} a`] })],
    ['no colon', rawMail({ from, headers: [`X${'-'.repeat(100_000)} a`] })],
  ];
  for (const [name, text] of list) {
    const raw = Buffer.from(text);
    const t = performance.now();
    const v = await verifySender(raw, { mailFrom: from, rcptTo: ['x@lantern.example'], remoteAddress: '127.0.0.1', helo: 'x' }, async () => { throw Object.assign(new Error('no'), { code: 'ENOTFOUND' }); });
    process.stdout.write(`${name} ${raw.length} ${v.dmarc} ${Math.round(performance.now() - t)} ms\n`);
  }
}, 600_000);
