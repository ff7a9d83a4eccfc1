/** How do stored values become wire values? Instants as RFC 3339 text; nothing is decided here. */
export function wireInstant(at: number): string {
  return new Date(at).toISOString();
}
export function wireInstantOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}
