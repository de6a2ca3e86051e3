/**
 * Stands first in a form with several submit buttons: Enter presses the first button of a form, and this one sends
 * what was typed, where the first amount would otherwise be chosen. Not seen, not tabbed to, not read out.
 */
export function HiddenSubmit({ name, value }: { name?: string; value?: string }) {
  return (
    <button className="visually-hidden" type="submit" tabIndex={-1} aria-hidden="true" name={name} value={value}>
      Continue
    </button>
  );
}
