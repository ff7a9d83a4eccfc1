/** May Meanwhile face the world with these settings? PUBLIC_URL makes it production, and then nothing that matters is left to a default. */
import type { Settings, SettingsProblem } from './settings.ts';

/** `isGiven` says whether a setting was set by hand rather than by default. */
export function checkProduction(settings: Settings, isGiven: (setting: string) => boolean): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const report = (setting: string, message: string): void => void problems.push({ setting, message });
  if (settings.filesUrl !== null && settings.filesUrl === settings.publicUrl)
    report('FILES_URL', 'FILES_URL must be another origin than PUBLIC_URL; leave it out to serve files as downloads from the same one.');
  if (!settings.production) return problems;
  if (!settings.publicUrl.startsWith('https:'))
    report('PUBLIC_URL', 'PUBLIC_URL must begin with https:// because cookies and sign-in links travel over it.');
  if (settings.filesUrl?.startsWith('http:') === true) report('FILES_URL', 'FILES_URL must begin with https://, like PUBLIC_URL.');
  if (!isGiven('HOST'))
    report('HOST', 'With PUBLIC_URL set, HOST must be set too: 127.0.0.1 behind a proxy on this machine, 0.0.0.0 to listen everywhere.');
  if (!isGiven('SMTP_PORT'))
    report('SMTP_PORT', 'With PUBLIC_URL set, SMTP_PORT must be set too: 25 or 2525 to receive mail, 0 to receive none.');
  return problems;
}
