/** How does the page look on which a customer is asked for details? Each question with its reason; what is not answered is left empty. Every value is escaped here. */
import type { Answer } from '@meanwhile/core/conversation/details.ts';
import { detailsWords, type DetailsWords } from '@meanwhile/core/conversation/details-words.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import type { FieldKind } from '@meanwhile/core/conversation/field.ts';
import { escapeHtml } from './escape-html.ts';

export interface Asked {
  readonly id: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly choices: readonly string[];
  readonly because: string;
  readonly mandatory: boolean;
  /** What they wrote before, and what we made of it; undefined where nothing was sent yet. */
  readonly before?: { readonly typed: string; readonly answer: Answer };
}

export interface DetailsForm {
  readonly locale: string;
  /** The page's own address. */
  readonly path: string;
  readonly asked: readonly Asked[];
  readonly send: string;
  readonly formToken: string;
  /** Said above it all; empty: nothing. */
  readonly said: string;
}

/** The name under which one of several readings is picked. */
export const pickedName = (id: string): string => `picked.${id}`;

export function detailsForm({ locale, path, asked, send, formToken, said }: DetailsForm): string {
  const words = detailsWords[catalogueOf(locale)];
  return `${said === '' ? '' : `<p role="status">${escapeHtml(said)}</p>`}
<p>${escapeHtml(words.lead)}</p>
<form method="post" action="${escapeHtml(path)}">
${asked.map((one, index) => questionIn(words, locale, one, `q${index}`)).join('\n')}
<input type="hidden" name="formToken" value="${escapeHtml(formToken)}">
<button type="submit">${escapeHtml(send)}</button>
</form>`;
}

function questionIn(words: DetailsWords, locale: string, asked: Asked, key: string): string {
  const answer = asked.before?.answer;
  const reason = fill(words.because, { reason: asked.because.replace(/\.$/, '') });
  const why = [asked.mandatory ? `${reason} ${words.mandatory}` : reason].map((text) =>
    answer?.answer === 'why' ? `<strong>${escapeHtml(text)}</strong>` : escapeHtml(text),
  );
  const problem = problemOf(words, asked.kind, answer);
  const problemLine = problem === '' ? '' : `<p id="${key}-problem" role="alert">${escapeHtml(problem)}</p>`;
  const described = problem === '' ? `${key}-why` : `${key}-why ${key}-problem`;
  const about = `<p id="${key}-why">${why.join('')}</p>\n${problemLine}`;
  if (answer?.answer === 'several')
    return `<fieldset class="question" aria-describedby="${described}"><legend>${escapeHtml(asked.name)}</legend>\n${about}\n${answer.values
      .map((value, index) => radio(pickedName(asked.id), value, { shown: valueIn(asked.kind, value, locale), id: `${key}-${index}` }))
      .join('\n')}\n${textField(asked, `aria-label="${escapeHtml(asked.name)}" id="${key}"`, asked.before?.typed ?? '')}\n</fieldset>`;
  const typed = answer?.answer === 'why' ? '' : (asked.before?.typed ?? '');
  return `<div class="question"><label for="${key}">${escapeHtml(asked.name)}</label>\n${about}\n${fieldIn(asked, { key, described, typed, isWrong: problem !== '' })}</div>`;
}

function radio(name: string, value: string, { shown, id }: { readonly shown: string; readonly id: string }): string {
  return `<label class="choice" for="${id}"><input type="radio" id="${id}" name="${escapeHtml(name)}" value="${escapeHtml(value)}"> ${escapeHtml(shown)}</label>`;
}

function fieldIn(
  asked: Asked,
  {
    key,
    described,
    typed,
    isWrong,
  }: { readonly key: string; readonly described: string; readonly typed: string; readonly isWrong: boolean },
): string {
  const attributes = `id="${key}" aria-describedby="${described}"${isWrong ? ' aria-invalid="true"' : ''}`;
  if (asked.kind !== 'choice') return textField(asked, attributes, typed);
  const options = ['', ...asked.choices].map(
    (one) => `<option value="${escapeHtml(one)}"${one === typed ? ' selected' : ''}>${escapeHtml(one === '' ? '–' : one)}</option>`,
  );
  return `<select name="${escapeHtml(asked.id)}" ${attributes}>${options.join('')}</select>`;
}

const textField = ({ id }: Asked, attributes: string, typed: string): string =>
  `<input type="text" name="${escapeHtml(id)}" ${attributes} dir="auto" maxlength="500" autocomplete="off" value="${escapeHtml(typed)}">`;

function problemOf(words: DetailsWords, kind: FieldKind, answer: Answer | undefined): string {
  switch (answer?.answer) {
    case 'several':
      return words.several;
    case 'needed':
      return words.mandatory;
    case 'unreadable':
      return kind === 'date' ? words.date : kind === 'number' ? words.number : words.other;
    default:
      return '';
  }
}

/** A value as it is kept, in words of the reader; English without a country puts the day first, as our other times do. */
export function valueIn(kind: FieldKind, value: string, reader: string): string {
  const locale = reader === 'en' ? 'en-GB' : reader;
  if (kind === 'date')
    return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
  if (kind === 'number') return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(Number(value));
  return value;
}
