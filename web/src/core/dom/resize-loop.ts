/*
 * Keeps a notification of the layout out of the page's error handlers. Where cards with `content-visibility` come near
 * the screen while the page's size is observed, Firefox and Safari report "ResizeObserver loop ..." as an error: the rest
 * of the sizes is delivered in the next frame, and nothing failed. Called first by every page: the first listener decides.
 */
const NOTICE = /^ResizeObserver loop /;

export function ignoreResizeLoops(): void {
  addEventListener(
    "error",
    (event) => {
      if (NOTICE.test(event.message)) event.stopImmediatePropagation();
    },
    true,
  );
}
