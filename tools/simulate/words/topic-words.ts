/**
 * What do people write about, and in which pieces? The shape of a topic's texts: sentences with slots ({order}, {product}, {city}, {carrier}, {amount},
 * {day}) that are put together by `compose.ts`. All texts of this folder were written for this project.
 */

export type TopicKey =
  | 'delivery'
  | 'damaged'
  | 'wrong-item'
  | 'return'
  | 'refund'
  | 'invoice'
  | 'payment'
  | 'voucher'
  | 'change-order'
  | 'stock'
  | 'advice'
  | 'warranty'
  | 'account'
  | 'assembly';

export interface Sentences {
  readonly subjects: readonly string[];
  /** What happened. */
  readonly openings: readonly string[];
  /** What belongs to it. */
  readonly details: readonly string[];
  /** What the customer wants; the last sentence. */
  readonly asks: readonly string[];
  /** The customer again, when our answer did not settle it. */
  readonly follows: readonly string[];
  /** Ours, when it settles it. */
  readonly answers: readonly string[];
  /** Ours, when we need to know more. */
  readonly questions: readonly string[];
}

export interface TopicWords {
  readonly key: TopicKey;
  /** As members read it. */
  readonly name: string;
  readonly en: Sentences;
  readonly de: Sentences;
}
