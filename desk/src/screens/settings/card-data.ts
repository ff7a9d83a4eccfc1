/** What do cards from other systems ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { Card, CardKind, CardOfCase, CardShown } from '@meanwhile/wire/cards.ts';
import { paths } from '../../paths.ts';
import { del, get, post, put, type Listing } from '../../sync/api.ts';

/** The server shows an answer again for as long. */
const staleTime = 60_000;

export const cardsQuery = queryOptions({ queryKey: ['cards'], queryFn: () => get<Listing<Card>>(paths.cards), staleTime: 0 });
export const caseCardsQuery = (caseId: string) =>
  queryOptions({ queryKey: ['cards', 'case', caseId], queryFn: () => get<Listing<CardOfCase>>(paths.caseCards(caseId)), staleTime });
export const cardShownQuery = (caseId: string, cardId: string) =>
  queryOptions({
    queryKey: ['cards', 'case', caseId, cardId],
    queryFn: () => get<CardShown>(paths.caseCard(caseId, cardId)),
    staleTime,
  });

export interface CardDraft {
  readonly name: string;
  readonly kind: CardKind;
  readonly url: string;
}
export const addCard = (body: CardDraft, key: string) => post<{ readonly secret: string | null }>(paths.cards, body, key);
export const changeCard = (id: string, { name, url }: CardDraft) => put<Card>(paths.card(id), { name, url });
export const rotateCardSecret = (id: string) => post<{ readonly secret: string }>(paths.cardSecret(id), {});
export const deleteCard = (id: string) => del(paths.card(id));
