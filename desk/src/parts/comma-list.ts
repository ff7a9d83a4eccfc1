/** A few words in one line, with commas between them: as a list and back. */

export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '');
}

export function lineOf(words: readonly string[]): string {
  return words.join(', ');
}
