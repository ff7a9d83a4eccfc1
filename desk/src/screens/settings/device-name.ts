/** What would its owner call this device? A browser's and a system's name read from a user agent text; never used to decide anything. */
export interface DeviceName {
  readonly browser: string;
  readonly system: string;
}

/** The first match counts: Edge and Opera also call themselves Chrome, Chrome also Safari. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** Null where nothing is recognised, such as for a program. */
export function deviceNameOf(userAgent: string | null): DeviceName | null {
  if (userAgent === null) return null;
  const browser = browsers.find(([mark]) => userAgent.includes(`${mark}/`))?.[1];
  const system = systems.find(([mark]) => userAgent.includes(mark))?.[1];
  return browser === undefined || system === undefined ? null : { browser, system };
}
