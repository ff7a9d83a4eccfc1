/**
 * What would an attacker put into a mail? Hundreds of vectors made by crossing tags, attributes, schemes and spellings; for tests only.
 */
const script = 'window.hit(1)';
const tags = ['script', 'iframe', 'object', 'embed', 'applet', 'svg', 'math', 'form', 'input', 'button', 'link', 'meta', 'base', 'style', 'video', 'audio', 'source', 'template', 'noscript', 'xmp', 'plaintext', 'marquee', 'isindex', 'frameset', 'dialog', 'portal', 'slot', 'textarea', 'select', 'title', 'noembed', 'listing', 'foreignObject', 'use', 'animate', 'set', 'x-custom', 'body', 'html', 'head'];
const events = ['onload', 'onerror', 'onclick', 'onmouseover', 'onfocus', 'onanimationstart', 'ontoggle', 'onpointerdown', 'onbegin', 'ONERROR', 'on\u0000error', 'onerror\n', '/onerror', 'onbeforeinput', 'oncopy', 'onpaste', 'onscrollend', 'onwheel', 'formaction', 'srcdoc'];
const schemes = [
  'javascript:', 'JaVaScRiPt:', ' javascript:', 'java\tscript:', 'java\nscript:', 'java\u0000script:', '&#106;avascript:', '&#x6A;avascript:', 'javascript&colon;', 'java&Tab;script:', '\u0001javascript:', 'vbscript:', 'data:text/html,', 'data:text/html;base64,', 'data:image/svg+xml,', 'blob:https://evil.example/', 'file:///etc/', 'filesystem:https://evil.example/', 'about:', 'view-source:', 'jar:', 'mhtml:', 'feed:javascript:', 'intent:', 'ms-word:ofe|u|', 'https:javascript:', '//evil.example/%2e', '\\\\evil.example\\', '/api/../logout?', '?logout=', '#x" onclick="',
];
const urlAttributes: readonly [string, string][] = [['a', 'href'], ['img', 'src'], ['img', 'srcset'], ['video', 'poster'], ['form', 'action'], ['button', 'formaction'], ['svg', 'xlink:href'], ['table', 'background'], ['body', 'background'], ['q', 'cite'], ['a', 'ping'], ['img', 'longdesc'], ['img', 'dynsrc'], ['img', 'lowsrc'], ['input', 'src'], ['object', 'data']];
const css = [
  'background:url(https://evil.example/a)', 'background-image:URL("//evil.example/a")', 'background:\\75rl(https://evil.example/a)', 'width:expression(window.hit(1))', '-moz-binding:url(//evil.example/x#y)', 'behavior:url(x.htc)', 'list-style:url(https://evil.example/a)', 'content:url(https://evil.example/a)', 'background:image-set("https://evil.example/a" 1x)',
  'cursor:url(https://evil.example/a),auto', 'border-image:url(https://evil.example/a)', 'filter:url(https://evil.example/a#b)', 'position:fixed;top:0;left:0;width:100%;height:100%', 'color:red;}</style><script>window.hit(1)</script>', 'font-family:"</style><img src=x onerror=window.hit(1)>"', 'color:/*x*/red;background:u/**/rl(//evil.example)', '@import "https://evil.example/a"', 'display:none', 'opacity:0', 'font-size:0', 'color:\u0000red', 'background:url(data:image/svg+xml,x)', 'mask:url(https://evil.example/a)', 'background: url ( https://evil.example/a )', '--x:url(https://evil.example/a);background:var(--x)',
];
const sheets = ['@import url(https://evil.example/a)', 'a[href^=x]{background:url(https://evil.example/a)}', '@font-face{font-family:x;src:url(https://evil.example/a)}', 'p:has(x){color:red}', '*{position:fixed}'];
const mutations = [
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hit(1)&gt;">', '<svg></p><style><a id="</style><img src=1 onerror=window.hit(1)>">', '<noscript><p title="</noscript><img src=x onerror=window.hit(1)>">', '<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.hit(1)>', '<template><script>window.hit(1)</script></template>', '<!--><img src=x onerror=window.hit(1)>-->', '<!-- --!><img src=x onerror=window.hit(1)>', '<![CDATA[<img src=x onerror=window.hit(1)>]]>', '<?xml <img src=x onerror=window.hit(1)> ?>',
  '<a<script>window.hit(1)</script>', '<<script>window.hit(1)//<</script>', '<img src="x` `<script>window.hit(1)</script>"` `>', '<img """><script>window.hit(1)</script>">', '<img/src="x"/onerror=window.hit(1)>', '<img src=x onerror\u000c=window.hit(1)>', '<\u0000script>window.hit(1)</script>', '<scr\u0000ipt>window.hit(1)</scr\u0000ipt>', '<scr<script>ipt>window.hit(1)</scr</script>ipt>', '</textarea><script>window.hit(1)</script>', '</title><script>window.hit(1)</script>', '<textarea></textarea><img src=x onerror=window.hit(1)>', '+ADw-script+AD4-window.hit(1)+ADw-/script+AD4-', '&lt;script&gt;window.hit(1)&lt;/script&gt;', '&amp;lt;script&amp;gt;window.hit(1)', '%3Cscript%3Ewindow.hit(1)%3C/script%3E', '\ufeff<script>window.hit(1)</script>',
  '<svg><script>window.hit(1)</script></svg>', '<svg><foreignObject><img src=x onerror=window.hit(1)></foreignObject></svg>', '<svg><use href="data:image/svg+xml,x#y"></use></svg>', '<svg><animate attributeName=href values=javascript:window.hit(1) /><a><text>x</text></a></svg>', '<svg><set attributeName=onmouseover to=window.hit(1)>', '<math href="javascript:window.hit(1)">x</math>', '<iframe srcdoc="<script>window.hit(1)</script>">', '<object data="data:text/html,<script>window.hit(1)</script>">', '<meta http-equiv=refresh content="0;url=javascript:window.hit(1)">', '<base href="https://evil.example/">', '<link rel=dns-prefetch href=//evil.example>', '<link rel=stylesheet href=//evil.example/a.css>', '<input type=image src=//evil.example/a>', '<a href="https://ok.example" target=_self onclick=window.hit(1)>x</a>', '<xmp><p title="</xmp><img src=x onerror=window.hit(1)>">', '<select><style></select><img src=x onerror=window.hit(1)></style>', '<table><td background="javascript:window.hit(1)">', '<div id=x class=y name=body style=color:red>', '<p data-quoted="self&quot; onclick=&quot;window.hit(1)">', '<img data-remote-src="javascript:window.hit(1)">', '<img data-cid="x&quot; onerror=&quot;window.hit(1)">', `${'<div>'.repeat(3_000)}deep`, `${'<a href="x'.repeat(500)}`, '<'.repeat(5_000), '&'.repeat(5_000), '<!--'.repeat(2_000), `<p ${'a=b '.repeat(2_000)}>`,
];

/** Every vector, each distinct. */
export function hostileHtml(): readonly string[] {
  const made = [
    ...tags.flatMap((tag) => [`<${tag}>${script}</${tag}>`, `<${tag.toUpperCase()} src=//evil.example/a ${events[0]}=${script}>x`, `<${tag}/x><img src=x onerror=${script}></${tag}>`]),
    ...events.flatMap((event) => ['p', 'img', 'a', 'table'].map((tag) => `<${tag} src=x href=https://ok.example ${event}="${script}">x</${tag}>`)),
    ...schemes.flatMap((scheme) => urlAttributes.map(([tag, attribute]) => `<${tag} ${attribute}="${scheme}${script}">x</${tag}>`)),
    ...css.map((rule) => `<p style='${rule}'>x</p>`),
    ...sheets.flatMap((sheet) => [`<style>${sheet}</style>x`, `<p><style media=all>${sheet}</p>`]),
    ...mutations,
  ];
  return [...new Set(made)];
}
