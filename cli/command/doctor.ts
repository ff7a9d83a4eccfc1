/** `doctor`: is this machine fit to run Meanwhile, and does what is set up hang together? Each check says what it saw; it changes nothing. */
import type { Command } from '../command.ts';
import { diskCheck, filesCheck, nodeCheck, portCheck, secretCheck, smtpCheck, type Finding } from '../machine-checks.ts';
import { databaseChecks } from '../database-checks.ts';

export const doctor: Command = {
  async run({ settings }) {
    const findings: Finding[] = [nodeCheck(), await diskCheck(settings), secretCheck(settings), filesCheck(settings)];
    findings.push(...(await databaseChecks(settings)));
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
