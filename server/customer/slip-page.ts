/** What does the page behind the link of a slip notice look like? A whole document without a script; every value is escaped here. It decides nothing. */
import { directionOf } from '@meanwhile/core/commitment/words/language.ts';
import { escapeHtml } from './escape-html.ts';

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

const style = `:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:36rem;padding:1.5rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.25rem}form{margin-block:1.5rem}label{display:block;margin-block-end:.5rem}textarea{box-sizing:border-box;width:100%;font:inherit;padding:.5rem}
button{font:inherit;min-height:2.75rem;padding:.5rem 1.25rem;margin-block-start:.5rem}`;

export function slipPage({ locale, title, sentences, forms, nonce }: SlipPage): string {
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style nonce="${escapeHtml(nonce)}">${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${sentences.map((one) => `<p role="status">${escapeHtml(one)}</p>`).join('\n')}
${forms === undefined ? '' : formsIn(forms)}
</main>
</body>
</html>
`;
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
