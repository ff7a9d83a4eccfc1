/** English words of how long things are kept, and of forgetting a customer. Key for key the same as `keep.de.ts`. */
export const keepEn = {
  'settings.data': 'Data',
  'keep.title': 'How long things are kept',
  'keep.lead':
    'What customers said belongs to them. Choose how long you need it; what is older goes within the hour, with names, addresses and files, and cannot be brought back. That there was a case, and whether the time told was kept, stays.',
  'keep.original': 'Messages as they came',
  'keep.originalHint': 'The raw bytes, for looking things up when a message reads oddly. The message itself stays.',
  'keep.quiet': 'Quiet customers',
  'keep.quietHint': 'Every case resolved, and not a word since. Open cases are never touched.',
  'keep.spam': 'Spam',
  'keep.spamHint': 'Who sent nothing else, counted from when it was marked.',
  'keep.forGood': 'for good',
  'keep.days': '{n, plural, one {# day} other {# days}}',
  'keep.months': '{n, plural, one {# month} other {# months}}',
  'keep.years': '{n, plural, one {# year} other {# years}}',
  'keep.confirmTitle': 'Forget {n, plural, one {# customer} other {# customers}} within the hour?',
  'keep.confirmMore': 'Forget more than {n} customers within the hour?',
  'keep.confirmLead': 'They are past the times you chose. What they said goes for good; this cannot be undone.',
  'keep.confirm': 'Save and forget',
  'keep.backups': 'Backups keep what they hold. After one is restored, everybody who was forgotten since is forgotten again.',
  'erase.button': 'Forget this customer …',
  'erase.title': 'Forget {name} for good?',
  'erase.lead':
    'Every message, note and file, the name and every address go, here and in the log. What stays: that there were cases, when, and whether the times told were kept. This cannot be undone. Copies in a mailbox or a program connected by webhook are not ours to remove.',
  'erase.confirm': 'Forget for good',
  'erase.done': 'Forgotten.',
  'erase.busy': 'A case of theirs is still open, or an answer is on its way. Resolve it first.',
} as const;
