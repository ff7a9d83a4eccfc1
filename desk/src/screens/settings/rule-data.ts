/** What do rules ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { Rule, RuleRun, RuleTried, SaveRule, TryRule } from '@meanwhile/wire/rules.ts';
import { paths } from '../../paths.ts';
import { get, post, put, type Listing } from '../../sync/api.ts';

export const rulesQuery = queryOptions({ queryKey: ['rules'], queryFn: () => get<Listing<Rule>>(paths.rules) });
export const addRule = (body: SaveRule, key: string) => post<Rule>(paths.rules, body, key);
export const changeRule = (id: string, body: SaveRule) => put<Rule>(paths.rule(id), body);
export const orderRules = (ids: readonly string[]) => put<Listing<Rule>>(paths.ruleOrder, { ids });
export const ruleRunsQuery = (caseId: string) =>
  queryOptions({ queryKey: ['rule-runs', caseId], queryFn: () => get<Listing<RuleRun>>(paths.ruleRuns(caseId)) });
export const tryRule = (body: TryRule) => post<RuleTried>(paths.tryRule, body);
