/** Under which address is it? Every URL of the desk and of the API is built here, never by hand in a screen. */

export type View = 'next' | 'mine' | 'team' | 'waiting' | 'all';
export const views: readonly View[] = ['next', 'mine', 'team', 'waiting', 'all'];
export const isView = (text: string | undefined): text is View => views.some((view) => view === text);

const part = (text: string) => encodeURIComponent(text);

/** Pages of the desk. */
export const links = {
  home: () => '/inbox/next',
  today: () => '/today',
  signIn: (next?: string) => (next === undefined ? '/sign-in' : `/sign-in?next=${part(next)}`),
  /** Opened where a link is asked for by mail. */
  signInByMail: () => '/sign-in?step=link',
  welcome: () => '/welcome',
  inbox: (view: View) => `/inbox/${view}`,
  case: (view: View, caseId: string) => `/inbox/${view}/${part(caseId)}`,
  customers: () => '/customers',
  customer: (customerId: string) => `/customers/${part(customerId)}`,
  channels: () => '/channels',
  channel: (channelId: string) => `/channels/${part(channelId)}`,
  mailboxSetUp: (channelId: string) => `/channels/${part(channelId)}/mailbox`,
  team: () => '/team',
  incidents: () => '/incidents',
  incident: (incidentId: string) => `/incidents/${part(incidentId)}`,
  settings: (section?: string) => (section === undefined ? '/settings' : `/settings/${part(section)}`),
} as const;

/** Paths of the API, below `/api/v1`. */
export const api = {
  me: () => '/me',
  agents: () => '/agents',
  channels: () => '/channels',
  tags: () => '/tags',
  topics: () => '/topics',
  cases: () => '/cases',
  caseCounts: () => '/cases/counts',
  casesBulk: () => '/cases/bulk',
  casePrint: (id: string) => `/cases/${part(id)}/print`,
  caseExport: (id: string) => `/cases/${part(id)}/export`,
  topicFields: () => '/topic-fields',
  topicField: (id: string) => `/topic-fields/${part(id)}`,
  caseFields: (id: string) => `/cases/${part(id)}/fields`,
  detailsRequest: (id: string) => `/cases/${part(id)}/details-request`,
  caseField: (id: string, fieldId: string) => `/cases/${part(id)}/fields/${part(fieldId)}`,
  caseLinks: (id: string) => `/cases/${part(id)}/links`,
  linkOffers: (id: string) => `/cases/${part(id)}/link-offers`,
  caseWays: (id: string) => `/cases/${part(id)}/ways`,
  caseLink: (id: string, otherId: string) => `/cases/${part(id)}/links/${part(otherId)}`,
  incidents: () => '/incidents',
  incidentPreview: () => '/incidents/preview',
  incident: (id: string) => `/incidents/${part(id)}`,
  incidentPart: (id: string, name: 'cases' | 'suggestions' | 'audience' | 'replies' | 'reply' | 'link' | 'unlink') =>
    `/incidents/${part(id)}/${name}`,
  incidentReply: (id: string, replyId: string, name: 'cases' | 'undo') => `/incidents/${part(id)}/replies/${part(replyId)}/${name}`,
  caseViews: () => '/case-views',
  caseView: (id: string) => `/case-views/${part(id)}`,
  caseViewRestore: (id: string) => `/case-views/${part(id)}/restore`,
  caseViewOrder: () => '/case-views/order',
  case: (id: string) => `/cases/${part(id)}`,
  caseByNumber: (number: number) => `/cases/by-number/${number}`,
  thread: (id: string) => `/cases/${part(id)}/thread`,
  verb: (id: string, verb: string) => `/cases/${part(id)}/${verb}`,
  notHere: (messageId: string) => `/messages/${messageId}/not-here`,
  draft: (id: string) => `/cases/${part(id)}/draft`,
  messages: () => '/messages',
  message: (id: string) => `/messages/${part(id)}`,
  messageCraft: (id: string) => `/messages/${part(id)}/craft`,
  invitationAnswers: (messageId: string) => `/messages/${part(messageId)}/invitation-answers`,
  notes: () => '/notes',
  attachments: () => '/attachments',
  attachmentContent: (id: string) => `/attachments/${part(id)}/content`,
  notices: () => '/notices',
  noticesSeen: () => '/notices/seen',
  noticeSettings: () => '/notices/settings',
  pushKey: () => '/notices/push-key',
  push: () => '/notices/push',
  pushRemove: () => '/notices/push/remove',
  followers: (id: string) => `/cases/${part(id)}/followers`,
  follow: (id: string) => `/cases/${part(id)}/followers/me`,
  snippets: () => '/snippets',
  snippet: (id: string) => `/snippets/${part(id)}`,
  macros: () => '/macros',
  macro: (id: string) => `/macros/${part(id)}`,
  customers: () => '/customers',
  customer: (id: string) => `/customers/${part(id)}`,
  customerFacts: (id: string) => `/customers/${part(id)}/facts`,
  customerFact: (id: string, factId: string) => `/customers/${part(id)}/facts/${part(factId)}`,
  customerCases: (id: string) => `/customers/${part(id)}/cases`,
  search: () => '/search',
  streamTickets: () => '/stream-tickets',
} as const;

/** Only paths of our own desk may be returned to after signing in; anything else becomes the inbox. */
export function safeNext(next: string | null | undefined): string {
  if (next === null || next === undefined || !/^\/(?![/\\])/.test(next)) return links.home();
  return next;
}
