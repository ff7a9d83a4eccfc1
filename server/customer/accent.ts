/** Can this colour carry white text? Darkened step by step until it has a contrast of 4.5:1 (WCAG 2.2, 1.4.3); both are shown to the manager. */

const house = '#4f46e5';

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

export function readableAccent(wanted: unknown): { accent: string; accentText: string } {
  let hex = typeof wanted === 'string' && /^#[0-9a-f]{6}$/i.test(wanted) ? wanted.toLowerCase() : house;
  for (let step = 0; step < 40 && 1.05 / (luminance(hex) + 0.05) < 4.5; step += 1) {
    hex = `#${[1, 3, 5]
      .map((at) =>
        Math.floor(Number.parseInt(hex.slice(at, at + 2), 16) * 0.94)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  }
  return { accent: hex, accentText: '#ffffff' };
}
