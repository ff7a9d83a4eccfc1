/**
 * Which HTML goes into the frame of a mail? The stored markup was sanitised once; here it is sanitised again with another sanitiser and put
 * under a policy that lets nothing out: no script, no form, no request. Pictures of the mail itself are put in by `mail-frame.tsx` as data.
 */
import DOMPurify from 'dompurify';

/**
 * What the frame may do. Never `allow-scripts`: with it, `allow-same-origin` would be the whole desk. Same origin lets the desk measure the
 * page from outside; the two for pop-ups let a link open a tab of its own, and nothing else.
 */
export const mailSandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

const settings = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'form',
    'input',
    'button',
    'textarea',
    'select',
    'iframe',
    'object',
    'embed',
    'meta',
    'link',
    'base',
    'audio',
    'video',
    'svg',
    'math',
  ],
  FORBID_ATTR: ['srcset', 'ping', 'background', 'poster'],
  ALLOW_DATA_ATTR: false,
  // As the server stores them: parts of the mail, offers to load from elsewhere, and what the mail program marked as quoted.
  ADD_ATTR: ['data-cid', 'data-remote-src', 'data-quoted'],
};

const look = `
  :root { color-scheme: light; }
  html { overflow: auto hidden; }
  body { margin: 0; padding: 12px 16px; background: #fff; color: #1f1d1a; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; } table { max-width: 100%; } pre { white-space: pre-wrap; }
  blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #ccc; color: #57534b; }
  .folded [data-quoted] { display: none; }`;

export interface MailDocument {
  readonly srcdoc: string;
  /** Pictures on other servers were left out. */
  readonly hasRemoteImages: boolean;
  /** There is a quoted part, and something beside it: folding leaves something to read. */
  readonly canFold: boolean;
}

/** `rest` means this element and all that follows it in the mail: marks every one of them. */
function markRest(root: Element): void {
  const first = root.querySelector('[data-quoted="rest"]');
  for (let node: Node | null = first; node !== null && node !== root; node = node.parentNode) {
    for (let next: ChildNode | null = node.nextSibling; next !== null; next = next.nextSibling) {
      if (next.nodeType === 3 && next.textContent?.trim() !== '') {
        const span = document.createElement('span');
        next.replaceWith(span);
        span.append(next);
        next = span;
      }
      if (next instanceof Element) next.setAttribute('data-quoted', 'self');
    }
  }
}

function hasMoreThanQuotes(root: Element): boolean {
  const copy = root.cloneNode(true) as Element;
  for (const quoted of copy.querySelectorAll('[data-quoted]')) quoted.remove();
  return copy.textContent?.trim() !== '' || copy.querySelector('img[data-cid]') !== null;
}

export function mailDocument(html: string): MailDocument {
  const fragment = DOMPurify.sanitize(html, { ...settings, RETURN_DOM_FRAGMENT: true });
  let hasRemoteImages = false;
  for (const image of fragment.querySelectorAll('img')) {
    hasRemoteImages ||= image.hasAttribute('data-remote-src');
    if (image.getAttribute('src')?.startsWith('data:image/') !== true) image.removeAttribute('src');
    image.removeAttribute('data-remote-src');
  }
  for (const link of fragment.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  const body = document.createElement('div');
  body.append(fragment);
  markRest(body);
  const canFold = body.querySelector('[data-quoted]') !== null && hasMoreThanQuotes(body);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'`;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><style>${look}</style>`;
  return { srcdoc: `<!doctype html><html><head>${head}</head><body>${body.innerHTML}</body></html>`, hasRemoteImages, canFold };
}
