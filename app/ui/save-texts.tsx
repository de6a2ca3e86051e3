/**
 * The buttons that save every text in the reader's browser, and remove them again. Hidden until the page's script has
 * looked; `data-when` names the states in which a part is shown.
 */
export function SaveTexts({ size }: { size: string }) {
  return (
    <div id="save" className="flow" tabIndex={-1} hidden>
      <div role="status">
        <p data-when="idle">
          Nothing is saved on this device. Press the button once; new texts and corrections then come by themselves.
        </p>
        <p data-when="saving" hidden>
          Saving. Leave this page open until it is done.
        </p>
        <p data-when="saved" hidden>
          <strong>Saved.</strong> They open without a connection.
        </p>
        <p data-when="removed" hidden>
          Removed. Nothing is saved on this device any more.
        </p>
        <p data-when="full" hidden>
          There is not enough room on this device, so nothing was saved. Make some room and try again, or take single
          texts from the books below.
        </p>
        <p data-when="failed" hidden>
          The connection broke off, so nothing was saved. Try again when it is back.
        </p>
        <p data-when="none" hidden>
          This browser cannot save pages here, as is usual in a private window. The books below hold the same texts.
        </p>
      </div>
      <p data-when="idle full failed removed">
        <button id="save-button" className="button" type="button">
          Save all texts on this device ({size})
        </button>
      </p>
      <p data-when="saved" hidden>
        <button id="remove-button" className="button button-outline" type="button">
          Remove them
        </button>
      </p>
      <p className="small">
        Only texts and reading lists are saved: no basket, no account, nothing you typed. Whoever uses this device can
        see that they are there.
      </p>
    </div>
  );
}
