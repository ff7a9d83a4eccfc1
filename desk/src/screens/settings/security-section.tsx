/** How do I sign in, and where am I signed in? My password, second step, passkeys and devices; nobody else's. */
import { QueryView } from '../../parts/query-view.tsx';
import { useMe } from '../../sync/me.ts';
import { PasskeysSection } from './passkeys-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { SecondFactorSection } from './second-factor-section.tsx';
import { SessionsSection } from './sessions-section.tsx';

export function SecuritySection() {
  const me = useMe();
  return (
    <QueryView of={me}>
      {({ user }) =>
        user === null ? null : (
          <>
            <PasswordSection hasPassword={user.hasPassword} />
            <SecondFactorSection isOn={user.secondFactor} hasPassword={user.hasPassword} />
            <PasskeysSection />
            <SessionsSection />
          </>
        )
      }
    </QueryView>
  );
}
