/** Who is it, at a glance? Initials on a quiet ground; decoration only, the name always stands beside it. */
export interface AvatarProps {
  readonly name: string | null;
  readonly size?: 'small' | 'normal';
  readonly tone?: 'neutral' | 'accent';
}

export function initialsOf(name: string | null): string {
  const words = (name ?? '')
    .replace(/[<>"']/g, ' ')
    .trim()
    .split(/[\s@._-]+/)
    .filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

export function Avatar({ name, size = 'normal', tone = 'neutral' }: AvatarProps) {
  const measure = size === 'small' ? 'size-5 text-[10px]' : 'size-8 text-small';
  const colours = tone === 'accent' ? 'bg-accent-soft text-accent-text' : 'bg-pressed text-muted';
  return (
    <span
      aria-hidden
      data-initials={initialsOf(name)}
      className={`inline-flex shrink-0 items-center justify-center rounded-full font-medium select-none before:content-[attr(data-initials)] ${measure} ${colours}`}
    />
  );
}
