/** Why a form was not taken, above its button. Announced when it appears; the place is always there, so that it is. */
import { TriangleAlert } from 'lucide-react';

export function FormError({ text }: { readonly text: string | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {text === null ? null : (
        <p className="flex gap-2 rounded border border-edge bg-paper px-3 py-2 wrap-anywhere">
          <TriangleAlert size={16} aria-hidden className="mt-[3px] shrink-0" />
          {text}
        </p>
      )}
    </div>
  );
}
