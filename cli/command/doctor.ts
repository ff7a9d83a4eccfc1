/** `doctor`: is this machine fit to run Meanwhile, and does what is set up hang together? Each check says what it saw; it changes nothing. */
import type { Command } from '../command.ts';
import { UsageTrouble } from '../read-arguments.ts';
import { diskCheck, filesCheck, nodeCheck, portCheck, secretCheck, smtpCheck, type Finding } from '../machine-checks.ts';
import { databaseChecks } from '../database-checks.ts';

export const doctor: Command = {
  flags: { seal: 'list' },
  async run(given) {
    const { settings } = given;
    const anchors = new Map(given.list('seal').map(readAnchor));
    const findings: Finding[] = [nodeCheck(), await diskCheck(settings), secretCheck(settings), filesCheck(settings)];
    findings.push(...(await databaseChecks(settings, anchors)));
    findings.push(await portCheck(settings, 'web', settings.port, settings.host));
    if (settings.smtpPort > 0) findings.push(await portCheck(settings, 'mail', settings.smtpPort, settings.smtpHost));
    findings.push(await smtpCheck(settings));
    const width = Math.max(...findings.map((finding) => finding.name.length));
    for (const { name, state, says } of findings)
      console.log(`${{ good: 'ok  ', odd: 'note', bad: 'BAD ' }[state]}  ${name.padEnd(width)}  ${says}`);
    const bad = findings.filter((finding) => finding.state === 'bad').length;
    console.log(
      bad === 0 ? '\nNothing stands in the way.' : `\n${bad} of ${findings.length} checks found something that must be put right.`,
    );
    return bad === 0 ? 0 : 1;
  },
};

function readAnchor(text: string): [string, string] {
  const [slug = '', seal = '', ...more] = text.split('=');
  if (slug === '' || !/^[0-9a-f]{64}$/.test(seal) || more.length > 0)
    throw new UsageTrouble('A seal is given as --seal SLUG=<64 hex digits>, as an earlier doctor printed it.');
  return [slug, seal];
}
