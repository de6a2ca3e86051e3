/** "I have read this": a tick of the reader's own, kept in a cookie and nowhere else. */
export function ReadTick({ slug, isRead }: { slug: string; isRead: boolean }) {
  return (
    <form className="read-tick no-print" id="read" method="post" action={`/texts/${slug}`}>
      {isRead ? (
        <>
          <span className="done">You have read this.</span>
          <button className="button-link" type="submit" name="intent" value="unread">
            Take the tick back
          </button>
        </>
      ) : (
        <button className="button-small" type="submit" name="intent" value="read">
          I have read this
        </button>
      )}
    </form>
  );
}
