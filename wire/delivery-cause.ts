/** Why did a mail not arrive? */
import { z } from 'zod';

/**
 * Or not yet (`delayed`; its state is still `sent`). `ourServer`: our own way out refuses. `fileBlocked`: a scanner held one of its files back;
 * `reason` names it. `suppressed`: we write to that address no more. `complaint`: it arrived, and was called unwanted.
 */
export const deliveryCause = z.enum([
  'noSuchAddress',
  'mailboxFull',
  'policy',
  'routing',
  'tooBig',
  'ourServer',
  'fileBlocked',
  'suppressed',
  'delayed',
  'complaint',
  'other',
]);
