/**
 * What do the delivery reports of the shared test data say, read by eye? One line a mail: its file, failed or delayed, and for each recipient
 * the address (`-` where the mail names none) with `p` permanent, `t` temporary, `u` no code; `!` where the address does not exist. For tests only.
 */
import type { DeliveryReportKind, ReportPermanence } from '../contract/delivery-report.ts';

const table = `
lhost-activehunter-02 failed kijitora@example.ed.jp p!
lhost-amavis-03 failed kijitora@example.com p
lhost-amazonses-03 failed kijitora@example.jp p
lhost-amazonses-07 failed 6@neko.nyaan.example.org p
lhost-amazonses-16 failed kijitora@example.com p
lhost-amazonses-19 failed kijitora@example.com p
lhost-amazonworkmail-01 failed kijitora@example.jp p!
lhost-amazonworkmail-04 failed chatoraneko@example.jp p
lhost-amazonworkmail-08 failed kijitora@libsisimai.org p
lhost-barracuda-02 failed kijitora@example.jp p
lhost-courier-01 failed kijitora@example.co.jp p!
lhost-courier-04 failed kijitora@example.cat p
lhost-domino-03 failed kijitora@neko.example.org p
lhost-dragonfly-03 failed pseudo-local-part@yahoo-inc.example.com p
lhost-dragonfly-06 failed blocked@libsisimai.net p
lhost-dragonfly-09 failed filtered@libsisimai.net p!
lhost-dragonfly-12 failed mailboxfull@libsisimai.net p
lhost-dragonfly-15 failed norelaying@libsisimai.net p
lhost-dragonfly-18 failed policyviolation@libsisimai.net p
lhost-dragonfly-21 failed suspend@libsisimai.net p
lhost-dragonfly-24 failed userunknown@libsisimai.net p!
lhost-dragonfly-27 failed neko-nyaan@example.org p
lhost-dragonfly-30 failed neko@nyaan.jp u
lhost-exchange2003-01 failed kijitora@example.jp u
lhost-exchange2003-04 failed kijitora@example.com u
lhost-exchange2007-01 failed mikeneko@example.co.jp p!
lhost-exchange2007-04 failed neko-nyaan@cat.example.jp p
lhost-exchange2007-07 failed kijitora@example.jp p!
lhost-exim-03 failed kijitora@example.jp p
lhost-exim-06 failed kijitora@example.com u
lhost-exim-29 failed kijitora@example.co.jp p
lhost-exim-32 failed kijitora@example.net p
lhost-exim-35 failed kijitora@example.com p
lhost-exim-38 delayed kijitora@example.co.jp t
lhost-exim-41 delayed kijitora@example.net t
lhost-exim-44 failed - p
lhost-exim-47 failed kijitora@example.net p
lhost-exim-50 failed kijitora@neko.example.com p
lhost-exim-53 failed kijitora@example.com u
lhost-exim-56 failed kijitora@example.com p
lhost-exim-59 failed kijitora@icloud.example.com p!
lhost-ezweb-01 failed this-message-rejected-by-the-domain-filter@ezweb.ne.jp u
lhost-ezweb-04 failed this-local-part-does-not-exist-on-the-server@ezweb.ne.jp p!
lhost-ezweb-08 failed kijitora-neko-nyaan-22222-cats@hotmail.com p
lhost-gmail-01 failed userunknown@example.jp p!
lhost-gmail-05 failed shironeko@example.jp p
lhost-gmail-08 delayed kijitora@example.com t
lhost-gmail-11 failed kijitora@example.com u
lhost-gmail-17 delayed mikeneko@libsisimai.org t
lhost-gmx-01 failed shironeko@example.jp p
lhost-gmx-04 failed kijitora@6jo.example.co.jp u
lhost-googlegroups-03 failed libsisimai@googlegroups.com u
lhost-googlegroups-06 failed libsisimai@googlegroups.com u
lhost-googlegroups-09 failed libsisimai@googlegroups.com u
lhost-googlegroups-12 failed libsisimai@googlegroups.com u
lhost-googleworkspace-01 failed neko-nyaan-cat-meeting@google-groups.example.com u
lhost-imailserver-03 failed kijitora@neko.example.co.jp u
lhost-mailfoundry-01 failed kijitora@example.org p!
lhost-mailru-01 failed kijitora@example.jp p!
lhost-mailru-04 failed kijitora@example.jp p!
lhost-mailru-07 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
lhost-mailru-10 failed neko@sijo.example.jp u
lhost-mcafee-03 failed kijitora@example.or.jp p!
lhost-messagingserver-01 failed kijitora@example.jp p!
lhost-messagingserver-04 failed kijitora@example.jp p
lhost-messagingserver-07 delayed kijitora@2jo.example.jp t
lhost-messagingserver-10 failed neko@libsisimai.org p!
lhost-mfilter-01 failed kijitora@example.com p!
lhost-mfilter-04 failed kijitora@libisismai.org p
lhost-mimecast-02 failed - p
lhost-mxlogic-03 failed kijitora@example.co.jp p!
lhost-notes-03 failed kijitora@example.com u
lhost-office365-03 failed kijitora@example.com p
lhost-office365-06 failed neko@libsisimai.org p
lhost-office365-09 failed azumakuniyuki@example.ne.jp p!
lhost-office365-12 failed kijitora@cr.neko.nyaan.jp p
lhost-opensmtpd-02 failed mailboxfull@example.jp p, userunknown@example.jp p!
lhost-opensmtpd-05 failed kijitora@mail.example.co.jp u
lhost-opensmtpd-11 failed authfailure@libsisimai.net p
lhost-opensmtpd-14 failed blocked@libsisimai.net p
lhost-opensmtpd-17 failed userunknown@libsisimai.net p, mailboxfull@libsisimai.net p
lhost-outlook-03 failed kijitora@example.jp p
lhost-outlook-07 failed kijitora@example.com t
lhost-postfix-01 failed kijitora@example.org p!
lhost-postfix-04 failed kijitora@example.co.jp p!
lhost-postfix-07 failed kijitora@user.example.or.jp p!
lhost-postfix-10 failed kijitora@example.jp p
lhost-postfix-14 failed kijitora@2jo.example.jp p!
lhost-postfix-17 failed kijitora@example.org p
lhost-postfix-30 failed kijitora@example.br p
lhost-postfix-33 failed userunknown@libsisimai.org p!
lhost-postfix-36 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
lhost-postfix-39 failed kijitora@example.com p
lhost-postfix-42 failed kijitora@example.com p
lhost-postfix-45 failed kijitora@example.net t
lhost-postfix-48 failed neko-nyaan@ntt.example.net p
lhost-postfix-51 failed neko@example.co.jp p
lhost-postfix-54 failed neko-nyaan@example.ne.jp p
lhost-postfix-57 failed kijitora@cr.nyaan.jp p!
lhost-postfix-60 failed neko@mail.example.jp t
lhost-postfix-63 failed neko@nyaaan.example.org p
lhost-postfix-66 failed kijitora@aol.example.jp p
lhost-postfix-69 failed kijitora@yahoo.example.com p
lhost-postfix-72 failed kijitora@mail.example.ru p
lhost-postfix-75 failed kijitora@libsisimai.net t
lhost-postfix-78 failed neko@example.co.jp p
lhost-powermta-01 failed kijitora@example.jp p!
lhost-qmail-01 failed kijitora@example.ne.jp p!
lhost-qmail-04 failed kijitora@example.net p
lhost-qmail-07 failed kijitora@example.jp t
lhost-qmail-10 failed kijitora@neko2.example.co.jp u
lhost-qmail-13 failed nekochan@cx.libsisimai.com p
lhost-qmail-16 failed userunknown@libsisimai.net p!
lhost-qmail-19 failed pseudo-local-part-of-yahoo-inc@yahoo.com t
lhost-qmail-22 failed pseudo-local-part-of-each-esp@outlook.com p
lhost-qmail-25 failed mailboxfull@libsisimai.net p, userunknown@libsisimai.net p!
lhost-receivingses-03 failed temperror@neko.example.jp t
lhost-receivingses-06 failed contenterror@neko.example.jp p
lhost-sendgrid-01 failed kijitora@example.jp p!
lhost-sendmail-01 failed userunknown@bouncehammer.jp p!
lhost-sendmail-04 failed kijitora@example.com p
lhost-sendmail-07 failed kijitora@example.org p
lhost-sendmail-10 failed kijitora@example.or.jp t
lhost-sendmail-13 failed kijitora@example.or.jp p
lhost-sendmail-16 failed aoduigoadiugoaiugaodiugao@example.org p
lhost-sendmail-19 failed kijitora@ntt.example.ne.jp p!
lhost-sendmail-22 failed kijitora@example.net p!
lhost-sendmail-26 failed this-local-part-does-not-exist-on-the-system@gol.com p!
lhost-sendmail-29 delayed this-local-part-does-not-exist-on-the-system@y-mobile.ne.jp t
lhost-sendmail-32 failed nyaaan@neko.example.jp p!
lhost-sendmail-35 failed kijitora@example.org p
lhost-sendmail-38 failed kijitora@example.com p
lhost-sendmail-41 failed this-local-part-does-not-exist@yahoo.com p!
lhost-sendmail-44 failed kijitora@rokujo.example.jp p
lhost-sendmail-47 failed pseudo-local-part-kijitora-nyaan@free.fr p!
lhost-sendmail-50 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
lhost-sendmail-53 failed sironeko@example.com p
lhost-sendmail-56 failed neko-nyaan@icloud.example.com p
lhost-sendmail-59 failed info@example.jp p
lhost-surfcontrol-02 failed kijitora@example.org p
lhost-trendmicro-02 failed kijitora@neko.example.jp u
lhost-v5sendmail-02 failed kijitora@neko.example.org p
lhost-v5sendmail-05 failed kijitora@example.edu p, kuroneko@example.or.jp p, kijitora@example.org p, mikeneko@example.co.jp p!
lhost-verizon-01 failed 0000000000@vzwpix.com u
lhost-x1-02 failed - u
lhost-x2-01 failed kijitora@example.co.jp u
lhost-x2-04 failed kijitora@example.jp u
lhost-x2-07 failed kijitora@example.co.jp p
lhost-x3-03 failed kijitora@example.co.jp p!
lhost-x4-01 failed kijitora@example.com u
lhost-x6-02 failed kijitora@libsisimai.org p!
lhost-yahoo-03 failed kijitora@example.jp p!
lhost-yahoo-06 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
lhost-yahoo-09 failed neko@libsisimai.org u
lhost-yahoo-12 failed kijitora@example.jp p
lhost-yandex-01 failed kijitora@example.jp p!
lhost-zoho-01 failed kijitora@example.co.jp p!
lhost-zoho-04 delayed kijitora@6kaku.example.co.jp t
rfc3464-03 failed kijitora@example.com p
rfc3464-07 delayed kijitora@example.net t
rfc3464-10 failed kijitora@example.jp p!
rfc3464-29 failed kijitora@example.com p
rfc3464-36 failed kijitora@nyaan.example.com t
rfc3464-39 failed kijitora@nyaan.example.net u
rfc3464-43 failed jp1rb6cm3@mozmail.com t
rfc3464-53 failed sironeko@example.jp t
rfc3464-56 failed siro@neko1.nyaan.jp t
rfc3464-59 failed neko@libsisimai.org t
rfc3464-62 failed nekonyaan@gmal.com t
rfc3464-65 failed kijitora@example.it p
rhost-aol-02 failed kijitora@example.co.jp p
rhost-aol-05 failed nyan@haineko.org p
rhost-apple-02 failed kijitora@apple.example.com p
rhost-apple-05 failed test-of-zhzkndneko@privaterelay.appleid.com p!
rhost-facebook-03 failed kijitora@facebook.com p
rhost-franceptt-02 failed pseudo-local-part-kijitora-nyaaan@laposte.net p!
rhost-franceptt-05 failed xxxx@laposte.net p
rhost-franceptt-08 failed xxxx@wanadoo.fr t
rhost-franceptt-12 failed xxxx@laposte.net p
rhost-google-01 failed shironeko@example.ne.jp p
rhost-google-04 failed contact@example.co.jp p
rhost-google-07 failed kijitora-cat@google.example.com p
rhost-gsuite-02 failed kijitora@example.it p
rhost-gsuite-05 failed sotoneko@haineko.org t
rhost-gsuite-08 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
rhost-gsuite-11 failed kijitora@example.jp p
rhost-gsuite-14 failed libsisimai-2@googlegroups.com p!
rhost-kddi-01 failed otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp p!
rhost-messagelabs-02 failed kijitora@neko.example.org p!
rhost-microsoft-02 failed kijitora@example.org p
rhost-microsoft-05 failed pseudo-local-part-of-microsoft@outlook.com t
rhost-mimecast-02 failed kijitora@sample.co.uk p
rhost-nttdocomo-03 failed azumakuniyuki@ntt.docomo.example.ne.jp p!
rhost-outlook-03 failed kijitora@example.jp p
rhost-outlook-07 failed kijitora@example.com t
rhost-spectrum-01 failed theusername@charter.net p
rhost-tencent-03 failed neko@qq.example.cn p
rhost-yahooinc-03 failed this-local-part-does-not-exist@yahoo.com p!
rhost-zoho-03 failed kijitora@zoho.example.com p
`;

export interface ExpectedReport {
  readonly file: string;
  readonly kind: DeliveryReportKind;
  readonly recipients: readonly { readonly address: string | null; readonly permanence: ReportPermanence; readonly isDead: boolean }[];
}

const permanences: Readonly<Record<string, ReportPermanence>> = { p: 'permanent', t: 'temporary', u: 'unknown' };

export const expectedReports: readonly ExpectedReport[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [file = '', kind = '', ...rest] = line.split(' ');
    const recipients = rest
      .join(' ')
      .split(', ')
      .map((recipient) => {
        const [address = '', mark = ''] = recipient.split(' ');
        return {
          address: address === '-' ? null : address,
          permanence: permanences[mark[0] ?? ''] ?? 'unknown',
          isDead: mark.endsWith('!'),
        };
      });
    return { file: `${file}.eml`, kind: kind as DeliveryReportKind, recipients };
  });
