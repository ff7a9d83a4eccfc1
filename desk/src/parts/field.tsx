/** How is something asked for? A visible label, a hint, an error tied to its control; inputs and text areas that belong in it. */
import { Field as Base } from '@base-ui/react/field';
import { TriangleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Words of what is wrong; null or absent when nothing is. */
  readonly error?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Wraps one control (`TextInput`, `TextArea`, `Select`) and names it. */
export function Field({ label, hint, error, children, className = '' }: FieldProps) {
  const wrong = error !== undefined && error !== null && error !== '';
  return (
    <Base.Root invalid={wrong} className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <Base.Label className="text-small font-medium text-ink">{label}</Base.Label>
      {children}
      {hint !== undefined && !wrong && <Base.Description className="text-small text-faint">{hint}</Base.Description>}
      {wrong && (
        <Base.Error match className="flex gap-1.5 text-small font-medium" role="alert">
          <TriangleAlert size={14} aria-hidden className="mt-[3px] shrink-0" />
          <span className="min-w-0">{error}</span>
        </Base.Error>
      )}
    </Base.Root>
  );
}

export function TextInput({ className = '', ...rest }: ComponentProps<'input'>) {
  return <Base.Control {...rest} className={`field-box ${className}`} />;
}

export function TextArea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  return <Base.Control render={<textarea {...rest} />} className={`field-box min-h-20 ${className}`} />;
}
