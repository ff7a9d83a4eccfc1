/** What is done to a customer as a whole: merged, taken apart, held back, let in. Each is said with its way back; a refusal is said with its reason. */
import type { CustomerMerge, MergeReason } from '@meanwhile/wire/customer-merge.ts';
import type { Customer } from '@meanwhile/wire/records.ts';
import { notify } from '../../parts/toast.tsx';
import { paths } from '../../paths.ts';
import { isProblem, post, put, refusedAfterLoss } from '../../sync/api.ts';
import { keys, queryClient } from '../../sync/query.ts';
import { failedWords } from '../../words/reason.ts';
import { say } from '../../words/say.ts';
import { nameOf } from './customer-words.ts';

const refresh = () =>
  Promise.all([keys.customers, keys.caseLists, keys.threads].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

/** Refused on being repeated: the try whose answer was lost has taken them apart. */
async function once(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isProblem(error, 'not_merged') || !refusedAfterLoss.has(error)) throw error;
  }
}

/** True when it was done. */
async function deed(act: () => Promise<unknown>, said: string, undo?: () => void): Promise<boolean> {
  try {
    await once(act);
    await refresh();
    notify({ title: said, ...(undo === undefined ? {} : { undo }) });
    return true;
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}

export const mergeCustomers = (from: Customer, into: Customer, reason: MergeReason): Promise<boolean> =>
  deed(
    () => post(paths.customerMerge(from.id), { intoId: into.id, reason }),
    say('customer.merged', { name: nameOf(from), into: nameOf(into) }),
    () => void deed(() => post(paths.customerUnmerge(from.id), {}), say('customer.unmerged', { name: nameOf(from) })),
  );

export const unmergeCustomer = (merge: CustomerMerge): Promise<boolean> =>
  deed(
    () => post(paths.customerUnmerge(merge.from.id), {}),
    say('customer.unmerged', { name: nameOf(merge.from) }),
    // A merge the site proved comes back by itself, with the next sign-in there.
    merge.reason === null
      ? undefined
      : () =>
          void deed(
            () => post(paths.customerMerge(merge.from.id), { intoId: merge.intoId, reason: merge.reason }),
            say('customer.mergedAgain'),
          ),
  );

/** Shows at once; goes back when the server refuses. */
export async function blockCustomer(customer: Customer, blocked: boolean): Promise<void> {
  const key = [...keys.customers, customer.id];
  queryClient.setQueryData(key, { ...customer, blocked });
  const done = await deed(
    () => put(paths.customerBlock(customer.id), { blocked }),
    say(blocked ? 'customer.blockedDone' : 'customer.letInDone', { name: nameOf(customer) }),
    () => void blockCustomer({ ...customer, blocked }, !blocked),
  );
  if (!done) queryClient.setQueryData(key, customer);
}
