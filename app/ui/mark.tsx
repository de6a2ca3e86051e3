/** The mark of the press: a pamphlet held open. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 32 26" fill="currentColor" aria-hidden="true" focusable="false">
      <path
        d="M0 4L15 0v22L0 26zM17 0l15 4v22l-15-4zM20.5 5.6v3.2l8 2.1V7.7zM20.5 11.4v2.2l8 2.1v-2.2z"
        fillRule="evenodd"
      />
    </svg>
  );
}
