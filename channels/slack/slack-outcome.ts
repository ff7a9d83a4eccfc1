/**
 * What came of a message, by Slack's answer? Slack says no with status 200 and a word; these are the words of its documentation for the methods we call.
 * There is no key by which a repeated message would be recognised, so only what was certainly not taken is tried again, and a word nobody has heard of
 * leaves it open.
 */
import type { Outcome, RejectionClass } from '../contract/outcome.ts';
import type { Called, SlackAnswer } from './call-slack.ts';

const words: Readonly<Record<RejectionClass | 'retry', string>> = {
  permanentRecipient: `channel_not_found invalid_channel is_archived not_in_channel method_not_supported_for_channel_type
    user_not_found users_not_found user_not_visible user_disabled cannot_dm_bot invalid_user_combination restricted_action_read_only_channel`,
  permanentContent: `msg_too_long no_text too_many_attachments missing_argument missing_file_data
    file_type_not_allowed file_upload_size_restricted file_uploads_except_images_disabled
    cannot_reply_to_message thread_not_found restricted_action_thread_locked restricted_action_non_threadable_channel
    slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked slack_connect_blocked_file_type
    invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type
    invalid_metadata_format invalid_metadata_schema metadata_too_large`,
  windowClosed: '',
  authBroken: 'not_authed invalid_auth account_inactive token_revoked token_expired',
  configuration: `missing_scope not_allowed_token_type no_permission access_denied accesslimited ekm_access_denied
    messages_tab_disabled restricted_action restricted_action_thread_only_channel posting_to_channel_denied
    enterprise_is_restricted team_access_not_granted team_not_found two_factor_setup_required
    file_uploads_disabled storage_limit_reached metadata_must_be_sent_from_app as_user_not_supported
    method_deprecated deprecated_endpoint unknown_method`,
  // `file_not_found`: what was uploaded is gone before it was shown to anybody; another try uploads it anew.
  retry: 'ratelimited rate_limited message_limit_exceeded org_login_required team_added_to_org file_not_found',
};
const meaning: ReadonlyMap<string, RejectionClass | 'retry'> = new Map(
  (Object.keys(words) as (keyof typeof words)[]).flatMap((means) => words[means].split(/\s+/).map((word) => [word, means] as const)),
);

/** `accepted` finds the provider's id of what was taken. */
export function outcomeOf(called: Called, accepted: (answer: SlackAnswer) => string | null): Outcome {
  if (called.kind === 'lost')
    return called.before ? { outcome: 'retry', code: called.code, retryAfterMs: null } : { outcome: 'unknown', code: called.code };
  const { status, retryAfterMs } = called;
  if (status === 429) return { outcome: 'retry', code: 'ratelimited', retryAfterMs };
  if (called.kind === 'other') return { outcome: 'unknown', code: String(status) };
  const { answer } = called;
  if (answer.ok) {
    const providerId = accepted(answer);
    return providerId === null ? { outcome: 'unknown', code: 'no_message' } : { outcome: 'accepted', providerId };
  }
  const code = codeOf(answer);
  const means = status >= 500 ? undefined : meaning.get(code);
  const detail = detailOf(answer);
  if (means === undefined) return { outcome: 'unknown', code, ...detail };
  if (means === 'retry') return { outcome: 'retry', code, retryAfterMs, ...detail };
  return { outcome: 'rejected', class: means, code, ...detail };
}

/** Of a call by which nobody can see anything yet: not to know is as good as not taken. */
export function nothingShown(outcome: Outcome): Outcome {
  return outcome.outcome === 'unknown' ? { ...outcome, outcome: 'retry', retryAfterMs: null } : outcome;
}

/** Slack's own word, where it looks like one. */
export const codeOf = ({ error }: SlackAnswer): string => (error !== undefined && /^\w{1,60}$/.test(error) ? error : 'refused');

const plainly: Readonly<Record<string, string>> = {
  messages_tab_disabled: 'The Messages tab of the app is off in Slack.',
  user_disabled: 'Their account in Slack is closed.',
  restricted_action: 'The workspace does not let the app write.',
};

function detailOf(answer: SlackAnswer): { readonly detail?: string } {
  const needed = answer.needed !== undefined && /^[\w:.,]{1,200}$/.test(answer.needed) ? answer.needed : null;
  const detail =
    answer.error === 'missing_scope' && needed !== null
      ? `The app lacks ${needed} in Slack.`
      : (plainly[codeOf(answer)] ?? (answer.response_metadata?.messages ?? []).join(' ').slice(0, 300));
  return detail === '' ? {} : { detail };
}
