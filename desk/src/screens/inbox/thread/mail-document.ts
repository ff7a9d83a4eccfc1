/**
 * Which HTML goes into the frame of a mail? The stored markup was sanitised once; here it is sanitised again with another sanitiser and put
 * under a policy that lets nothing out: no script, no form, no remote picture.
 */
import DOMPurify from 'dompurify';

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
  // As the server stores pictures: parts of the mail, and offers to load from elsewhere.
  ADD_ATTR: ['data-cid', 'data-remote-src'],
};

const look = `
  :root { color-scheme: light; }
  body { margin: 0; padding: 12px 16px; background: #fff; color: #1f1d1a; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; } table { max-width: 100%; } pre { white-space: pre-wrap; }
  blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #ccc; color: #57534b; }`;

export interface MailDocument {
  readonly srcdoc: string;
  /** Pictures on other servers were left out. */
  readonly hasRemoteImages: boolean;
}

/** `fileUrls`: addresses of inline pictures by content id. `filesOrigin` is where they may be loaded from. */
export function mailDocument(html: string, fileUrls: ReadonlyMap<string, string>, filesOrigin: string): MailDocument {
  const fragment = DOMPurify.sanitize(html, { ...settings, RETURN_DOM_FRAGMENT: true });
  let hasRemoteImages = false;
  for (const image of fragment.querySelectorAll('img')) {
    const contentId = image.getAttribute('data-cid');
    const file = contentId === null ? undefined : fileUrls.get(contentId);
    hasRemoteImages ||= image.hasAttribute('data-remote-src');
    const isEmbedded = image.getAttribute('src')?.startsWith('data:image/') ?? false;
    if (file !== undefined) image.setAttribute('src', file);
    else if (!isEmbedded) image.removeAttribute('src');
    image.removeAttribute('data-cid');
    image.removeAttribute('data-remote-src');
  }
  for (const link of fragment.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  const body = document.createElement('div');
  body.append(fragment);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob: ${filesOrigin}; form-action 'none'; base-uri 'none'`;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><style>${look}</style>`;
  return { srcdoc: `<!doctype html><html><head>${head}</head><body>${body.innerHTML}</body></html>`, hasRemoteImages };
}
