/** What does the page behind the link of a slip notice look like? A document without a script; every value is escaped here. It decides nothing. */
import { escapeHtml } from './escape-html.ts';
import { linkPage } from './link-page.ts';

export interface SlipPage {
  readonly locale: string;
  readonly title: string;
  /** What was told, or what became of what was pressed. */
  readonly sentences: readonly string[];
  /** Absent: there is nothing to press. */
  readonly forms?: {
    /** The page's own address. */
    readonly path: string;
    readonly urgent: string;
    /** Null: nothing can be written here. */
    readonly add: { readonly label: string; readonly text: string; readonly send: string } | null;
    readonly formToken: string;
  };
  /** CSP nonce of the style. */
  readonly nonce: string;
}

export function slipPage({ locale, title, sentences, forms, nonce }: SlipPage): string {
  const said = sentences.map((one) => `<p role="status">${escapeHtml(one)}</p>`).join('\n');
  return linkPage({ locale, title, body: `${said}\n${forms === undefined ? '' : formsIn(forms)}`, nonce });
}

function formsIn({ path, urgent, add, formToken }: NonNullable<SlipPage['forms']>): string {
  const token = `<input type="hidden" name="formToken" value="${escapeHtml(formToken)}">`;
  const pressUrgent = `<form method="post" action="${escapeHtml(path)}/urgent"><button type="submit">${escapeHtml(urgent)}</button></form>`;
  if (add === null) return pressUrgent;
  return `${pressUrgent}
<form method="post" action="${escapeHtml(path)}/add">
<label for="text">${escapeHtml(add.label)}</label>
<textarea id="text" name="text" rows="5" dir="auto" required>${escapeHtml(add.text)}</textarea>
${token}
<button type="submit">${escapeHtml(add.send)}</button>
</form>`;
}
