/**
 * Can a workspace's accent colour carry text? WCAG 2.2 contrast and the nearest darker shade that passes. It previews what the messenger
 * will do; the colour a visitor gets is decided by the server.
 */
export interface AccentCheck {
  /** As chosen, `#rrggbb`. */
  readonly chosen: string;
  /** Contrast of the chosen colour against white, 1–21. */
  readonly chosenRatio: number;
  /** The same colour, darkened until white text on it (and it on white) reaches 4.5. */
  readonly forText: string;
  readonly forTextRatio: number;
  readonly passes: boolean;
}

/** WCAG 2.2 SC 1.4.3, normal text. */
const neededRatio = 4.5;
const hexShape = /^#[0-9a-f]{6}$/i;

export function isHexColour(text: string): boolean {
  return hexShape.test(text);
}

/** Null when the text is no `#rrggbb` colour. */
export function checkAccent(text: string): AccentCheck | null {
  if (!isHexColour(text)) return null;
  const chosen = text.toLowerCase();
  const chosenRatio = contrastWithWhite(chosen);
  const forText = darkened(chosen);
  return { chosen, chosenRatio, forText, forTextRatio: contrastWithWhite(forText), passes: chosenRatio >= neededRatio };
}

/** Contrast ratio of a `#rrggbb` colour against white (WCAG 2.2, definition of contrast ratio). */
export function contrastWithWhite(hex: string): number {
  return 1.05 / (luminance(hex) + 0.05);
}

function darkened(hex: string): string {
  for (let share = 100; share > 0; share -= 1) {
    const candidate = scaled(hex, share / 100);
    if (contrastWithWhite(candidate) >= neededRatio) return candidate;
  }
  return '#000000';
}

function scaled(hex: string, factor: number): string {
  return `#${bytesOf(hex)
    .map((byte) =>
      Math.round(byte * factor)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Relative luminance (WCAG 2.2, sRGB). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = bytesOf(hex).map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function bytesOf(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
