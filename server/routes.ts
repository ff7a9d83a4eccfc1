/** Which doors does the server have? Every step's routes, registered in one place; the census test walks exactly this list. */
import type { FastifyInstance } from 'fastify';
import type { Accounts } from './accounts/accounts.ts';
import { registerCaseViewRoutes } from './case/case-view.routes.ts';
import { registerAuditRoutes } from './audit/audit.routes.ts';
import { registerChannelRoutes } from './channel/channel.routes.ts';
import { registerCalendarRoutes } from './commitment/calendar.routes.ts';
import { registerCoverageRoutes } from './commitment/coverage.routes.ts';
import { registerHolidayRoutes } from './commitment/holidays.routes.ts';
import { registerPolicyRoutes } from './commitment/policy.routes.ts';
import { registerRetentionRoutes } from './customer/retention.routes.ts';
import { registerCustomerRoutes } from './customer/customer.routes.ts';
import { registerCustomerFileRoutes } from './customer/customer-file.routes.ts';
import { registerFactRoutes } from './customer/fact.routes.ts';
import { registerCustomerMergeRoutes } from './customer/merge.routes.ts';
import { registerMessengerPages } from './customer/messenger-pages.routes.ts';
import { registerMessengerStream } from './customer/messenger-stream.ts';
import { registerMessengerRoutes, type MessengerContext } from './customer/messenger.routes.ts';
import { registerSlipPages } from './customer/slip-page.routes.ts';
import { registerRuleRoutes } from './automation/rule.routes.ts';
import { registerCardRoutes } from './automation/card.routes.ts';
import { registerWebhookRoutes } from './automation/webhook.routes.ts';
import { registerSigningKeyRoutes } from './delivery/delivery.ts';
import { registerDeliveryRoutes } from './delivery/delivery.routes.ts';
import { registerDeskPages } from './desk-pages.ts';
import { registerGuidePages } from './guide-pages.ts';
import { registerAnswerAllRoutes, registerIncidentRoutes } from './incident/incident.ts';
import { registerInboundRoutes } from './intake/inbound.routes.ts';
import { registerMailTestRoutes, type SendTest } from './intake/mail-test.routes.ts';
import { registerProviderMailRoutes } from './intake/provider-mail.routes.ts';
import { registerHealth } from './health.ts';
import { registerMailboxRoutes, type MailboxOptions } from './mailbox/mailbox.ts';
import { registerDeskStream, type Presence } from './platform/stream/desk-stream.ts';
import type { Hub } from './platform/stream/hub.ts';
import { registerAttachmentRoutes } from './reply/attachment.routes.ts';
import { registerCaseBulkRoutes } from './reply/case-bulk.routes.ts';
import { registerCaseLinkRoutes } from './reply/case-link.routes.ts';
import { registerNextRoutes, registerQueueRoutes, registerStaffRoutes, registerTodayRoutes } from './routing/routing.ts';
import type { MailResolver } from './channel-registry.ts';
import { registerCaseListRoutes } from './reply/case-list.routes.ts';
import { registerCaseMergeRoutes } from './reply/case-merge.routes.ts';
import { registerCaseRoutes } from './reply/case.routes.ts';
import { registerCaseMacroRoutes } from './reply/macro.routes.ts';
import { registerExportRoutes } from './reply/export.routes.ts';
import { registerCraftRoutes } from './reply/craft.routes.ts';
import { registerReplyRoutes } from './reply/reply.routes.ts';
import { registerWriteFirst } from './reply/write-first.ts';
import { registerNoticeRoutes } from './notice/notice.routes.ts';
import { registerPushRoutes } from './notice/push.routes.ts';
import { registerSearchRoutes } from './search/search.routes.ts';
import { registerMacroRoutes } from './snippet/macro.routes.ts';
import { registerUrgentLineRoutes } from './snippet/urgent-line.routes.ts';
import { registerSnippetRoutes } from './snippet/snippet.routes.ts';
import { registerFieldRoutes } from './topic/field.routes.ts';
import { registerTopicRoutes } from './topic/topic.routes.ts';

export interface RouteContext extends MessengerContext {
  readonly hub: Hub;
  readonly presence: Presence;
  readonly accounts: Accounts;
  /** Tests only: their receivers are on this machine. */
  readonly allowLoopbackWebhooks: boolean;
  readonly mailboxes: MailboxOptions;
  /** Asked for the records of our signing keys. */
  readonly resolveDns: MailResolver;
  /** Plain mail of the installation's own; null without an outgoing server. */
  readonly sendMail: SendTest;
  /** Null: there is no `/metrics`. */
  readonly metricsToken: string | null;
}

export async function registerRoutes(app: FastifyInstance, context: RouteContext): Promise<void> {
  registerHealth(app, context.platform, context);
  // Multipart and form parsing come with the messenger's pages; uploads of the desk use them too.
  await registerMessengerPages(app, context);
  registerMessengerRoutes(app, context);
  registerSlipPages(app, context);
  registerMessengerStream(app, context, context.hub);
  context.accounts.registerRoutes(app, context);
  registerDeskStream(app, context, context.hub, context.presence);
  registerCaseListRoutes(app, context);
  registerCaseLinkRoutes(app, context);
  registerCaseBulkRoutes(app, context);
  registerCaseViewRoutes(app, context);
  registerNextRoutes(app, context);
  registerCaseRoutes(app, context);
  registerCaseMergeRoutes(app, context);
  registerCaseMacroRoutes(app, context);
  registerSnippetRoutes(app, context);
  registerUrgentLineRoutes(app, context);
  registerMacroRoutes(app, context);
  registerReplyRoutes(app, context);
  registerCraftRoutes(app, context);
  registerWriteFirst(app, context);
  registerExportRoutes(app, context);
  registerAttachmentRoutes(app, context);
  registerChannelRoutes(app, context, context.presence);
  registerCalendarRoutes(app, context);
  registerHolidayRoutes(app, context);
  registerCoverageRoutes(app, context);
  registerQueueRoutes(app, context);
  registerRuleRoutes(app, context);
  registerIncidentRoutes(app, context);
  registerAnswerAllRoutes(app, context);
  registerStaffRoutes(app, context);
  registerTodayRoutes(app, context);
  registerPolicyRoutes(app, context);
  registerCustomerRoutes(app, context);
  registerFactRoutes(app, context);
  registerCustomerMergeRoutes(app, context);
  registerCustomerFileRoutes(app, context);
  registerRetentionRoutes(app, context);
  registerSearchRoutes(app, context);
  registerTopicRoutes(app, context);
  registerFieldRoutes(app, context);
  registerAuditRoutes(app, context);
  registerNoticeRoutes(app, context);
  registerPushRoutes(app, context, { allowLoopback: context.allowLoopbackWebhooks });
  registerDeliveryRoutes(app, context);
  registerSigningKeyRoutes(app, context);
  registerInboundRoutes(app, context);
  await registerProviderMailRoutes(app, context);
  registerMailTestRoutes(app, context, context.sendMail);
  registerWebhookRoutes(app, context, { allowLoopback: context.allowLoopbackWebhooks });
  registerCardRoutes(app, context, { allowLoopback: context.allowLoopbackWebhooks });
  registerMailboxRoutes(app, context, context.mailboxes);
  await registerGuidePages(app);
  await registerDeskPages(app, context.platform);
}
