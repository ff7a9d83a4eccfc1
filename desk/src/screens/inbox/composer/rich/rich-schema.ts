/** What may stand in a formatted answer? What the server's sanitiser keeps, and nothing that draws by itself: no style, no foreign picture, no script. */
import type { Extensions } from '@tiptap/core';
import { Image } from '@tiptap/extension-image';
import StarterKit from '@tiptap/starter-kit';
import { say } from '../../../../words/say.ts';

/** A picture of the draft: an uploaded file, shown by its id. `addressOf` says where its bytes are on this device. */
const picture = (addressOf: (id: string) => string) =>
  Image.extend({
    inline: false,
    addAttributes: () => ({ cid: { default: null }, alt: { default: '' } }),
    addInputRules: () => [],
    parseHTML: () => [
      {
        tag: 'img[data-cid]',
        getAttrs: (element) => ({ cid: element.getAttribute('data-cid'), alt: element.getAttribute('alt') ?? '' }),
      },
    ],
    renderHTML: ({ node }) => ['img', { 'data-cid': String(node.attrs['cid']), alt: String(node.attrs['alt']) }],
    addNodeView: () => (view) => {
      const dom = document.createElement('img');
      dom.src = addressOf(String(view.node.attrs['cid']));
      dom.alt = String(view.node.attrs['alt']) || say('rich.picture');
      dom.className = 'rich-picture';
      return { dom };
    },
  });

export function extensionsOf(addressOf: (id: string) => string): Extensions {
  return [
    StarterKit.configure({
      heading: false,
      horizontalRule: false,
      strike: false,
      underline: false,
      trailingNode: false,
      // Only what a person made a link is one: a typed address alone needs no HTML.
      link: { openOnClick: false, autolink: false, protocols: ['mailto', 'tel'], HTMLAttributes: { target: null, rel: null } },
    }),
    picture(addressOf),
  ];
}
