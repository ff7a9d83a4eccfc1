/** A plain field that grows with its text, up to a third of the window. */
import { useLayoutEffect } from 'react';
import type { ComponentProps, RefObject } from 'react';

export interface GrowingTextProps extends Omit<ComponentProps<'textarea'>, 'ref'> {
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

export function GrowingText({ field, className = '', value, ...rest }: GrowingTextProps) {
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, value]);
  return (
    <textarea
      ref={field}
      rows={2}
      value={value}
      {...rest}
      className={`block max-h-[34vh] min-h-14 w-full resize-none overflow-y-auto bg-transparent px-3 py-2 text-base outline-none ${className}`}
    />
  );
}
