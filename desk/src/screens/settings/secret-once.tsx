/** The only time a webhook's signing secret is seen. */
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { say } from '../../words/say.ts';

export function SecretOnce({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={say('webhooks.secret')} actions={<Button onClick={onClose}>{say('screen.close')}</Button>}>
      <CopyField label={say('webhooks.secret')} value={secret} hint={say('webhooks.secretLead')} />
    </Dialog>
  );
}
