/** What may each role do? The permission catalogue of the wire as a table; ticks are words for assistive technology. */
import { Check, Minus } from 'lucide-react';
import { permissions, rolePermissions } from '@meanwhile/wire/permissions.ts';
import { say } from '../../words/say.ts';
import { roles } from './roles.ts';

export function RoleTable() {
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {roles.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium">{say(`role.${role}`)}</dt>
            <dd className="text-muted">{say(`role.${role}.what`)}</dd>
          </div>
        ))}
      </dl>
      <div role="region" aria-label={say('team.roleTable')} tabIndex={0} className="relative overflow-x-auto rounded border border-line">
        <table className="w-full text-left">
          <thead>
            <tr className="border-b border-line text-small text-muted">
              <td className="p-2" />
              {roles.map((role) => (
                <th key={role} scope="col" className="p-2 font-medium">
                  {say(`role.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {permissions.map((permission) => (
              <tr key={permission}>
                <th scope="row" className="min-w-48 p-2 font-normal">
                  {say(`permission.${permission}`)}
                </th>
                {roles.map((role) => (
                  <td key={role} className="p-2">
                    <Mark may={rolePermissions[role].includes(permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Mark({ may }: { readonly may: boolean }) {
  return (
    <>
      {may ? <Check size={16} aria-hidden /> : <Minus size={16} aria-hidden className="text-faint" />}
      <span className="sr-only">{say(may ? 'team.may' : 'team.mayNot')}</span>
    </>
  );
}
