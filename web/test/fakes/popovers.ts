/*
 * happy-dom knows no popovers: they are shown and hidden without any effect. Import it before the element under test opens one.
 */
Object.assign(HTMLElement.prototype, { showPopover: () => {}, hidePopover: () => {} });
