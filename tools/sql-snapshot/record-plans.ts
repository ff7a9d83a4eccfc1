/**
 * With which plans does the product's SQL run? PostgreSQL's own `auto_explain` tells the very plan of every statement, nested ones in functions
 * and foreign keys included, to the connection that ran it: the application's roles, under row security, with the settings of the server at hand. It needs
 * the module, which embedded PostgreSQL and Debian's packages bring.
 */
import type pg from 'pg';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Filter?: string;
  readonly Operation?: string;
  readonly 'CTE Name'?: string;
  readonly 'Function Name'?: string;
  readonly 'Subplan Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

export interface RecordedPlan {
  readonly statement: string;
  readonly plan: PlanNode;
}

/** `admin`: a superuser's connection to the database. For connections opened afterwards. */
export async function tellPlans(admin: pg.Client, database: string): Promise<void> {
  const settings = { session_preload_libraries: 'auto_explain', 'auto_explain.log_min_duration': '0', 'auto_explain.log_level': 'notice' };
  const more = { 'auto_explain.log_format': 'json', 'auto_explain.log_nested_statements': 'on', client_min_messages: 'notice' };
  for (const [name, value] of Object.entries({ ...settings, ...more }))
    await admin.query(`alter database "${database}" set ${name} = '${value}'`);
}

/** Calls `hear` with each plan that a connection of this pool is told from now on. */
export function hearPlans(pool: pg.Pool, hear: (plan: RecordedPlan) => void): void {
  const heard = new WeakSet<pg.ClientBase>();
  pool.on('acquire', (client) => {
    if (heard.has(client)) return;
    heard.add(client);
    client.on('notice', ({ message }) => {
      const json = /^duration: [\d.]+ ms\s+plan:\s*(\{.*)$/s.exec(message ?? '')?.[1];
      if (json === undefined) return;
      const { 'Query Text': statement, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
      hear({ statement: statement.replaceAll(/\s+/g, ' ').trim(), plan });
    });
  });
}

/** Every table that a plan reads from end to end. */
export function sequentialScans(plan: PlanNode): string[] {
  const own = plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] !== undefined ? [plan['Relation Name']] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(sequentialScans)];
}

/** An indented tree without costs, so that its diff shows changes of plan and nothing else. */
export function drawPlan(node: PlanNode, depth = 0): string[] {
  const what = [
    node.Operation ?? node['Node Type'],
    node['Index Name'] === undefined ? null : `using ${node['Index Name']}`,
    node['Relation Name'] ?? node['CTE Name'] ?? node['Function Name'] ?? null,
  ];
  const where = node['Index Cond'] ?? node['Recheck Cond'];
  const indent = '  '.repeat(depth);
  return [
    `${indent}${node['Subplan Name'] === undefined ? '' : `${node['Subplan Name']}: `}${what.filter((word) => word !== null).join(' ')}`,
    ...(where === undefined ? [] : [`${indent}  by ${where}`]),
    ...(node.Filter === undefined ? [] : [`${indent}  filter ${node.Filter}`]),
    ...(node.Plans ?? []).flatMap((child) => drawPlan(child, depth + 1)),
  ];
}
