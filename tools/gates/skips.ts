/**
 * Which tests may be skipped where everything is installed? A skip must say why; where a machine claims to have every peer (CI), it must also be
 * listed in ci/allowed-skips: one `part of the title | reason` a line, `#` for comments. A line that no longer matches anything is only mentioned,
 * since the quick and the long run skip different tests.
 */
export interface Skip {
  readonly file: string;
  /** Suites and title, joined by “ > ”. */
  readonly title: string;
  /** What the test said; undefined when it said nothing. */
  readonly reason: string | undefined;
}

export interface AllowedSkip {
  readonly part: string;
  readonly reason: string;
}

/** Reads ci/allowed-skips; throws on a line without a reason. */
export function readAllowedSkips(text: string): AllowedSkip[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [part, reason] = line.split('|').map((half) => half.trim());
      if (part === undefined || part === '' || reason === undefined || reason === '')
        throw new Error(`ci/allowed-skips: “${line}” has no reason; write part of the title | reason.`);
      return { part, reason };
    });
}

export interface SkipVerdict {
  /** One line for every skip, with its reason. */
  readonly lines: readonly string[];
  readonly forbidden: readonly Skip[];
}

/** Judges the skips of a run. `isEverythingInstalled` is true on CI. */
export function judgeSkips(skips: readonly Skip[], allowed: readonly AllowedSkip[], isEverythingInstalled: boolean): SkipVerdict {
  const permit = (skip: Skip): AllowedSkip | undefined => allowed.find((one) => skip.title.includes(one.part));
  return {
    lines: skips.map((skip) => `skipped: ${skip.file} > ${skip.title}: ${skip.reason ?? permit(skip)?.reason ?? 'no reason given'}`),
    forbidden: skips.filter((skip) => permit(skip) === undefined && (isEverythingInstalled || skip.reason === undefined)),
  };
}
