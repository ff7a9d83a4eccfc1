/** Who hears about an event? Subscribers by workspace, by conversation and by customer, so that one event never asks them all. */
import type { HubEvent, Subscriber, Subscription } from './hub.ts';

export interface Subscribers {
  isEmpty(): boolean;
  enter(subscriber: Subscriber): Subscription;
  /** What each is to get of these events, in their order. */
  parcelsFor(events: readonly HubEvent[]): ReadonlyMap<Subscriber, HubEvent[]>;
}

export function createSubscribers(): Subscribers {
  const byWorkspace = new Map<string, Set<Subscriber>>();
  const byConversation = new Map<string, Set<Subscriber>>();
  const byCustomer = new Map<string, Set<Subscriber>>();
  return {
    isEmpty: () => byWorkspace.size === 0 && byConversation.size === 0 && byCustomer.size === 0,
    enter(subscriber) {
      const leaves: (() => void)[] = [];
      const enter = (index: Map<string, Set<Subscriber>>, key: string): void => {
        const place = index.get(key) ?? new Set();
        index.set(key, place.add(subscriber));
        leaves.push(() => {
          place.delete(subscriber);
          if (place.size === 0 && index.get(key) === place) index.delete(key);
        });
      };
      if (subscriber.conversationIds === null) enter(byWorkspace, subscriber.workspaceId);
      for (const conversationId of subscriber.conversationIds ?? []) enter(byConversation, conversationId);
      if (subscriber.customerKey !== null) enter(byCustomer, subscriber.customerKey);
      return {
        watch(conversationId) {
          if (subscriber.conversationIds === null || subscriber.conversationIds.has(conversationId)) return;
          subscriber.conversationIds.add(conversationId);
          enter(byConversation, conversationId);
        },
        leave: () => leaves.splice(0).forEach((leave) => leave()),
      };
    },
    parcelsFor(events) {
      const parcels = new Map<Subscriber, HubEvent[]>();
      // A first message makes its conversation: what we say at once in it stands behind it in the same reading.
      const begun = new Map<string, Set<Subscriber>>();
      const offer = (subscriber: Subscriber, event: HubEvent): void => {
        if (!subscriber.may(event)) return;
        const { conversationId, actor } = event.wire;
        if (conversationId !== null && actor === subscriber.customerKey)
          begun.set(conversationId, (begun.get(conversationId) ?? new Set()).add(subscriber));
        const parcel = parcels.get(subscriber);
        if (parcel === undefined) parcels.set(subscriber, [event]);
        else parcel.push(event);
      };
      for (const event of events) {
        for (const subscriber of byWorkspace.get(event.workspaceId) ?? []) offer(subscriber, event);
        const conversationId = event.wire.conversationId;
        const watching = new Set([...(byConversation.get(conversationId ?? '') ?? []), ...(begun.get(conversationId ?? '') ?? [])]);
        for (const subscriber of watching) offer(subscriber, event);
        for (const subscriber of byCustomer.get(event.wire.actor) ?? []) if (!watching.has(subscriber)) offer(subscriber, event);
      }
      return parcels;
    },
  };
}
