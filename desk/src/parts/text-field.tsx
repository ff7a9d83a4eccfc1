/** A labelled line or box of text that gives its value, not an event. For anything unusual use `Field` with `TextInput`. */
import type { HTMLInputAutoCompleteAttribute, HTMLInputTypeAttribute, ReactNode } from 'react';
import { Field, TextArea, TextInput } from './field.tsx';

export interface TextFieldProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly type?: HTMLInputTypeAttribute;
  readonly name?: string;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly inputMode?: 'text' | 'numeric' | 'email' | 'url';
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
  readonly maxLength?: number;
  readonly placeholder?: string;
  /** A box of so many lines instead of one line. */
  readonly rows?: number;
  readonly className?: string;
}

export function TextField({ label, hint, error, className, onChange, rows, ...control }: TextFieldProps) {
  const { type, inputMode, autoComplete, ...shared } = control;
  return (
    <Field
      label={label}
      {...(hint === undefined ? {} : { hint })}
      {...(error === undefined ? {} : { error })}
      {...(className === undefined ? {} : { className })}
    >
      {rows === undefined ? (
        <TextInput
          {...shared}
          type={type ?? 'text'}
          inputMode={inputMode}
          autoComplete={autoComplete ?? 'off'}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <TextArea {...shared} rows={rows} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
