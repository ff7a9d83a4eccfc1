/** Why a form was not taken, above its button. Announced when it appears; the place is always there, so that it is. */
export function FormError({ text }: { readonly text: string | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {text === null ? null : <p className="rounded border border-red bg-red-soft px-3 py-2 text-red wrap-anywhere">{text}</p>}
    </div>
  );
}
