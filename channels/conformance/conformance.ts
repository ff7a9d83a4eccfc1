/**
 * Does an adapter keep the contract's promises? One suite for every channel: each case is a sentence and a check that throws, run
 * against an adapter through a driver that knows how to make that provider's bytes. It tests no provider rule and no server.
 */
import { inboundCases, optionalInboundCases } from './inbound-cases.ts';
import { outboundCases } from './outbound-cases.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { ConformanceCase, Driver } from './driver.ts';

/** All cases for this adapter; those about batches and statuses only where the driver can make them. */
export function conformanceCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): readonly ConformanceCase[] {
  return [...inboundCases(driver), ...optionalInboundCases(driver), ...outboundCases(driver)];
}
