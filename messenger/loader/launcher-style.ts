/**
 * How do the launcher and its panel look on a stranger's page? One sheet, given to the shadow root as a constructed stylesheet, so a
 * host's CSP for inline styles does not matter. Lengths are px because the host may have changed the root font size.
 */
export const launcherStyle =
  ':host{all:initial;--a:#4338ca;--t:#fff;color-scheme:light dark;font:600 16px/24px system-ui,sans-serif}' +
  'button,div{all:unset;position:fixed;z-index:2147483000;bottom:20px;inset-inline-end:20px}' +
  'button{padding:12px 20px;border:1px solid transparent;border-radius:8px;background:var(--a);color:var(--t);cursor:pointer}' +
  'button:focus-visible,a:focus-visible{outline:3px solid var(--a);outline-offset:3px}' +
  'b:not(:empty){margin-inline-start:8px;padding:0 8px;border-radius:8px;background:var(--t);color:var(--a)}' +
  '[aria-expanded=true]{padding:12px;font-size:0;line-height:0}' +
  "[aria-expanded=true]:after{content:'×';display:inline-block;width:24px;font-size:24px;line-height:24px;text-align:center}" +
  'div{bottom:84px;width:400px;max-width:calc(100vw - 40px);height:min(680px,100dvh - 104px);border:1px solid #8884;border-radius:8px;overflow:hidden;background:Canvas}' +
  '[hidden]{display:none}' +
  'a{display:block;padding:32px;color:LinkText;text-align:center}' +
  'iframe{position:absolute;inset:0;width:100%;height:100%;border:0;visibility:hidden}' +
  '.on iframe{visibility:visible}' +
  '@media (max-width:480px),(max-height:480px){.on{inset:0;width:auto;height:auto;max-width:none;border:0;border-radius:0}.on:not([hidden])~button{display:none}}' +
  '@media print{:host{display:none}}';
