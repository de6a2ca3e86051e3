/** The name of the decoy: a form that sends words under it was filled in by a machine. */
export const DECOY = "website";

/** A field no person sees. Kept out of the tab order, out of autofill and away from screen readers. */
export function DecoyField() {
  return (
    <div className="decoy" aria-hidden="true">
      <label htmlFor="decoy-field">Leave this empty</label>
      <input id="decoy-field" name={DECOY} type="text" tabIndex={-1} autoComplete="off" />
    </div>
  );
}
