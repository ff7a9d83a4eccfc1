/** English words of what became of the times told on a channel. */
export const coverageEn = {
  'coverage.title': 'Did we keep what we said?',
  'coverage.lead': 'Of the times told to customers here and now past: how many had an answer by then.',
  'coverage.span': 'Counted over',
  'coverage.days': '{n} days',
  'coverage.none': 'No time told has passed in these days.',
  'coverage.kept': '{kept} % of {n} replies came by the time we’d told (aim {goal} %, likely {low}–{high} %).',
  'coverage.late': 'Late ones were {late} late.',
  'coverage.slack': 'Half of the others had {slack} or more to spare.',
  'coverage.again': 'New times after a missed one: {kept} of {n} kept.',
  'coverage.alarm.few':
    'On each of the last three days fewer were kept than aimed for, and not by chance. Put more people on, or choose a longer reply time.',
  'coverage.alarm.many': 'On each of the last three days more were kept than aimed for. A shorter reply time could be told.',
  'coverage.sooner': 'Half of recent replies took less than half the opening time told.',
  'coverage.windows': 'Which reply time would have been kept',
  'coverage.windowsLead': 'By the newest 500 replies here, counted in today’s opening hours.',
  'coverage.windowsNone': 'This can be said from fifty replies on.',
  'coverage.level': 'Kept',
  'coverage.window': 'Reply time',
  'coverage.table': 'Day by day',
  'coverage.day': 'Day',
  'coverage.told': 'Told',
  'coverage.keptCount': 'Kept',
  'coverage.share': 'Share',
  'coverage.likely': 'Likely',
  'coverage.percent': '{n} %',
  'coverage.range': '{low}–{high} %',
  'coverage.how': 'How is this counted?',
  'coverage.how.passed':
    'Every time told that has passed, on the day it passed: kept when a person answered by then. Whoever still waits counts as not kept.',
  'coverage.how.not':
    'Not counted: times still to come, times after which the customer needed nothing more, spam, and what people promised in answers. New times after a missed one are counted apart; the missed one stays missed.',
  'coverage.how.likely':
    '“Likely” is the 95 % interval of the share (Wilson): what chance alone could make of it. Shares are rounded down. Days are those of the workspace’s time zone.',
  'coverage.capped': 'Only the newest 20,000 times told are counted, since {since}.',
} as const satisfies Record<string, string>;
