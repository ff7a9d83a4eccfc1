/** Where do menus and lists open in the document? In a landmark of their own, so that nothing on screen stands outside of one. */
import { say } from '../words/say.ts';

export function popupHost(): HTMLElement {
  const known = document.getElementById('popups');
  if (known !== null) return known;
  const host = document.createElement('div');
  host.id = 'popups';
  host.setAttribute('role', 'region');
  host.setAttribute('aria-label', say('shell.menus'));
  // Dialogs hide everything else from assistive technology, save what is marked so: a list opened in a dialog has to be heard.
  host.setAttribute('aria-live', 'off');
  document.body.append(host);
  return host;
}
